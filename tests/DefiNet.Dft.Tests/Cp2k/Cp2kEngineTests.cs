using DefiNet.Crystals;
using DefiNet.Dft.Cp2k;

namespace DefiNet.Dft.Tests.Cp2k;

public sealed class Cp2kEngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-cp2k-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_killed_run_goes_on_from_the_last_frame_of_its_trajectory()
    {
        var engine = new Cp2kEngine();
        var first = Part(1, "xtb-step-limit.out", ..^3000);
        var second = Directory.CreateDirectory(Path.Combine(_folder, "part-2")).FullName;

        Assert.True(engine.TryWriteContinuation([first], second));

        var start = Cp2kInput.StructureOf(Cp2kInput.ReadFile(Path.Combine(second, Cp2kEngine.Input)), "cp2k.inp");
        Assert.Equal(0.0075670705, First(first).X, 1e-9);
        Assert.Equal(First(first), start.Cartesian[0]);
        Assert.Equal(Recorded().Species, start.Species);
    }

    [Fact]
    public void A_run_without_a_frame_begins_again()
    {
        var first = Part(1, "xtb-bfgs.out", ..40_000);
        File.Delete(Path.Combine(first, Cp2kEngine.Trajectory));

        Assert.False(new Cp2kEngine().TryWriteContinuation([first], Directory.CreateDirectory(Path.Combine(_folder, "part-2")).FullName));
    }

    [Fact]
    public void Steps_of_all_parts_add_up_and_the_atoms_end_where_the_trajectory_does()
    {
        var record = new Cp2kEngine().Read([Part(1, "xtb-step-limit.out", ..^3000), Part(2, "xtb-bfgs.out", ..)]);

        Assert.Equal("cp2k", record.Engine);
        Assert.Equal("2023.1", record.EngineVersion);
        Assert.Equal(8, record.IonicSteps);
        Assert.Equal(6, record.OptimiserSteps);
        Assert.Equal(2, record.Parts);
        Assert.True(record.Converged);
        Assert.Equal(Enumerable.Range(1, 8), record.Steps.Select(step => step.Index));
        Assert.Equal(32, record.FinalStructure!.Count);
        Assert.True((record.FinalStructure.Cartesian[10] - Recorded().Cartesian[10]).Length < 0.05);
    }

    [Fact]
    public void The_positions_of_every_step_of_the_optimiser_are_kept_when_asked_for()
    {
        var run = Cp2kEngine.ReadRun([Part(1, "xtb-bfgs.out", ..)], keepEveryStep: true);

        Assert.Equal(5, run.Last.Positions.Length);
        Assert.Equal(run.FinalStructure!.Cartesian, run.Last.Positions[^1]);
    }

    [Fact]
    public void A_folder_without_output_is_complained_of() =>
        Assert.Contains("there is no cp2k.out", Assert.Throws<DftException>(() => new Cp2kEngine().Read([_folder])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_program_is_started_with_its_threads_and_files()
    {
        var command = new Cp2kEngine(new Dictionary<string, string> { ["THREADS"] = "2", ["PROGRAM"] = "/opt/cp2k/bin/cp2k.psmp" }).Command(_folder);

        Assert.Equal("env", command.Program);
        Assert.Equal(["OMP_NUM_THREADS=2", "/opt/cp2k/bin/cp2k.psmp", "-i", "cp2k.inp", "-o", "cp2k.out"], command.Arguments);
    }

    private static Vector3 First(string part) => DefiNet.Dft.Runs.XyzTrajectory.Read(Path.Combine(part, Cp2kEngine.Trajectory)).Last[0];

    // C on a boron site of 4 × 4 h-BN, as the recorded runs have it.
    private static Structure Recorded()
    {
        const double A = 2.5124285;
        var lattice = new Lattice(new(4 * A, 0, 0), new(-2 * A, 2 * A * Math.Sqrt(3), 0), new(0, 0, 20));
        var atoms = new List<(string, double, double, double)>();
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                atoms.Add((atoms.Count == 10 ? "C" : "B", (i + 1 / 3.0) / 4, (j + 2 / 3.0) / 4, 0.5));
                atoms.Add(("N", (i + 2 / 3.0) / 4, (j + 1 / 3.0) / 4, 0.5));
            }
        }

        return Structure.Of(lattice, [.. atoms]);
    }

    private string Part(int number, string output, Range bytes)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"part-{number}")).FullName;
        new Cp2kEngine().WriteInputs(new(Recorded(), new Dictionary<string, string> { ["METHOD"] = "GFN1-XTB" }), folder);
        File.WriteAllBytes(Path.Combine(folder, Cp2kEngine.Output), RecordedOutput.Bytes("Cp2k", output)[bytes]);
        var frames = RecordedOutput.Bytes("Cp2k", "xtb-bfgs-pos.xyz");
        // Of the run that was stopped after two steps there are two frames and a piece of a third.
        var frame = frames.Length / 5;
        File.WriteAllBytes(Path.Combine(folder, Cp2kEngine.Trajectory), output == "xtb-bfgs.out" ? frames : frames[..(frame + 200)]);
        return folder;
    }
}
