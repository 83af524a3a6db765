using System.Diagnostics;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Dft;
using DefiNet.Dft.Surrogate;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Tests;

namespace DefiNet.Cli.Tests.Surrogate;

public sealed class SurrogateCommandTests : IDisposable
{
    // The command line that this test was built with lies beside it.
    private static readonly EngineCommand Program = new(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "definet.exe" : "definet"), []);

    private readonly string _root = Directory.CreateTempSubdirectory("definet-surrogate-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_killed_process_leaves_its_complete_steps_and_another_ends_the_run()
    {
        var start = Vacancy();
        var engine = new SurrogateEngine("bonded", Program) { StepSeconds = 0.2 };
        var (first, second) = (NewFolder(), NewFolder());
        engine.WriteInputs(new(start, SurrogateEngine.DefaultSettings), first);
        using (var process = Start(engine.Command(first), first))
        {
            while (CompleteSteps(first) < 4 && !process.HasExited)
                Thread.Sleep(10);
            process.Kill();
            process.WaitForExit();
        }

        var cut = engine.Read([first]);
        Assert.Equal(("surrogate", false, false, "cut"), (cut.Engine, cut.Finished, cut.Converged, cut.Ended));
        Assert.InRange(cut.IonicSteps, 4, 30);
        Assert.True(engine.TryWriteContinuation([first], second));
        using (var process = Start(engine.Command(second), second))
        {
            process.WaitForExit();
            Assert.Equal(ExitCode.Done, process.ExitCode);
        }

        var whole = engine.Read([first, second]);
        Assert.Equal((2, true, true), (whole.Parts, whole.Finished, whole.Converged));
        Assert.True(whole.IonicSteps > cut.IonicSteps);
        Assert.Equal(start.Species, whole.FinalStructure!.Species);
    }

    [Theory]
    [InlineData("m3gnet", "m3gnet/mp-2021.2.8")]
    [InlineData("chgnet", "chgnet/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar")]
    public void On_a_learned_potential_it_ends_where_that_potential_has_no_force(string potential, string weights)
    {
        var model = SharedFolder.PathOf("fixtures", weights);
        var engine = new SurrogateEngine(potential, Program) { Model = model };
        var folder = NewFolder();
        engine.WriteInputs(new(Vacancy(), SurrogateEngine.DefaultSettings), folder);

        using (var process = Start(engine.Command(folder), folder))
        {
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == ExitCode.Done, said);
        }

        var run = engine.Read([folder]);
        var result = PotentialLoader.Load(model).Evaluate(run.FinalStructure!);
        Assert.Equal(("surrogate", true, true), (run.Engine, run.Finished, run.Converged));
        Assert.InRange(run.IonicSteps, 2, 100);
        Assert.InRange(result.Forces.Max(force => force.Length), 0, 0.025);
        Assert.Equal(result.Energy, run.Steps[^1].Energy, 1e-3);
    }

    [Fact]
    public void What_is_missing_is_said_in_a_sentence()
    {
        var folder = NewFolder();

        using var process = Start(new(Program.Program, ["surrogate"]), folder);
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(ExitCode.BadInput, process.ExitCode);
        Assert.Contains("POSCAR is missing", said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_potential_is_wrong_usage()
    {
        using var process = Start(new(Program.Program, ["surrogate", "--potential", "lda"]), NewFolder());
        process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(ExitCode.WrongUsage, process.ExitCode);
    }

    private static Structure Vacancy()
    {
        var sheet = new Supercell(Host.TryBuiltIn("MoS2")!, 4, 4).Ideal;
        var vacant = sheet.Species.ToList().FindIndex(element => element.Symbol == "S");
        return new(sheet.Lattice, sheet.Species.RemoveAt(vacant), sheet.Fractional.RemoveAt(vacant));
    }

    private static int CompleteSteps(string folder)
    {
        var oszicar = Path.Combine(folder, "OSZICAR");
        return File.Exists(oszicar) ? File.ReadAllText(oszicar).Split(" F= ").Length - 1 : 0;
    }

    private static Process Start(EngineCommand command, string folder)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        return Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }

    private string NewFolder() => Directory.CreateDirectory(Path.Combine(_root, Path.GetRandomFileName())).FullName;
}
