using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DefiNet.Crystals.DataSets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Gradients;

namespace DefiNet.Learning.Training;

/// <summary>Trains a net: steps, validations, checkpoints, the curve. Begins where a checkpoint in its folder stands.</summary>
public sealed class TrainingRun
{
    private readonly TrainingPlan _plan;
    private readonly GraphCache _cache;
    private readonly IGradientSource _gradients;
    private readonly string _folder;
    private readonly ImmutableArray<SampleInfo> _training;
    private readonly ImmutableArray<SampleInfo> _validation;
    private readonly ImmutableArray<SampleInfo> _pass;
    private readonly bool _byDensity;
    private readonly string _identity;

    /// <summary>Prepares a training.</summary>
    /// <param name="plan">What is trained and how.</param>
    /// <param name="cache">The data.</param>
    /// <param name="gradients">What works the gradients out.</param>
    /// <param name="folder">Folder of checkpoint, curve and model.</param>
    /// <exception cref="LearningException">There is nothing to train on, or nothing to validate with.</exception>
    public TrainingRun(TrainingPlan plan, GraphCache cache, IGradientSource gradients, string folder)
    {
        (_plan, _cache, _gradients, _folder) = (plan, cache, gradients, folder);
        Leakage = Leakage.In(cache.Samples);
        _training = [.. plan.DropsLeaks ? Leakage.WithoutLeaks(cache.Samples) : cache.Samples.Where(sample => sample.Split == Split.Training)];
        _validation = [.. cache.Samples.Where(sample => sample.Split == Split.Validation)];
        if (_training.Length == 0 || _validation.Length == 0)
            throw new LearningException($"There are {_training.Length} pairs to train on and {_validation.Length} to validate with; a training needs both.");
        _pass = [.. _training.SelectMany(sample => Enumerable.Repeat(sample, plan.Data[sample.Source].Repeat))];
        _byDensity = SampleInfo.HaveSeveralDensities(_validation);
        _identity = IdentityOf(plan, _pass, _validation);
        Directory.CreateDirectory(folder);
        CheckpointPath = Path.Combine(folder, TrainingCheckpoint.FileName);
        State = Begin();
    }

    /// <summary>All that the training goes on from.</summary>
    public TrainingState State { get; }

    /// <summary>Configurations on both sides of a split.</summary>
    public Leakage Leakage { get; }

    /// <summary>Pairs that are trained on.</summary>
    public int TrainingPairs => _training.Length;

    /// <summary>Pairs that are validated with.</summary>
    public int ValidationPairs => _validation.Length;

    /// <summary>The checkpoint.</summary>
    public string CheckpointPath { get; }

    /// <summary>The plan.</summary>
    public TrainingPlan Plan => _plan;

    /// <summary>The data that is trained on.</summary>
    public IReadOnlyList<SampleInfo> TrainingSamples => _training;

    /// <summary>The data that is validated with.</summary>
    public IReadOnlyList<SampleInfo> ValidationSamples => _validation;

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsDone => State.Step >= _plan.Steps || (_plan.EarlyStop > 0 && State.WithoutGain >= _plan.EarlyStop);

