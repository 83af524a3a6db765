using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DefiNet.Cli.Output;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Inference;
using DefiNet.Inference.Models;
using DefiNet.Inference.Potentials;

namespace DefiNet.Cli.Energy;

/// <summary><c>definet energy FILE…</c>: energy, forces, stress and magnetic moments by a machine-learned potential.</summary>
public static class EnergyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Structures: POSCAR, CIF or extended XYZ.",
            Arity = ArgumentArity.OneOrMore,
        };
        var model = new Option<string>("--model")
        {
            Description = "The potential: a name of 'definet model list', a folder with matgl's model.json and state.pt (M3GNet), or a checkpoint of CHGNet (.pth.tar).",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("energy", "Energy, forces, stress and magnetic moments of structures by a machine-learned potential.") { files, model, json };
        command.SetAction(parsed => Run(parsed.GetValue(files)!, parsed.GetValue(model)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] files, string path, bool json)
    {
        var model = ModelLibrary.LoadPotential(ModelLibrary.OfThisProgram().Find(path));
        // One structure gets all cores; of many, each gets one.
        var threads = files.Length == 1 ? 0 : 1;
        var workspaces = new ConcurrentBag<PotentialEvaluator>();
        var bad = false;
        using var progress = new ProgressLine("energies", files.Length);
        using var lines = json ? new JsonLines() : null;
        if (!json)
            Console.Out.WriteLine($"{"atoms",6} {"energy / eV",15} {"per atom",10} {"max F / eV/Å",13} {"pressure / GPa",15}  file");
        foreach (var (file, result, complaint) in files.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(Evaluate))
        {
            progress.Advance();
            if (complaint is not null)
            {
                bad = true;
                Console.Error.WriteLine(complaint);
            }
            else if (lines is not null)
                lines.Write(line => Write(line, file, path, result!));
            else
                Console.Out.WriteLine(Row(file, result!));
        }

        return bad ? ExitCode.BadInput : ExitCode.Done;

        (string File, PotentialResult? Result, string? Complaint) Evaluate(string file)
        {
            if (!workspaces.TryTake(out var workspace))
                workspace = model.CreateEvaluator(threads);
            try
            {
                workspace.Evaluate(StructureFile.Read(file));
                return (file, workspace.ToResult(), null);
            }
            catch (InferenceException failure)
            {
                return (file, null, $"{file}: {failure.Message}");
            }
            catch (Exception failure) when (failure is CrystalException or IOException or UnauthorizedAccessException)
            {
                return (file, null, failure.Message);
            }
            finally
            {
                workspaces.Add(workspace);
            }
        }
    }

    private static void Write(Utf8JsonWriter line, string file, string model, PotentialResult result)
    {
        line.Field("file", file);
        line.Field("model", model);
        line.Field("energy_eV", result.Energy);
        line.WriteStartArray("forces_eV_per_A");
        foreach (var force in result.Forces)
            WriteRow(line, force);
        line.WriteEndArray();
        line.WriteStartArray("stress_GPa");
        WriteRow(line, result.Stress.X);
        WriteRow(line, result.Stress.Y);
        WriteRow(line, result.Stress.Z);
        line.WriteEndArray();
        if (result.MagneticMoments.IsDefault)
            line.WriteNull("magmoms_muB");
        else
            line.Field("magmoms_muB", result.MagneticMoments);
        line.WriteStartObject("graph");
        line.WriteNumber("bonds", result.Counts.Bonds);
        line.WriteNumber("short_bonds", result.Counts.ShortBonds);
        line.WriteNumber("angles", result.Counts.Angles);
        line.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter line, Vector3 row)
    {
        line.WriteStartArray();
        line.WriteNumberValue(row.X);
        line.WriteNumberValue(row.Y);
        line.WriteNumberValue(row.Z);
        line.WriteEndArray();
    }

    private static string Row(string file, PotentialResult result)
    {
        var largest = 0.0;
        foreach (var force in result.Forces)
            largest = Math.Max(largest, force.Length);
        var pressure = -(result.Stress[0, 0] + result.Stress[1, 1] + result.Stress[2, 2]) / 3;
        return string.Create(CultureInfo.InvariantCulture, $"{result.Forces.Length,6} {result.Energy,15:F5} {result.Energy / result.Forces.Length,10:F5} {largest,13:F4} {pressure,15:F4}  {file}");
    }
}
