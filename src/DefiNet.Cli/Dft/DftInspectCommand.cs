using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DefiNet.Cli.Output;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Dft.Runs;
using DefiNet.Dft.Vasp;

namespace DefiNet.Cli.Dft;

/// <summary><c>definet dft inspect</c>: what runs did, read from their output files.</summary>
internal static class DftInspectCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "OUTCAR, OSZICAR, vasprun.xml or the text output of CP2K or pw.x, plain or gzip and by any name: one line each. A folder: one line for each run found below it, restarts put together.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("inspect", "Reads the output of DFT runs: ionic and electronic steps, energies, forces, whether and how each run ended.") { paths, json };
        command.SetAction(parsed => Run(parsed.GetValue(paths)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] paths, bool json)
    {
        var bad = false;
        var runs = new List<RunSearch>();
        foreach (var path in paths)
        {
            if (File.Exists(path))
                runs.Add(RunSearch.OfFile(path));
            else if (Directory.Exists(path))
                AddRunsBelow(path);
            else
                Complain($"{path}: there is no such file or folder; give an output file or a folder with runs.");
        }

        using (var progress = new ProgressLine("runs", runs.Count))
        using (var lines = json ? new JsonLines() : null)
        {
            if (!json)
                Console.Out.WriteLine($"{"steps",5} {"begun",5} {"scf",6} {"energy / eV",16} {"max F / eV/Å",13}  {"ended",-20}{"converged",-11}{"code",-28}run");
            foreach (var (location, run, complaint) in runs.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(Read))
            {
                progress.Advance();
                if (complaint is not null)
                    Complain(complaint);
                if (lines is not null)
                    lines.Write(line => Write(line, location.Path, run));
                else if (run is not null)
                    Console.Out.WriteLine(Row(run));
            }
        }

        return bad ? ExitCode.BadInput : ExitCode.Done;

        void AddRunsBelow(string path)
        {
            var found = RunSearch.Below(path, Complain);
            if (found.IsEmpty)
                Complain($"{path}: no run lies below this folder; a run's folder holds an OUTCAR, a vasprun.xml, an OSZICAR or an output (.out, .log) of CP2K or pw.x.");
            runs.AddRange(found);
        }

        void Complain(string sentence)
        {
            bad = true;
            Console.Error.WriteLine(sentence);
        }
    }

    private static (RunSearch Location, InspectedRun? Run, string? Complaint) Read(RunSearch location)
    {
        try
        {
            return (location, location.Read(), null);
        }
        catch (Exception failure) when (failure is DftException or CrystalException or IOException or UnauthorizedAccessException)
        {
            return (location, null, failure.Message.Contains(location.Path, StringComparison.Ordinal) ? failure.Message : $"{location.Path}: {failure.Message}");
        }
    }

    // A file always gives its line: one that cannot be read gives one without values.
    private static void Write(Utf8JsonWriter line, string path, InspectedRun? run)
    {
        line.Field("file", path);
        line.Field("code", run?.Code);
        line.Field("version", run?.Version);
        line.Field("atoms", run?.Atoms);
        line.WriteStartObject("settings");
        line.Field("IBRION", run?.VaspSettings.Ibrion);
        line.Field("NSW", run?.VaspSettings.Nsw);
        line.Field("NELM", run?.VaspSettings.Nelm);
        line.Field("EDIFF", run?.VaspSettings.Ediff);
        line.Field("EDIFFG", run?.VaspSettings.Ediffg);
        line.Field("ISIF", run?.VaspSettings.Isif);
        foreach (var setting in run?.OwnSettings ?? [])
        {
            if (setting.Text is { } text)
                line.Field(setting.Name, text);
            else
                line.Field(setting.Name, setting.Number);
        }

        line.WriteEndObject();
        line.Field("ionic_steps", run?.IonicSteps);
        line.Field("ionic_steps_begun", run?.StepsBegun);
        line.Field("optimiser_steps", run?.OptimiserSteps);
        line.Field("line_searches", run?.LineSearches);
        line.Field("history_resets", run?.HistoryResets);
        line.Field("electronic_steps", run?.ElectronicSteps ?? []);
        line.Field("toten_eV", run?.Energies ?? []);
        line.Field("energy_sigma0_eV", run?.EnergiesSigma0 ?? []);
        line.Field("max_force_last_eV_per_A", run?.LastStep?.MaxForce);
        line.Field("max_force_free_last_eV_per_A", run?.LastStep?.MaxForceFree);
        line.Field("magnetization_muB", run?.LastStep?.Magnetization);
        WriteMoments(line, run?.Moments);
        line.Field("pressure_kB", run?.PressureKilobar);
        line.Field("loops_at_nelm", run?.LoopsAtLimit);
        Field(line, "reached_accuracy", run?.ReachedAccuracy);
        Field(line, "finished", run?.Finished);
        Field(line, "converged", run?.Converged);
        line.Field("ended", run?.Ended);
        line.Field("error", run is null ? "unreadable" : run.Error);
        line.Field("parts", run?.Parts);
        WriteParts(line, run);
        line.Field("seconds", run?.Seconds);
        line.Field("cpu_seconds", run?.CpuSeconds);
        line.Field("peak_memory_kB", run?.PeakKilobytes);
    }

    // A number for each atom, of a noncollinear run three; null where the file does not say.
    private static void WriteMoments(Utf8JsonWriter line, MagneticMoments? moments)
    {
        line.WritePropertyName("magmoms_muB");
        if (moments is null)
        {
            line.WriteNullValue();
            return;
        }

        line.WriteStartArray();
        foreach (var moment in moments.OfAtoms)
        {
            if (!moments.Collinear)
            {
                line.WriteStartArray();
                WriteNumber(line, moment.X);
                WriteNumber(line, moment.Y);
            }

            WriteNumber(line, moment.Z);
            if (!moments.Collinear)
                line.WriteEndArray();
        }

        line.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter line, double value)
    {
        if (double.IsFinite(value))
            line.WriteNumberValue(value);
        else
            line.WriteNullValue();
    }

    private static void WriteParts(Utf8JsonWriter line, InspectedRun? run)
    {
        line.WriteStartArray("run_parts");
        foreach (var part in run?.RunParts ?? [])
        {
            line.WriteStartObject();
            line.Field("ionic_steps", part.IonicSteps);
            line.Field("ionic_steps_begun", part.StepsBegun);
            line.Field("ended", part.Ended);
            line.Field("error", part.Error);
            line.Field("seconds", part.Seconds);
            line.Field("cpu_seconds", part.CpuSeconds);
            line.WriteEndObject();
        }

        line.WriteEndArray();
    }

    private static void Field(Utf8JsonWriter line, string name, bool? value)
    {
        if (value is { } known)
            line.WriteBoolean(name, known);
        else
            line.WriteNull(name);
    }

    private static string Row(InspectedRun run)
    {
        var last = run.LastStep;
        var code = run.Code is null ? "?" : $"{run.Code} {run.Version}";
        var ended = run.Error is null ? run.Ended ?? "?" : $"{run.Ended ?? "?"} ({run.Error})";
        return string.Create(CultureInfo.InvariantCulture,
            $"{run.IonicSteps,5} {run.StepsBegun,5} {run.ElectronicSteps.Sum(steps => (long)steps),6} {Number(last?.Energy, "f6"),16} {Number(last?.MaxForce, "f6"),13}  {ended,-19} {YesNo(run.Converged),-10} {code,-27} {run.Path}{(run.Parts > 1 ? $" ({run.Parts} parts)" : "")}");
    }

    private static string Number(double? value, string format) => value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "-";

    private static string YesNo(bool? value) => value switch
    {
        true => "yes",
        false => "no",
        null => "?",
    };
}
