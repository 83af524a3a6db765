using System.Globalization;
using System.Reflection;
using System.Text;
using DefiNet.Inference.Models;

namespace DefiNet.Learning.Training;

/// <summary>Writes what was trained: weights, description and card, in one folder that <c>--model</c> takes.</summary>
public static class TrainedModel
{
    /// <summary>Writes the averaged weights of the best validation.</summary>
    /// <param name="folder">The folder; files in it are replaced.</param>
    /// <param name="run">The training.</param>
    /// <param name="origins">Where the data came from.</param>
    public static ModelEntry Write(string folder, TrainingRun run, IReadOnlyList<DataOrigin> origins)
    {
        Directory.CreateDirectory(folder);
        var net = run.Trainee.Save(folder, run.State.BestWeights, run.TrainingSamples, run.ValidationSamples);
        var entry = net.Entry with
        {
            TrainingData = $"{string.Join("; ", origins.Select(origin => origin.Title))}: {run.TrainingSamples.Count} {run.Trainee.Words.SamplesInFull}",
            License = string.Join("; ", origins.Select(origin => origin.License).OfType<string>().Distinct(StringComparer.Ordinal)) is { Length: > 0 } license ? license : null,
        };
        ModelDescription.Write(folder, entry);
        var card = Path.Combine(folder, "card.md");
        File.WriteAllText(card, Card(net with { Entry = entry }, run));
        return entry with { CardPath = card };
    }

    // Ends with the commit where the program was built from a checkout.
    private static string ProgramVersion => typeof(TrainedModel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "of no known version";

    private static string Card(TrainedNet net, TrainingRun run)
    {
        var (plan, state, entry, words) = (run.Plan, run.State, net.Entry, run.Trainee.Words);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# {entry.Name}\n");
        Line($"{net.Purpose} Written by `definet model train`.\n");
        Line($"| | |\n| --- | --- |");
        foreach (var (name, what) in net.Rows)
            Line($"| {name} | {what} |");
        Line($"| File | `{Path.GetFileName(entry.Path)}`, float32 |");
        Line($"| SHA-256 | `{entry.Sha256}` |");
        Line($"| Licence of the data | {entry.License ?? "not known"} |");
        Line($"| Program | DefiNet {ProgramVersion} |\n");
        Line($"## Data\n");
        Line($"{entry.TrainingData}; {run.ValidationSamples.Count} more to validate with. {run.Leakage}{(plan.DropsLeaks && run.Leakage.IsAny ? " Those were left out." : "")}\n");
        Line($"## Training\n");
        Line($"{state.Step} steps of batches of {plan.Batch}{(plan.BatchAtoms is { } atoms ? $" structures and at most {atoms} atoms" : "")}, {state.Epoch} whole passes; AdamW with amsgrad, learning rate {plan.Rate:g3} after {plan.Schedule.WarmUpSteps} steps, then {(plan.Schedule.OnPlateaus ? "lower on plateaus" : "along a cosine")} down to {plan.Schedule.Lowest:g3}; weight decay {plan.Decay:g3}; gradients no longer than {plan.GradientNorm:g3}; average of the weights up to {plan.Average}; seed {plan.Seed}; {plan.Workers} workers, device {plan.Device}{(plan.IsReduced ? ", linear layers in bfloat16" : "")}. {state.Seconds:0} s, {state.Seconds / Math.Max(1, state.Step):0.000} s a step on {Environment.ProcessorCount} processors. {net.Loss} The weights are the average at step {state.BestStep}, where validation was best.\n");
        Line($"| Step | Loss{Unit(words.LossUnit)} | Validation{Unit(words.ErrorUnit)} |\n| ---: | ---: | ---: |");
        foreach (var row in state.Curve.Where((_, index) => index % Math.Max(1, state.Curve.Count / 12) == 0 || index == state.Curve.Count - 1))
            Line($"| {row.Step} | {row.Loss:0.0000} | {row.ValidationError:0.0000} |");
        Line($"\n## How good it is\n");
        text.Append(net.Errors).Append('\n');
        Line($"## Limits\n");
        foreach (var limit in net.Limits)
            Line($"- {limit}");
        return text.ToString();
    }

    private static string Unit(string unit) => unit.Length == 0 ? "" : "," + unit;
}
