using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Models;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Nets;

namespace DefiNet.Learning.Training;

/// <summary>Writes what was trained: weights, description and card, in one folder that <c>--model</c> takes.</summary>
public static class TrainedModel
{
    /// <summary>Writes the averaged weights of the best validation.</summary>
    /// <param name="folder">The folder; files in it are replaced.</param>
    /// <param name="run">The training.</param>
    /// <param name="layout">Where each weight stands.</param>
    /// <param name="sources">The data sets.</param>
    /// <param name="atoms">The elements that were trained on.</param>
    public static ModelEntry Write(string folder, TrainingRun run, WeightLayout layout, IReadOnlyList<IPairSource> sources, IEnumerable<Element> atoms)
    {
        Directory.CreateDirectory(folder);
        var plan = run.Plan;
        var path = Path.Combine(folder, plan.Name + ".safetensors");
        SafetensorsFile.Write(path, [.. layout.Weights.Select(weight => (weight.Name, (IReadOnlyList<long>)[.. weight.Shape.Select(length => (long)length)]))], null, file =>
        {
            foreach (var weight in layout.Weights)
                file.Write(MemoryMarshal.AsBytes(run.State.BestWeights.AsSpan(weight.Offset, weight.Count)));
        });
        var byDensity = SampleInfo.HaveSeveralDensities(run.ValidationSamples);
        var errors = run.ErrorsOf(run.State.BestWeights, run.ValidationSamples);
        var entry = new ModelEntry
        {
            Name = plan.Name,
            Relaxer = "definet",
            Architecture = "DefiNet",
            Path = path,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
            Parameters = layout.Count,
            Sizes = ImmutableSortedDictionary.CreateRange<string, int>(
            [
                new("hidden_channels", plan.Net.Channels), new("num_layers", plan.Net.Layers), new("num_rbf", plan.Net.RadialFunctions), new("num_elements", plan.Net.Elements),
            ]),
            Cutoff = plan.Graph.EdgeCutoff,
            Settings = plan.Graph with { RadialCutoff = plan.Net.RadialCutoff },
            LeftOut = (plan.Net.DefectAwareMessages ? 0 : DefectNetParts.MarkersInMessages) | (plan.Net.DefectAwareMoves ? 0 : DefectNetParts.MarkersInMoves),
            Elements = [.. atoms.Distinct().OrderBy(element => element.AtomicNumber)],
            TrainingData = $"{string.Join("; ", sources.Select(source => source.Title))}: {run.TrainingPairs} pairs of unrelaxed and relaxed structures",
            License = string.Join("; ", sources.Select(source => source.License).OfType<string>().Distinct(StringComparer.Ordinal)) is { Length: > 0 } license ? license : null,
            Validation =
            [
                .. errors.GroupBy(error => error.Sample.Group(byDensity)).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new ModelValidation(group.Key, Round(group.Average(one => one.Error)), Round(group.Average(one => one.Dummy)), group.Count(), group.Count(one => one.Error < one.Dummy))),
            ],
        };
        ModelDescription.Write(folder, entry);
        File.WriteAllText(Path.Combine(folder, "card.md"), Card(entry, run));
        return entry with { CardPath = Path.Combine(folder, "card.md") };
    }

    private static string Varied(StartVariation variation) => variation.IsNone
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"Of the starts {100 * variation.Share:0} % were varied: up to {variation.Way:0.##} of the way to the relaxed positions, and a normal deviation of {variation.Noise:0.###} Å in each component. ");

    private static double Round(double error) => Math.Round(error, 5);

    private static string Card(ModelEntry entry, TrainingRun run)
    {
        var (plan, state) = (run.Plan, run.State);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# {entry.Name}\n");
        Line($"A DefiNet that moves the atoms of an unrelaxed two-dimensional crystal with point defects to where a relaxation would take them, in one pass. Written by `definet model train`.\n");
        Line($"| | |\n| --- | --- |");
        Line($"| Architecture | DefiNet (npj Computational Materials 2025, s41524-025-01728-w; arXiv 2503.15391), weights under the published names |");
        Line($"| Sizes | {plan.Net.Channels} channels, {plan.Net.Layers} layers, {plan.Net.RadialFunctions} Gaussian radial functions up to {plan.Net.RadialCutoff} Å, {plan.Net.Elements} rows of elements |");
        if (!plan.Net.DefectAwareMessages || !plan.Net.DefectAwareMoves)
            Line($"| Left out | {(plan.Net.DefectAwareMessages ? "" : plan.Net.DefectAwareMoves ? "markers in messages" : "markers in messages and ")}{(plan.Net.DefectAwareMoves ? "" : "markers in moves")} |");
        Line($"| Parameters | {entry.Parameters:N0} |");
        Line($"| Graph | atoms within {plan.Graph.EdgeCutoff} Å, at most the {plan.Graph.MaxNeighbours} nearest; a ghost atom at the ideal site of every vacancy; edges of atoms to themselves: {(plan.Graph.SelfEdges == SelfEdges.None ? "none" : "by rounding")} |");
        Line($"| File | `{Path.GetFileName(entry.Path)}`, float32 |");
        Line($"| SHA-256 | `{entry.Sha256}` |");
        Line($"| Licence of the data | {entry.License ?? "not known"} |\n");
        Line($"## Data\n");
        Line($"{entry.TrainingData}; {run.ValidationPairs} more to validate with. {run.Leakage}{(plan.DropsLeaks && run.Leakage.IsAny ? " Those were left out." : "")}\n");
        Line($"## Training\n");
        Line($"{state.Step} steps of batches of {plan.Batch}{(plan.BatchAtoms is { } atoms ? $" structures and at most {atoms} atoms" : "")}, {state.Epoch} whole passes; AdamW with amsgrad, learning rate {plan.Rate:g3} after {plan.Schedule.WarmUpSteps} steps, then {(plan.Schedule.OnPlateaus ? "lower on plateaus" : "along a cosine")} down to {plan.Schedule.Lowest:g3}; weight decay {plan.Decay:g3}; gradients no longer than {plan.GradientNorm:g3}; average of the weights up to {plan.Average}; seed {plan.Seed}; {plan.Workers} workers, device {plan.Device}. {state.Seconds:0} s, {state.Seconds / Math.Max(1, state.Step):0.000} s a step on {Environment.ProcessorCount} processors. Loss: mean distance of atoms, ghosts left out, from their relaxed positions. {Varied(plan.Variation)}The weights are the average at step {state.BestStep}, where validation was best.\n");
        Line($"| Step | Loss, Å | Validation MAE, Å |\n| ---: | ---: | ---: |");
        foreach (var row in state.Curve.Where((_, index) => index % Math.Max(1, state.Curve.Count / 12) == 0 || index == state.Curve.Count - 1))
            Line($"| {row.Step} | {row.Loss:0.0000} | {row.ValidationError:0.0000} |");
        Line($"\n## How good it is\n");
        Line($"Validation splits, not trained on. MAE: mean absolute Cartesian error over all atoms but the ghosts, averaged over structures, in Å. Dummy: the unrelaxed structure taken as the answer.\n");
        Line($"| Material | MAE | Dummy | Less by | Nearer than unrelaxed |\n| --- | ---: | ---: | ---: | ---: |");
        foreach (var row in entry.Validation)
            Line($"| {row.Material} | {row.Mae:0.0000} | {row.DummyMae:0.0000} | {100 * (1 - row.Mae / row.DummyMae):0} % | {row.Better} of {row.Structures} |");
        Line($"\n## Limits\n");
        Line($"- It knows {string.Join(", ", entry.Elements.Select(element => element.Symbol))} in these hosts at these densities; for another element or host its answer means nothing.");
        Line($"- It answers with positions alone: no energy, no force, no measure of its own certainty.");
        return text.ToString();
    }
}
