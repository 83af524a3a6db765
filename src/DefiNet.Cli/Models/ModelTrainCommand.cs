using System.CommandLine;
using System.Globalization;
using DefiNet.Cli.Output;
using DefiNet.Inference.Models;
using DefiNet.Learning.Training;

namespace DefiNet.Cli.Models;

/// <summary><c>definet model train</c>: a net from pairs, or a potential from ionic steps.</summary>
public static class ModelTrainCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var config = new Argument<string>("CONFIG") { Description = "The plan of the training, such as config/training/definet-64x4.yaml." };
        var data = new Option<string>("--data") { Description = "Folder that relative places of data begin from; without it the plan's own.", HelpName = "DIR" };
        var folder = new Option<string>("--out") { Description = "Folder of checkpoint, curve and model; training goes on from a checkpoint in it. Without it trained/NAME.", HelpName = "DIR" };
        var stop = new Option<long?>("--stop-after") { Description = "Stop with a checkpoint after so many steps of this start.", HelpName = "N" };
        var cache = new Option<string>("--cache") { Description = "Folder of graphs that were built; without it DEFINET_CACHE, then ~/.cache/definet.", HelpName = "DIR" };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a validation, and one at the end." };
        stop.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1)
                result.AddError("--stop-after must be at least 1.");
        });
        var command = new Command("train", "Trains a DefiNet, a DeepRelax or a potential, with checkpoints to go on from, and writes the model with its card.") { config, data, folder, stop, cache, store, json };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(
                parsed.GetRequiredValue(config), parsed.GetValue(data), parsed.GetValue(folder), parsed.GetValue(stop), parsed.GetValue(cache), parsed.GetValue(store), parsed.GetValue(json), cancellation),
            cancellation));
        return command;
    }

    private static void Run(string config, string? data, string? folder, long? stopAfter, string? cache, string? store, bool asJson, CancellationToken cancellation)
    {
        var plan = TrainingPlanReader.ReadFile(config);
        var from = data ?? Path.GetDirectoryName(Path.GetFullPath(config))!;
        if (plan.BeginFrom is { } weights)
            plan = plan with { BeginFrom = Path.GetFullPath(weights, Path.GetFullPath(from)) };
        folder ??= Path.Combine("trained", plan.Name);
        using var opened = Trainees.Open(plan, from, store, cache);
        var trainee = opened.Trainee;
        var run = new TrainingRun(plan, trainee, folder);
        var first = run.State.Step;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Name}: {run.WeightCount:N0} weights, {run.TrainingSamples.Count} {trainee.Words.Samples} to train on, {run.ValidationSamples.Count} to validate with. {run.Leakage}{(first > 0 ? $" Goes on after step {first}." : "")}"));

        using var lines = asJson ? new JsonLines() : null;
        var stopped = Train(run, first, stopAfter, lines, cancellation);
        if (stopped)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Stopped after step {run.State.Step}, {run.State.Seconds / run.State.Step:0.000} s a step; the same command goes on from {run.CheckpointPath}."));
            return;
        }

        var model = TrainedModel.Write(Path.Combine(folder, "model"), run, opened.Origins);
        Print(model, run, lines);
    }

    // Returns whether the training was stopped before its end, as --stop-after asks.
    private static bool Train(TrainingRun run, long first, long? stopAfter, JsonLines? lines, CancellationToken cancellation)
    {
        using var progress = new ProgressLine("Steps trained", run.Plan.Steps - first);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            run.Run(
                (step, _, _) =>
                {
                    progress.Set(step - first);
                    if (step - first >= stopAfter)
                        stop.Cancel();
                },
                row => Tell(row, run.Trainee.Words, lines),
                stop.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return !run.IsDone;
        }

        return false;
    }

    private static void Tell(CurveRow row, TrainingWords words, JsonLines? lines)
    {
        if (lines is null)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {row.Step}: loss {row.Loss:0.0000}{words.LossUnit}, validation {row.ValidationError:0.0000}{words.ErrorUnit} ({string.Join(", ", row.Columns.Select(one => $"{one.Key} {one.Value.ToString("0.0000", CultureInfo.InvariantCulture)}"))})"));
            return;
        }

        lines.Write(json =>
        {
            json.WriteNumber("step", row.Step);
            json.Field("seconds", row.Seconds);
            json.Field("learning_rate", row.Rate);
            json.Field(words.Loss, row.Loss);
            json.Field(words.Error, row.ValidationError);
            json.WriteStartObject(words.Columns);
            foreach (var (column, error) in row.Columns)
                json.Field(column, error);
            json.WriteEndObject();
        });
    }

    private static void Print(ModelEntry model, TrainingRun run, JsonLines? lines)
    {
        if (lines is null)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Path}: validation {run.State.Best:0.0000}{run.Trainee.Words.ErrorUnit} at step {run.State.BestStep}; {run.State.Seconds:0} s. Card: {model.CardPath}"));
            return;
        }

        lines.Write(json =>
        {
            json.Field("model", model.Path);
            json.Field("card", model.CardPath);
            json.Field("sha256", model.Sha256);
            json.WriteNumber("steps", run.State.Step);
            json.WriteNumber("best_step", run.State.BestStep);
            json.Field(run.Trainee.Words.Error, run.State.Best);
            json.Field("seconds", run.State.Seconds);
        });
    }
}
