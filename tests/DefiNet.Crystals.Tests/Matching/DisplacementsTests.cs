using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Matching;

namespace DefiNet.Tests.Matching;

public sealed class DisplacementsTests
{
    [Fact]
    public void An_atom_that_crosses_the_cell_s_edge_has_not_moved_far()
    {
        var before = Structure.Of(Lattice.Cubic(10), ("Mo", 0.99, 0, 0), ("S", 0.5, 0.5, 0.5));
        var after = Structure.Of(Lattice.Cubic(10), ("Mo", 0.02, 0, 0), ("S", 0.5, 0.5, 0.6));

        var displacements = Displacements.Between(before, after);

        Assert.Equal(0.3, displacements.Vectors[0].X, 12);
        Assert.Equal(1.0, displacements.Max, 12);
        Assert.Equal(0.65, displacements.Mean, 12);
        Assert.Equal(1.3 / 6, displacements.MeanAbsoluteComponent, 12);
        Assert.Equal(0.1, displacements.Of(atom => atom == 0).MeanAbsoluteComponent, 12);
    }

    [Fact]
    public void Other_atoms_are_refused_with_their_number()
    {
        var before = Structure.Of(Lattice.Cubic(10), ("Mo", 0, 0, 0), ("S", 0.5, 0.5, 0.5));
        var after = Structure.Of(Lattice.Cubic(10), ("Mo", 0, 0, 0), ("Se", 0.5, 0.5, 0.5));

        Assert.Contains("Atom 2 is S", Assert.Throws<CrystalException>(() => Displacements.Between(before, after)).Message, StringComparison.Ordinal);
    }

    // What the published data set says of a model that moves nothing, over 500 structures; 450 of them are here.
    [Theory]
    [InlineData("MoS2_500", 0.0462)]
    [InlineData("WSe2_500", 0.0624)]
    [InlineData("hBN_spin_500", 0.0371)]
    [InlineData("GaSe_spin_500", 0.0798)]
    [InlineData("InSe_spin_500", 0.0814)]
    [InlineData("BP_spin_500", 0.1517)]
    public void The_error_of_moving_nothing_is_that_published_with_the_data_set(string material, double published)
    {
        var folder = TwoDimensionalSet.Path("high_density_defects", material, "CIF");
        var errors = Directory.GetFiles(folder, "*_unrelaxed.cif").AsParallel()
            .Select(file => Displacements.Between(StructureFile.Read(file), StructureFile.Read(file.Replace("_unrelaxed", "_relaxed", StringComparison.Ordinal))).MeanAbsoluteComponent)
            .ToList();

        Assert.Equal(450, errors.Count);
        Assert.Equal(published, errors.Average(), 0.05 * published);
    }
}
