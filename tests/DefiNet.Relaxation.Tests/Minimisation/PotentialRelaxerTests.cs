using DefiNet.Crystals;
using DefiNet.Crystals.Formats.ExtendedXyz;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Tests.Potentials;
using DefiNet.Relaxation.Minimisation;

namespace DefiNet.Relaxation.Tests.Minimisation;

public sealed class PotentialRelaxerTests
{
    // Seeded weights know no repulsion: a few steps are all that makes sense with them.
    [Theory]
    [InlineData("fire")]
    [InlineData("cg")]
    public void The_energy_falls_and_is_that_of_the_structure_at_the_end(string name)
    {
        var crystal = SmallCrystals.Random(11, 8);
        var run = new MinimisationRun(SeededPotential.Chgnet(), Settings(name) with { MostSteps = 8 }, threads: 1);

        var end = run.Run(crystal, null, TestContext.Current.CancellationToken);

        Assert.True(run.Energies.Last < run.Energies.First);
        Assert.Same(crystal.Lattice, end.Lattice);
        Assert.Equal(run.Energies.Last, SeededPotential.Chgnet().Evaluate(end).Energy, 1e-9);
    }

    [Fact]
    public void It_ends_after_the_steps_that_it_may_make()
    {
        var run = new MinimisationRun(SeededPotential.M3GNet(), Settings("fire") with { LargestForce = 1e-9, MostSteps = 7 }, threads: 1);

        run.Run(SmallCrystals.Random(3, 6), null, TestContext.Current.CancellationToken);

        Assert.Equal((7, false), (run.Steps, run.Converged));
    }

