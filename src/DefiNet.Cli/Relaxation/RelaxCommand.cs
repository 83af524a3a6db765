using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DefiNet.Cli.Output;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats;
using DefiNet.Relaxation;
using DefiNet.Relaxation.Minimisation;

namespace DefiNet.Cli.Relaxation;

/// <summary><c>definet relax</c>: structures with defects to starts for DFT.</summary>
public static class RelaxCommand
{
    private const int MostAtATime = 64; // on a device, where what is asked at a time goes together

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Unrelaxed structures (CIF, POSCAR or extended XYZ).", Arity = ArgumentArity.OneOrMore };
        var with = new Option<string>("--with") { Description = $"Relaxer: {string.Join(", ", RelaxerFactory.Names)}, or several with commas between.", HelpName = "RELAXER", Required = true };
        var model = new Option<string>("--model") { Description = "Name of a model of 'definet model list', or a path; several with commas between for a chain; without it the library's first for the relaxer.", HelpName = "M" };
        var host = new Option<string>("--host") { Description = $"Host: {string.Join(", ", Host.BuiltInNames)}, or a file with its cell; without it the built-in ones are tried.", HelpName = "H" };
        var relaxedHost = new Option<string>("--relaxed-host") { Description = "Relaxed pristine supercell, for raw-relaxed-host.", HelpName = "FILE" };
        var device = new Option<string>("--device") { Description = "Where a net runs: cpu, in managed code; cuda, on a GPU through libtorch; torch-cpu, on the processor through libtorch. Where a device cannot be had, cpu serves.", DefaultValueFactory = _ => NetDevices.Cpu };
        var folder = new Option<string>("--out") { Description = "Folder for the relaxed structures; without it the current one.", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var format = new Option<string>("--format") { Description = "Format of the relaxed structures; without it that of each file." };
        var minimiser = new Option<string>("--optimizer") { Description = "How m3gnet and chgnet look for the minimum.", DefaultValueFactory = _ => "fire" };
        var force = new Option<double>("--fmax") { Description = "They stop when no force is larger than this, in eV/Å.", HelpName = "F", DefaultValueFactory = _ => new MinimisationSettings().LargestForce };
        var steps = new Option<int>("--max-steps") { Description = "They stop after so many evaluations.", HelpName = "N", DefaultValueFactory = _ => new MinimisationSettings().MostSteps };
        var cell = new Option<string>("--cell") { Description = "What the cell may do under them: fixed; vacuum-fixed, where the lattice vector across the sheet stays; in-plane, where the other two also keep to their plane.", DefaultValueFactory = _ => "fixed" };
        var trajectory = new Option<bool>("--trajectory") { Description = "Write their steps as extended XYZ beside each relaxed structure." };
        var gateModel = new Option<string>("--gate-model") { Description = "Potential by which no start may have a higher energy than the unrelaxed structure.", HelpName = "M" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a file." };
        minimiser.AcceptOnlyFromAmong("fire", "lbfgs", "cg");
        cell.AcceptOnlyFromAmong("fixed", "vacuum-fixed", "in-plane");
        force.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and <= 1000))
                result.AddError("--fmax must be above 0 and at most 1000 eV/Å.");
        });
        steps.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
                result.AddError("--max-steps must be from 1 to 1000000.");
        });
        device.AcceptOnlyFromAmong([.. NetDevices.Names]);
        format.AcceptOnlyFromAmong("cif", "poscar", "extxyz");

        var command = new Command("relax", "Moves the atoms of defect structures to where they are expected to relax, and writes them as starts for DFT.")
        {
            files, with, model, host, relaxedHost, device, minimiser, force, steps, cell, trajectory, gateModel, folder, format, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(
                parsed.GetRequiredValue(files),
                () => Prepare(
                    parsed.GetRequiredValue(with),
                    new RelaxerSettings
                    {
                        Model = parsed.GetValue(model),
                        GateModel = parsed.GetValue(gateModel),
                        Minimisation = new()
                        {
                            Minimiser = MinimisationSettings.MinimiserNamed(parsed.GetValue(minimiser)!)!.Value,
                            Cell = MinimisationSettings.CellNamed(parsed.GetValue(cell)!)!.Value,
                            LargestForce = parsed.GetValue(force),
                            MostSteps = parsed.GetValue(steps),
                        },
                    },
                    parsed.GetValue(host), parsed.GetValue(relaxedHost), parsed.GetValue(device)!,
                    parsed.GetValue(folder)!, parsed.GetValue(format), parsed.GetValue(trajectory), parsed.GetRequiredValue(files)),
                parsed.GetValue(json),
                cancellation),
            cancellation));
        return command;
    }

    private static (FileRelaxer Files, IRelaxer Relaxer, int AtATime) Prepare(
        string with, RelaxerSettings settings, string? hostName, string? relaxedHost, string device, string folder, string? format, bool trajectories, string[] paths)
    {
        var opened = NetDevices.Open(device);
        var host = hostName is null ? null : HostOf(hostName);
        var relaxer = RelaxerFactory.Create(with, settings with
        {
            RelaxedHost = relaxedHost is null ? null : FileRelaxer.ReadRelaxedHost(relaxedHost, host),
            Threads = paths.Length > 1 ? 1 : 0,
            Device = opened,
        });
        StructureFormat? wanted = format switch
        {
            "cif" => StructureFormat.Cif,
            "poscar" => StructureFormat.Poscar,
            "extxyz" => StructureFormat.ExtendedXyz,
            _ => null,
        };
        return (new FileRelaxer(paths, relaxer, host, folder, wanted) { WritesTrajectories = trajectories }, relaxer, opened is null ? Environment.ProcessorCount : MostAtATime);
    }

    private static Host HostOf(string name)
    {
        if (Host.TryBuiltIn(name) is { } builtIn)
            return builtIn;
        return File.Exists(name)
            ? Host.FromCell(StructureFile.Read(name))
            : throw new RelaxationException($"There is no host '{name}'; name one of {string.Join(", ", Host.BuiltInNames)}, or a file with the host's cell.");
    }

    private static int Run(string[] paths, Func<(FileRelaxer, IRelaxer, int)> prepare, bool asJson, CancellationToken cancellation)
    {
        var (files, relaxer, atATime) = prepare();
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Math.Min(atATime, paths.Length)), ports);
        var failed = false;
        using var progress = new ProgressLine("Structures relaxed", paths.Length);
        using var lines = asJson ? new JsonLines() : null;
        var printer = new InOrder();
        Parallel.For(0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = cancellation }, index =>
        {
            var path = paths[index];
            Action print;
            try
            {
                var (start, output) = files.Relax(index, cancellation);
                print = lines is null
                    ? () => Console.WriteLine(Sentence(path, start, output))
                    : () => lines.Write(json => Write(json, path, relaxer, start, output));
            }
            catch (Exception failure) when (failure is not OperationCanceledException && Complaint.ExitCodeOf(failure) is not null)
            {
                failed = true;
                var sentence = Complaint.SentenceOf(failure);
                print = () => Console.Error.WriteLine(sentence.StartsWith(path, StringComparison.Ordinal) ? sentence : $"{path}: {sentence}");
            }

            printer.Put(index, print);
            progress.Advance();
        });
        return failed ? ExitCode.BadInput : ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, string path, IRelaxer relaxer, RelaxedStart start, string output)
    {
        json.Field("file", path);
        json.Field("relaxer", relaxer.Name);
        json.Field("model", relaxer.Model);
        json.WriteNumber("steps", start.Steps);
        json.WriteBoolean("converged", start.Converged);
        json.Field("seconds", start.Seconds);
        json.Field("mean_displacement_A", start.MeanDisplacement);
        json.Field("max_displacement_A", start.MaxDisplacement);
        json.Field("energy_start_eV", start.EnergyStart);
        json.Field("energy_end_eV", start.EnergyEnd);
        json.Field("gate", start.Gate);
        json.Field("out", output);
    }

    private static string Sentence(string path, RelaxedStart start, string output) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path}: moved {start.MeanDisplacement:0.000} Å on average, {start.MaxDisplacement:0.000} Å at most, in {start.Seconds:0.000} s{Steps(start)}; gate: {start.Gate}; {output}");

    private static string Steps(RelaxedStart start) => start.EnergyEnd is not { } end || start.EnergyStart is not { } begin
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" and {start.Steps} steps from {begin:0.000} to {end:0.000} eV{(start.Converged ? "" : ", not converged")}");
}
