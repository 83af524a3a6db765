using System.IO.Compression;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Dft.Vasp;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.CHGNet;
using DefiNet.Learning.Nets.Potentials;
using DefiNet.Learning.Trajectories;
using DefiNet.Tests;
using DefiNet.Torch.Tests;
using static TorchSharp.torch;

namespace DefiNet.Learning.Tests.Trajectories;

public sealed class TrajectoryReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private const string Relaxation = "aiida-vasp__src__aiida_vasp__test_data__outcar_extras__OUTCAR.converged.gz";

    private static string Outcar => SharedData.Path("vasp", "outcar", Relaxation);

    [Fact]
    public void Each_step_has_the_positions_forces_energy_and_stress_of_the_output()
    {
        var output = OutcarReader.Read(Outcar, new VaspReadOptions { KeepEveryStep = true });

        var trajectory = TrajectoryReader.Read(Outcar);

        Assert.Equal("vasp", trajectory.Engine);
        Assert.Equal(output.Steps.Length, trajectory.Frames.Length + trajectory.LeftOut);
        Assert.NotEmpty(trajectory.Frames);
        foreach (var frame in trajectory.Frames)
        {
            var (step, geometry) = (output.Steps[frame.Step - 1], output.Geometries[frame.Step - 1]);
            Assert.Equal(step.Energy, frame.Labels.Energy);
            Assert.Equal(geometry.Forces, frame.Labels.Forces);
            Assert.Equal(0, (frame.Structure.Cartesian[0] - geometry.Positions[0]).Length, 1e-9);
            if (geometry.Stress is { } kilobar)
                Assert.Equal((-0.1 * kilobar.XX, -0.1 * kilobar.YZ), (frame.Labels.Stress!.Value[0, 0], frame.Labels.Stress.Value[2, 1]));
        }
    }

    [Fact]
    public void Steps_of_cp2k_have_the_positions_of_the_frames_with_their_energies()
    {
        var folder = Recorded("Cp2k", ("xtb-bfgs.out", "cp2k.out"), ("xtb-bfgs-pos.xyz", "relax-pos-1.xyz"));

        var trajectory = Assert.Single(TrajectoryReader.ReadBelow(folder, complaint => Assert.Fail(complaint)));

        Assert.Equal(("cp2k", "2023.1", 5, 0), (trajectory.Engine, trajectory.EngineVersion, trajectory.Frames.Length, trajectory.LeftOut));
        Assert.Equal(-75.732196844073940 * 27.2113838565563, trajectory.Frames[0].Labels.Energy!.Value, 1e-9);
        Assert.Equal(new Vector3(0, 1.450551, 10), trajectory.Frames[0].Structure.Cartesian[0], (one, other) => (one - other).Length < 1e-9);
        Assert.Equal(-75.735106760747513 * 27.2113838565563, trajectory.Frames[^1].Labels.Energy!.Value, 1e-9);
        Assert.All(trajectory.Frames.Zip(trajectory.Frames.Skip(1)), pair => Assert.True(pair.First.Structure.Cartesian != pair.Second.Structure.Cartesian));
        AssertForcesAreSlopes(trajectory.Frames[0], trajectory.Frames[1]);
    }

    [Fact]
    public void A_stress_of_cp2k_is_positive_where_the_cell_is_stretched()
    {
        var folder = Recorded("Cp2k", ("xtb-stress.out", "cp2k.out"));

        var stress = TrajectoryReader.ReadParts("a run", [folder]).Frames[0].Labels.Stress!.Value;

        Assert.Equal((0.855324015230, 1.06918915228, 0.185223926085), (stress[0, 0], stress[1, 1], stress[1, 0]), (one, other) =>
            Math.Abs(one.Item1 - other.Item1) < 1e-9 && Math.Abs(one.Item2 - other.Item2) < 1e-9 && Math.Abs(one.Item3 - other.Item3) < 1e-9);
    }

    [Fact]
    public void Points_of_a_line_search_and_runs_without_a_trajectory_are_left_out_but_for_their_first_step()
    {
        var folder = Recorded("Cp2k", ("xtb-cg.out", "cp2k.out"), ("xtb-bfgs-pos.xyz", "relax-pos-1.xyz"));

        var trajectory = TrajectoryReader.ReadParts("a run", [folder]);

        Assert.Equal(("a run", 1, 9), (trajectory.Path, trajectory.Frames.Length, trajectory.LeftOut));
    }

    [Fact]
    public void Steps_of_pw_have_the_positions_printed_before_them()
    {
        var folder = Recorded("QuantumEspresso", ("relaxed.out", "pw.out"));

        var trajectory = TrajectoryReader.Read(Path.Combine(folder, "pw.out"));

        Assert.Equal(("qe", 4, 0), (trajectory.Engine, trajectory.Frames.Length, trajectory.LeftOut));
        Assert.Equal(new Vector3(1.2361350520, 0.7368683658, 10), trajectory.Frames[1].Structure.Cartesian[1], (one, other) => (one - other).Length < 1e-9);
        AssertForcesAreSlopes(trajectory.Frames[0], trajectory.Frames[1]);
    }

    // Energies of two steps differ by the work of the mean force.
    private static void AssertForcesAreSlopes(TrajectoryFrame one, TrajectoryFrame other)
    {
        var work = Enumerable.Range(0, one.Structure.Count).Sum(atom => 0.5 * Vector3.Dot(one.Labels.Forces![atom] + other.Labels.Forces![atom], other.Structure.Cartesian[atom] - one.Structure.Cartesian[atom]));
        var fall = one.Labels.Energy!.Value - other.Labels.Energy!.Value;
        Assert.True(fall > 0);
        Assert.Equal(fall, work, 0.1 * fall);
    }

    private string Recorded(string code, params (string Name, string As)[] files)
    {
        foreach (var (name, target) in files)
        {
            using var zipped = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, code, "Outputs", name + ".gz")), CompressionMode.Decompress);
            using var plain = File.Create(Path.Combine(_folder.Path, target));
            zipped.CopyTo(plain);
        }

        return _folder.Path;
    }

    [Fact]
    public void Runs_of_one_configuration_are_on_one_side()
    {
        var all = Enumerable.Range(0, 40).Select(run => new EngineTrajectory($"run-{run}", $"configuration-{run % 20}", "vasp", null, [], 0)).ToList();

        var split = new TrajectorySplit { Validation = 0.2, Test = 0.1 }.Of(all);

        Assert.Equal(split.Take(20), split.Skip(20));
        Assert.Equal((8, 4, 28), (split.Count(one => one == Split.Validation), split.Count(one => one == Split.Test), split.Count(one => one == Split.Training)));
        Assert.NotEqual(split, new TrajectorySplit { Seed = 2, Validation = 0.2, Test = 0.1 }.Of(all));
        Assert.Equal([Split.Training], new TrajectorySplit().Of([all[0]]));
        Assert.Throws<LearningException>(() => new TrajectorySplit { Validation = 0.6, Test = 0.4 }.Of(all));
    }

    [Fact]
    public void A_split_that_is_given_holds_for_all_runs_of_its_configuration_unless_it_is_passed_over()
    {
        var all = Enumerable.Range(0, 20).Select(run => new EngineTrajectory($"run-{run}", $"configuration-{run % 10}", "vasp", null, [], 0) { Given = run switch { 3 => Split.Test, 13 => Split.Training, 15 => Split.Validation, _ => Split.None } }).ToList();

        var split = new TrajectorySplit { Validation = 0, Test = 0 }.Of(all);

        Assert.Equal(split.Take(10), split.Skip(10));
        Assert.Equal((Split.Test, Split.Validation), (split[3], split[5]));
        Assert.Equal(8, split.Take(10).Count(one => one == Split.Training));
        Assert.All(new TrajectorySplit { Validation = 0, Test = 0, IgnoresGiven = true }.Of(all), one => Assert.Equal(Split.Training, one));
    }

    [Fact]
    public void A_potential_learns_from_the_steps_of_a_run()
    {
        LibTorchHere.Need();
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var net = new ChgnetModule(new() { Settings = new(4, 3, 6), Channels = 8, Hidden = 8, Layers = 2, RadialFunctions = 5, AngularFrequencies = 3, Readout = [8] });
        var frames = TrajectoryReader.Read(Outcar).Frames;
        net.SetReferences(ElementEnergies.Fit(net.Settings.Elements, frames.Select(frame => (frame.Structure, frame.Labels.Energy!.Value))));
        var graphs = frames.Select(frame => net.GraphOf(frame.Structure, frame.Labels)).ToList();
        using var optimizer = optim.AdamW(net.parameters().Where(parameter => parameter.requires_grad), 1e-2, amsgrad: true);
        var losses = new List<double>();
        var before = PotentialErrors.Of(net, graphs, 8);

        for (var step = 0; step < 30; step++)
        {
            using var batch = new PotentialBatch(graphs);
            net.train();
            optimizer.zero_grad();
            var loss = PotentialLoss.Of(net.call(batch), batch, new() { Huber = 1 });
            losses.Add(loss.item<double>());
            loss.backward();
            optimizer.step();
        }

        var after = PotentialErrors.Of(net, graphs, 8);
        TestContext.Current.TestOutputHelper?.WriteLine($"loss {losses[0]:g3} to {losses[^1]:g3}, stress {before.Stress:g3} to {after.Stress:g3} GPa, forces {before.Forces:g3} to {after.Forces:g3} eV/Å");
        Assert.Equal(8, graphs.Count);
        Assert.True(losses[^1] < 0.9 * losses[0], string.Join(' ', losses));
        Assert.True(double.IsFinite(after.Forces));
    }

    [Fact]
    public void Energies_of_elements_come_back_from_those_of_compounds()
    {
        var frames = TrajectoryReader.Read(SharedData.Path("vasp", "outcar", "doped__tests__data__ZnS__vac_2_S_0__vasp_std__OUTCAR.gz")).Frames;
        var elements = frames[0].Structure.Species.Distinct().ToList();

        var fitted = ElementEnergies.Fit(elements, frames.Select(frame => (frame.Structure, -3.0 * frame.Structure.Count)));

        Assert.Equal(-3.0 * frames[0].Structure.Count, frames[0].Structure.Species.Sum(element => fitted[elements.IndexOf(element)]), 0.01 * frames[0].Structure.Count);
    }
}