    [Theory]
    [InlineData("fire")]
    [InlineData("lbfgs")]
    [InlineData("cg")]
    public void Steps_allocate_nothing(string name)
    {
        var crystal = SmallCrystals.Random(5, 12);
        var potential = SeededPotential.M3GNet();
        var (few, many) = (new MinimisationRun(potential, Settings(name) with { LargestForce = 1e-12, MostSteps = 4 }, 1), new MinimisationRun(potential, Settings(name) with { LargestForce = 1e-12, MostSteps = 12 }, 1));
        Allocated(many);
        Allocated(few);

        Assert.Equal(Least(few), Least(many));

        // The runtime now and then allocates something of its own on this thread.
        long Least(MinimisationRun run) => Enumerable.Range(0, 5).Min(_ => Allocated(run));

        long Allocated(MinimisationRun run)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run.Run(crystal, null, CancellationToken.None);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void The_cell_of_a_sheet_relaxes_in_its_plane_and_its_third_vector_stays()
    {
        var sheet = Sheet();
        var run = new MinimisationRun(SeededPotential.Chgnet(), Settings("fire") with { Cell = CellFreedom.InPlane, MostSteps = 10 }, 1);

        var end = run.Run(sheet, null, TestContext.Current.CancellationToken);

        Assert.Equal(0, (sheet.Lattice.C - end.Lattice.C).Length, 1e-12);
        Assert.Equal((0d, 0d), (end.Lattice.A.Z, end.Lattice.B.Z));
        Assert.NotEqual(sheet.Lattice.A, end.Lattice.A);
        Assert.True(run.Energies.Last < run.Energies.First);
    }

    [Theory]
    [InlineData(CellFreedom.InPlane)]
    [InlineData(CellFreedom.VacuumFixed)]
    public void Forces_on_the_cell_are_the_falling_slope_of_the_energy_where_it_is_free(CellFreedom freedom)
    {
        var sheet = Sheet();
        var evaluator = SeededPotential.Chgnet().CreateEvaluator(new PlainKernels<double>());
        var cell = new CellDeformation(sheet, freedom);
        var numbers = new double[9];
        cell.Read(numbers);
        var random = new Random(3);
        for (var index = 0; index < 9; index++)
            if (index is 0 or 1 or 3 or 4)
                numbers[index] += 0.05 * (random.NextDouble() - 0.5);
        var (forces, step) = (new double[9], 1e-4);
        Energy(numbers);
        var (stress, factor) = (evaluator.Stress, -cell.Lattice.Volume / StressTensor.GigapascalPerUnit);
        cell.Forces((factor * stress.X, factor * stress.Y, factor * stress.Z), forces);

        for (var index = 0; index < 9; index++)
        {
            var moved = numbers.ToArray();
            moved[index] += step;
            var slope = Energy(moved);
            moved[index] -= 2 * step;
            slope = (slope - Energy(moved)) / (2 * step);
            var free = index % 3 != 2 && (index < 6 || freedom == CellFreedom.VacuumFixed);
            Assert.Equal(free ? -slope : 0, forces[index], 1e-5);
        }

        double Energy(double[] at)
        {
            cell.Write(at);
            evaluator.Evaluate(cell.Lattice, sheet.Species.AsSpan(), sheet.Fractional.AsSpan());
            return evaluator.Energy;
        }
    }

    [Fact]
    public void With_the_vacuum_fixed_the_third_vector_stays_as_well()
    {
        var sheet = Sheet();
        var run = new MinimisationRun(SeededPotential.Chgnet(), Settings("lbfgs") with { Cell = CellFreedom.VacuumFixed, MostSteps = 6 }, 1);

        var end = run.Run(sheet, null, TestContext.Current.CancellationToken);

        Assert.Equal(0, (sheet.Lattice.C - end.Lattice.C).Length, 1e-9);
        Assert.NotEqual(sheet.Lattice.A, end.Lattice.A);
    }

    [Fact]
    public void Atoms_that_may_not_move_stay()
    {
        var crystal = SmallCrystals.Random(11, 8);
        crystal = crystal with { Freedom = [.. Enumerable.Range(0, 8).Select(atom => new AxisFreedom(atom != 2, atom != 2, atom != 2))] };

        var end = new MinimisationRun(SeededPotential.Chgnet(), Settings("fire") with { MostSteps = 5 }, 1).Run(crystal, null, TestContext.Current.CancellationToken);

        Assert.Equal(0, (crystal.Cartesian[2] - end.Cartesian[2]).Length, 1e-9);
        Assert.NotEqual(crystal.Cartesian[3], end.Cartesian[3]);
    }

    [Fact]
    public void A_trajectory_has_every_step_with_energy_and_forces()
    {
        using var text = new StringWriter();
        var trajectory = new Trajectory(text);
        var run = new MinimisationRun(SeededPotential.Chgnet(), Settings("fire") with { MostSteps = 6, LargestForce = 1e-9 }, 1);

        var end = run.Run(SmallCrystals.Random(11, 8), trajectory, TestContext.Current.CancellationToken);

        var frames = XyzReader.Read(new StringReader(text.ToString()), "steps.extxyz");
        Assert.Equal((6, 6), (frames.Length, trajectory.Frames));
        Assert.Equal(run.Energies.Last, double.Parse(frames[^1].Value("energy")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(8, frames[0].Column("forces")!.ToVectors().Length);
        Assert.Equal(0, (end.Cartesian[4] - frames[^1].Structure.Cartesian[4]).Length, 1e-9);
    }

    [Fact]
    public void A_start_of_higher_energy_is_flagged()
    {
        Assert.Null(Gate.JudgeEnergies(-10, -10.5, "m3gnet"));
        Assert.Contains("0.500 eV above", Gate.JudgeEnergies(-10, -9.5, "m3gnet"), StringComparison.Ordinal);

        var sheet = Sheet();
        var potential = SeededPotential.Chgnet();
        var low = new MinimisationRun(potential, Settings("fire") with { MostSteps = 8 }, 1).Run(sheet, null, TestContext.Current.CancellationToken);
        var gate = new Gate { SmallestDistanceFraction = 1e-3, Potential = potential };
        Assert.Equal(Gate.Passed, gate.Judge(sheet, low));
        Assert.Contains("by chgnet", gate.Judge(low, sheet), StringComparison.Ordinal);
    }

    private static MinimisationSettings Settings(string name) => new() { Minimiser = MinimisationSettings.MinimiserNamed(name)!.Value };

    private static Structure Sheet()
    {
        var flat = SmallCrystals.Random(2, 6);
        var lattice = new Lattice(new(5.2, 0, 0), new(1.1, 5.6, 0), new(0, 0, 18));
        return new Structure(lattice, flat.Species, [.. flat.Fractional.Select((f, atom) => new Vector3(atom % 3 / 3.0 + 0.01 * f.X, atom / 3 / 2.0 + 0.02 * f.Y, 0.5 + 0.02 * f.Z))]);
    }
}
