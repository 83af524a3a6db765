using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;
using DefiNet.Crystals.DataSets;
using DefiNet.Dft.Comparisons;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;
using DefiNet.Relaxation;

namespace DefiNet.Cli.Models;

/// <summary><c>definet model evaluate</c>: how far the starts of models are from where the atoms went.</summary>
public static class ModelEvaluateCommand
{
    private const string All = "all";
    private const int WarmUp = 1;
    private const int LargeCell = 12;
    private const int MostRepeats = 32;

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var models = new Argument<string>("M") { Description = "Models of 'definet model list', files of weights or folders of trained models, with commas between." };
        var data = new Argument<string>("DATA") { Description = "A folder of the 2DMD layout, an extended XYZ of pairs, or the name of a campaign." };
        var split = new Option<string>("--split") { Description = "Which pairs; those of data without splits are all taken.", DefaultValueFactory = _ => "validation" };
        var materials = new Option<string>("--materials") { Description = "Hosts that are wanted, with commas between; without it all.", HelpName = "HOSTS" };
        var density = new Option<string>("--density") { Description = "Half of 2DMD that is wanted; without it both." };
        var most = new Option<int?>("--max") { Description = "At most so many structures of each material.", HelpName = "N" };
        var scaling = new Option<int?>("--scaling") { Description = "Also put the defects of each structure into a supercell that repeats the host so often along a and b (12 when no number is given), and compare the predictions in both.", HelpName = "N", Arity = ArgumentArity.ZeroOrOne, CustomParser = ScalingOf };
        var energies = new Option<bool>("--energies") { Description = "M holds potentials and DATA engines' runs (a folder at any depth, an output, an extended XYZ with energies and forces, or a campaign): compare energies, forces and stresses step by step. --max is then of the steps of a run." };
        var references = new Option<bool>("--fit-references") { Description = "With --energies: fit shifts of the elements' energies to the training split before energies are compared." };
        var largestForce = new Option<double?>("--largest-force") { Description = "With --energies: leave steps with a larger force, in eV/Å, out, as largest_force_eV_per_A does in a plan.", HelpName = "F" };
        var folder = new Option<string>("--out") { Description = "Folder for tables (CSV), figures (SVG) and a page that shows them.", HelpName = "DIR" };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a model and material." };
        split.AcceptOnlyFromAmong("training", "validation", "test", All);
        density.AcceptOnlyFromAmong("low", "high");
        var command = new Command("evaluate", "Compares the starts of models, and unrelaxed structures, with where the atoms went.") { models, data, split, materials, density, most, scaling, energies, references, largestForce, folder, store, json };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(energies) && (parsed.GetResult(scaling) is { Implicit: false } || parsed.GetResult(materials) is { Implicit: false } || parsed.GetResult(density) is { Implicit: false }))
                parsed.AddError("--energies compares potentials with runs; --scaling, --materials and --density do not go with it.");
            if (parsed.GetValue(references) && !parsed.GetValue(energies))
                parsed.AddError("--fit-references goes with --energies alone.");
            if (parsed.GetResult(largestForce) is { Implicit: false } && !parsed.GetValue(energies))
                parsed.AddError("--largest-force goes with --energies alone.");
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                if (parsed.GetValue(energies))
                    EnergyEvaluation.Run(
                        parsed.GetRequiredValue(models), parsed.GetRequiredValue(data), parsed.GetValue(split) == All ? Split.None : SplitNames.TryParse(parsed.GetValue(split)!)!.Value, parsed.GetValue(references), parsed.GetValue(most), parsed.GetValue(largestForce),
                        parsed.GetValue(folder), parsed.GetValue(store), parsed.GetValue(json), cancellation);
                else
                    Run(
                        parsed.GetRequiredValue(models), parsed.GetRequiredValue(data), parsed.GetValue(split)!, parsed.GetValue(materials), parsed.GetValue(density), parsed.GetValue(most),
                        parsed.GetValue(scaling), parsed.GetValue(folder), parsed.GetValue(store), parsed.GetValue(json), cancellation);
            },
            cancellation));
        return command;
    }

    private static void Run(string models, string data, string split, string? materials, string? density, int? most, int? repeats, string? folder, string? store, bool asJson, CancellationToken cancellation)
    {
        string[] hosts = materials?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        DefectDensity? half = density switch { "low" => DefectDensity.Low, "high" => DefectDensity.High, _ => null };
        var source = SourceOf(data, hosts, half, store);
        var predictors = EvaluatedModels.Find(models).Select(model => new RelaxerPredictor(model.Name, RelaxerFactory.Create(model.Entry.Relaxer, new RelaxerSettings { Model = model.Given, Threads = 0 }), cancellation)).ToList();
        var evaluation = new Evaluator();
        var scaling = repeats is { } times ? new ScalingEvaluator(times) : null;
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        using (var progress = new CountLine("Structures evaluated"))
            foreach (var pair in source.Read(complaint => Console.Error.WriteLine($"Left out: {complaint}")))
            {
                cancellation.ThrowIfCancellationRequested();
                if ((split != All && pair.Split != Split.None && pair.Split != SplitNames.TryParse(split)) || (hosts.Length > 0 && !hosts.Contains(pair.Material)))
                    continue;
                if (taken.GetValueOrDefault(pair.Material) >= most)
                    continue;
                if (taken.Count == 0)
                    foreach (var predictor in predictors)
                        for (var time = 0; time < WarmUp; time++)
                            predictor.Predict(pair); // the first one pays for compiling
                taken[pair.Material] = taken.GetValueOrDefault(pair.Material) + 1;
                evaluation.Add(pair, predictors);
                scaling?.Add(pair, predictors);
                progress.Advance();
            }

        if (taken.Count == 0)
            throw new Learning.LearningException($"{data}: there is no pair of the split '{split}'{(hosts.Length > 0 ? $" of {string.Join(", ", hosts)}" : "")}; try --split all.");
        if (folder is not null)
            EvaluationReport.Write(
                folder, $"{string.Join(", ", predictors.Select(predictor => predictor.Name))} on {source.Title}, {split}", evaluation, scaling,
                source is CampaignPairSource ? EnergiesOf(Store.OpenExisting(store), data) : null);
        using var lines = asJson ? new JsonLines() : null;
        Print(evaluation, data, lines);
        if (scaling is not null)
            Print(scaling, data, lines);
    }

    private static int? ScalingOf(ArgumentResult given)
    {
        if (given.Tokens.Count == 0)
            return LargeCell;
        if (int.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var repeats) && repeats is >= 2 and <= MostRepeats)
            return repeats;
        given.AddError($"--scaling is '{given.Tokens[0].Value}'; it must be a whole number from 2 to {MostRepeats}.");
        return null;
    }

    private static IPairSource SourceOf(string data, string[] hosts, DefectDensity? half, string? store)
    {
        if (Directory.Exists(data))
            return new PublishedPairSource(data, hosts, half);
        return File.Exists(data) ? new ExtendedXyzSource(data, null) : new CampaignPairSource(Store.OpenExisting(store), data, null);
    }

    private static EngineEnergies? EnergiesOf(Store store, string campaign)
    {
        using var context = store.NewContext();
        return EnergyTables.Load(context, campaign) is { Configurations.Count: > 0 } energies ? energies : null;
    }

    private static void Print(ScalingEvaluator scaling, string data, JsonLines? lines)
    {
        foreach (var row in ScalingRow.Of(scaling.Structures))
        {
            if (lines is null)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Predictor,-24} {row.Set,-12} {scaling.From} to {scaling.Repeats}×{scaling.Repeats}: {row.SmallSeconds:0.0000} s to {row.LargeSeconds:0.0000} s; within 6 Å of {row.Structures} structures' defects displacements of {row.All.Displacement:0.0000} Å differ by {row.All.Mean:0.0000} Å, at most {row.All.Largest:0.000} Å ({row.Same.Mean:0.0000} and {row.Same.Largest:0.000} Å with the same neighbours)"));
                continue;
            }

            lines.Write(json =>
            {
                json.Field("model", row.Predictor);
                json.Field("data", data);
                json.Field("material", row.Material);
                json.Field("density", row.Density);
                json.WriteNumber("structures", row.Structures);
                json.WriteNumber("scaling", scaling.Repeats);
                json.Field("median_seconds", row.SmallSeconds);
                json.Field("large_median_seconds", row.LargeSeconds);
                json.Field("mean_displacement_A", row.All.Displacement);
                json.Field("mean_difference_A", row.All.Mean);
                json.Field("largest_difference_A", row.All.Largest);
                json.Field("same_surroundings_mean_difference_A", row.Same.Mean);
                json.Field("same_surroundings_largest_difference_A", row.Same.Largest);
            });
        }
    }

    private static void Print(Evaluator evaluation, string data, JsonLines? lines)
    {
        foreach (var row in evaluation.ByMaterial())
        {
            if (lines is null)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Predictor,-24} {row.Material,-6} {row.Structures,5} structures  {row.Error:0.0000} Å  {100 * (1 - row.Error / row.Dummy),4:0} % less than unrelaxed  nearer in {row.Better}{(double.IsFinite(row.MedianSeconds) ? $"  {row.MedianSeconds.ToString("0.0000", CultureInfo.InvariantCulture)} s" : "")}"));
                continue;
            }

            lines.Write(json =>
            {
                json.Field("model", row.Predictor);
                json.Field("data", data);
                json.Field("material", row.Material);
                json.WriteNumber("structures", row.Structures);
                json.Field("mae_A", row.Error);
                json.Field("dummy_mae_A", row.Dummy);
                json.WriteStartObject("mae_near_defects_A");
                for (var at = 0; at < StructureError.Distances.Length; at++)
                    json.Field(StructureError.Distances[at].ToString("0", CultureInfo.InvariantCulture), row.Near[at]);
                json.WriteEndObject();
                json.WriteStartObject("dummy_mae_near_defects_A");
                for (var at = 0; at < StructureError.Distances.Length; at++)
                    json.Field(StructureError.Distances[at].ToString("0", CultureInfo.InvariantCulture), row.DummyNear[at]);
                json.WriteEndObject();
                json.WriteNumber("better", row.Better);
                json.Field("median_seconds", row.MedianSeconds);
            });
        }
    }
}