    /// <summary>Trains to the end.</summary>
    /// <param name="stepped">Told after every step: steps done, loss, length of the gradient.</param>
    /// <param name="validated">Told of every row of the curve.</param>
    /// <param name="cancellation">Ends the training at a checkpoint after the step that is being done.</param>
    /// <exception cref="TrainingFailedException">A loss is no number.</exception>
    /// <exception cref="OperationCanceledException">The training was ended from outside.</exception>
    public void Run(Action<long, double, double>? stepped = null, Action<CurveRow>? validated = null, CancellationToken cancellation = default)
    {
        var gradient = new float[_gradients.Layout.Count];
        var batches = BatchOrder.Of(_pass, _plan, State.Epoch);
        var clock = Stopwatch.StartNew();
        var before = State.Seconds;
        while (!IsDone)
        {
            if (State.BatchOfEpoch >= batches.Count)
            {
                State.Epoch++;
                State.BatchOfEpoch = 0;
                batches = BatchOrder.Of(_pass, _plan, State.Epoch);
            }

            var (loss, norm) = Step(batches[State.BatchOfEpoch], gradient);
            State.BatchOfEpoch++;
            State.Seconds = before + clock.Elapsed.TotalSeconds;
            stepped?.Invoke(State.Step, loss, norm);
            var isLast = State.Step >= _plan.Steps;
            if (State.Step % _plan.ValidateEvery == 0 || isLast)
            {
                var row = Validate(norm);
                before += clock.Elapsed.TotalSeconds;
                clock.Restart(); // the clock of the steps stands while the curve is written
                validated?.Invoke(row);
                LossCurve.Write(_folder, _plan.Name, State.Curve, !IsDone);
            }

            if (isLast || IsDone || State.Step % _plan.CheckpointEvery == 0 || cancellation.IsCancellationRequested)
                TrainingCheckpoint.Write(CheckpointPath, State, _identity);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The errors of weights on samples.</summary>
    public IReadOnlyList<StructureError> ErrorsOf(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> samples)
    {
        var errors = new List<StructureError>(samples.Count);
        foreach (var chunk in samples.Chunk(64))
        {
            DefectGraph[] graphs = [.. chunk.Select(_cache.Read)];
            var predicted = _gradients.Predict(weights, graphs);
            for (var index = 0; index < chunk.Length; index++)
                errors.Add(StructureError.Of(chunk[index], graphs[index], predicted[index]));
        }

        return errors;
    }

    private TrainingState Begin()
    {
        if (File.Exists(CheckpointPath))
            return TrainingCheckpoint.Read(CheckpointPath, _gradients.Layout.Count, _identity);
        if (_plan.BeginFrom is not { } from)
            return new(_gradients.Layout.Initial(_plan.Seed));
        Nets.DefectNets.DefectNetSizes.Of(Inference.Checkpoints.Checkpoint.Load(from), _plan.Net.RadialCutoff, out var weights);
        return new(_gradients.Layout.From(weights));
    }

    private (double Loss, double Norm) Step(IReadOnlyList<SampleInfo> batch, float[] gradient)
    {
        var loss = _gradients.Evaluate(State.Weights, [.. batch.Select((sample, place) => _plan.Variation.Of(_cache.Read(sample), _plan.Seed, State.Step, place))], gradient);
        var norm = AdamW.Clip(gradient, _plan.GradientNorm);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
            throw new TrainingFailedException(
                string.Create(CultureInfo.InvariantCulture, $"Step {State.Step + 1}: the loss is {loss} and the length of its gradient {norm}, so training cannot go on; ")
                + (File.Exists(CheckpointPath) ? $"the last good checkpoint stays in {CheckpointPath}" : "there was no checkpoint yet") + "; lower learning_rate or gradient_norm, or look at the data.");
        AdamW.Step(State, gradient, _plan.Schedule.Of(_plan.Rate, State.Step, _plan.Steps, State.RateFactor), _plan.Decay);
        State.TakeIntoAverage(_plan.Average);
        State.LossSum += loss;
        State.LossCount++;
        return (loss, norm);
    }

    private CurveRow Validate(double norm)
    {
        var byMaterial = ErrorsOf(State.Average, _validation)
            .GroupBy(error => error.Sample.Group(_byDensity))
            .ToImmutableSortedDictionary(group => group.Key, group => group.Average(error => error.Error), StringComparer.Ordinal);
        var error = byMaterial.Values.Average();
        var row = new CurveRow(State.Step, State.Seconds, _plan.Schedule.Of(_plan.Rate, State.Step - 1, _plan.Steps, State.RateFactor), State.LossSum / Math.Max(1, State.LossCount), norm, error, byMaterial);
        (State.LossSum, State.LossCount) = (0, 0);
        State.Curve.Add(row);
        if (error < State.Best)
        {
            (State.Best, State.BestStep, State.WithoutGain, State.WithoutGainAtRate) = (error, State.Step, 0, 0);
            State.Average.CopyTo(State.BestWeights, 0);
        }
        else
        {
            State.WithoutGain++;
            if (++State.WithoutGainAtRate >= _plan.Schedule.PlateauPatience && _plan.Schedule.OnPlateaus)
            {
                State.RateFactor *= _plan.Schedule.PlateauFactor;
                State.WithoutGainAtRate = 0;
            }
        }

        return row;
    }

    // Where it is trained does not matter; what, on what and how does.
    private static string IdentityOf(TrainingPlan plan, IEnumerable<SampleInfo> training, IEnumerable<SampleInfo> validation)
    {
        var text = new StringBuilder(JsonSerializer.Serialize(plan with { Data = [] }));
        foreach (var sample in training.Concat(validation))
            text.Append(CultureInfo.InvariantCulture, $"\n{sample.Id} {sample.Split} {sample.Atoms} {sample.Edges}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
