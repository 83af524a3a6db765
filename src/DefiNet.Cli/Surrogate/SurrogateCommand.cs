using System.CommandLine;
using System.Globalization;
using DefiNet.Cli.Output;
using DefiNet.Dft.Surrogate;
using DefiNet.Inference.Models;

namespace DefiNet.Cli.Surrogate;

/// <summary><c>definet surrogate</c>: a relaxation in a folder with POSCAR and INCAR, as VASP would do it, on a potential instead of DFT.</summary>
internal static class SurrogateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var potential = new Option<string>("--potential")
        {
            Description = "bonded: springs at rest in the ideal host. replay: springs at rest in the known minimum, the file MINIMUM; with --model, that potential tilted so that its forces vanish there. m3gnet, chgnet: a potential of 'definet model list'.",
            DefaultValueFactory = _ => SurrogatePotential.Bonded,
        };
        potential.AcceptOnlyFromAmong([.. SurrogatePotential.Names]);
        var model = new Option<string>("--model") { Description = "Name or path of the potential's model; without it the library's first.", HelpName = "M" };
        var folder = new Option<string>("--dir")
        {
            Description = "The run's folder, with POSCAR and INCAR; the current one by default.",
            DefaultValueFactory = _ => ".",
        };
        var seconds = new Option<double>("--step-seconds") { Description = "Lets every ionic step last this much longer: to rehearse long runs." };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 86400))
                result.AddError("--step-seconds must be from 0 to 86400.");
        });
        var command = new Command("surrogate", "Rehearses a VASP relaxation on a potential instead of DFT: reads POSCAR, INCAR and KPOINTS, writes OUTCAR, OSZICAR, XDATCAR, CONTCAR and vasprun.xml.")
        {
            potential, model, folder, seconds,
        };
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(potential)!, parsed.GetValue(model), TimeSpan.FromSeconds(parsed.GetValue(seconds))));
        return command;
    }

    private static int Run(string folder, string potential, string? model, TimeSpan pause)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist; --dir names the folder with POSCAR and INCAR.");
        var entry = SurrogatePotential.ModelOf(potential, model);
        var run = new SurrogateRun(folder, potential, pause, entry is null ? null : ModelLibrary.LoadPotential(entry));
        SurrogateOutcome outcome;
        using (var progress = new ProgressLine("ionic steps", run.MostSteps))
            outcome = run.Run(_ => progress.Advance());
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"REHEARSAL, no DFT result: {outcome.Steps} ionic steps on the {potential} potential, {End(outcome)}; largest force {outcome.MaxForce:0.0000} eV/Å, energy {outcome.Energy:0.000000} eV."));
        return ExitCode.Done;
    }

    private static string End(SurrogateOutcome outcome) =>
        outcome.ReachedAccuracy ? "accuracy reached" : outcome.Stopped ? "stopped by STOPCAR" : "ended at NSW";
}
