using DefiNet.Crystals;

namespace DefiNet.Relaxation.Tests;

public sealed class RelaxerTests
{
    [Fact]
    public void Raw_leaves_everything_as_it_is()
    {
        var start = new RawRelaxer().Relax(Samples.Defective, TestContext.Current.CancellationToken);

        Assert.Same(Samples.Defective.Structure, start.Structure);
        Assert.Equal((0, true, 0d, Gate.Passed), (start.Steps, start.Converged, start.MaxDisplacement, start.Gate));
        Assert.Null(start.EnergyEnd);
    }

    [Fact]
    public void A_net_sees_the_ghosts_and_the_start_leaves_them_out()
    {
        var model = new MovingModel(new Vector3(0.1, 0, 0));

        var start = new DefiNetRelaxer(model).Relax(Samples.Defective, TestContext.Current.CancellationToken);

        Assert.Equal(48, model.Seen);
        Assert.Equal(47, start.Structure.Count);
        Assert.Equal(Samples.Defective.Structure.Species, start.Structure.Species);
        Assert.Equal((1, true, Gate.Passed), (start.Steps, start.Converged, start.Gate));
        Assert.Equal(0.1, start.MeanDisplacement, 1e-9);
        Assert.Equal(0.1, start.MaxDisplacement, 1e-9);
    }

    [Fact]
    public void An_answer_that_is_no_number_is_refused()
    {
        var model = new MovingModel((_, atom) => atom == 5 ? new(double.NaN, 0, 0) : default);

        var failure = Assert.Throws<RelaxationException>(() => new DefiNetRelaxer(model).Relax(Samples.Defective, TestContext.Current.CancellationToken));

        Assert.Contains("atom 6", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_that_the_model_never_saw_speaks_against_the_start()
    {
        var model = new MovingModel(default(Vector3)) { Elements = [Element.Parse("Mo"), Element.Parse("S")] };

        var start = new DefiNetRelaxer(model).Relax(Samples.Defective, TestContext.Current.CancellationToken);

        Assert.Contains("W was not in the training", start.Gate, StringComparison.Ordinal);
    }

    [Fact]
    public void The_relaxed_host_puts_every_atom_on_its_site()
    {
        var ideal = Samples.Cell.Ideal;
        var relaxed = ideal.WithCartesian([.. ideal.Cartesian.Select((position, site) => position + new Vector3(0, 0, ideal.Species[site].Symbol == "S" ? Math.Sign(position.Z - ideal.Cartesian[0].Z) * 0.05 : 0))]);
        var wrapped = relaxed.WithFractional([.. relaxed.Fractional.Select((position, site) => position + new Vector3(site % 3 - 1, 0, 0))]); // other images of the same atoms

        var start = new RelaxedHostRelaxer(wrapped).Relax(Samples.Defective, TestContext.Current.CancellationToken);

        for (var atom = 0; atom < start.Structure.Count; atom++)
            Assert.Equal(0, (start.Structure.Cartesian[atom] - relaxed.Cartesian[Samples.Defective.Sites[atom]]).Length, 1e-9);
        Assert.Equal(0.05, start.MaxDisplacement, 1e-9);
    }

    [Fact]
    public void A_relaxed_host_elsewhere_in_the_cell_is_brought_over_the_structure()
    {
        var ideal = Samples.Cell.Ideal;
        var elsewhere = ideal.WithCartesian([.. ideal.Cartesian.Select(position => position + new Vector3(0.4, 0, 0.9))]);

        var start = new RelaxedHostRelaxer(elsewhere).Relax(Samples.Defective, TestContext.Current.CancellationToken);

        Assert.Equal(0, start.MaxDisplacement, 1e-9);
    }

    [Fact]
    public void A_relaxed_host_of_another_cell_is_refused()
    {
        var other = new DefiNet.Crystals.Defects.Supercell(Samples.Cell.Host, 5, 4).Ideal;

        var failure = Assert.Throws<RelaxationException>(() => new RelaxedHostRelaxer(other).Relax(Samples.Defective, TestContext.Current.CancellationToken));

        Assert.Contains("lattice vector a", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_chain_each_works_on_what_the_former_left()
    {
        var chain = new RelaxerChain([new DefiNetRelaxer(new MovingModel(new Vector3(0.1, 0, 0))), new RawRelaxer(), new DefiNetRelaxer(new MovingModel(new Vector3(0, 0.2, 0)))]);

        var start = chain.Relax(Samples.Defective, TestContext.Current.CancellationToken);

        Assert.Equal("definet,raw,definet", chain.Name);
        Assert.Equal("moving,moving", chain.Model);
        Assert.Equal(2, start.Steps);
        Assert.Equal(Math.Sqrt(0.05), start.MaxDisplacement, 1e-9);
        Assert.Equal(0, (Samples.Defective.Structure.Cartesian[3] + new Vector3(0.1, 0.2, 0) - start.Structure.Cartesian[3]).Length, 1e-9);
    }

    [Fact]
    public void The_factory_makes_relaxers_and_chains_by_name()
    {
        var settings = new RelaxerSettings();

        Assert.Equal("raw", RelaxerFactory.Create("raw", settings).Name);
        Assert.Equal("definet-compact", RelaxerFactory.Create("definet", settings).Model);
        Assert.Equal("deeprelax-compact", RelaxerFactory.Create("deeprelax", settings).Model);
        Assert.Equal("definet,raw", RelaxerFactory.Create("definet, raw", settings).Name);
        Assert.Contains("'magic'", Assert.Throws<RelaxationException>(() => RelaxerFactory.Create("magic", settings)).Message, StringComparison.Ordinal);
        Assert.Contains("needs the pristine supercell", Assert.Throws<RelaxationException>(() => RelaxerFactory.Create("raw-relaxed-host", settings)).Message, StringComparison.Ordinal);
    }
}
