using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DefiNet.Crystals.DataSets;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Training;

/// <summary>Trains a net: steps, validations, checkpoints, the curve. Begins where a checkpoint in its folder stands.</summary>
public sealed class TrainingRun
{
    private readonly TrainingPlan _plan;
    private readonly ITrainee _trainee;
    private readonly int _count;
    private readonly string _folder;
    private readonly ImmutableArray<SampleInfo> _training;
    private readonly ImmutableArray<SampleInfo> _validation;
    private readonly ImmutableArray<SampleInfo> _pass;
    private readonly string _identity;

    /// <summary>Prepares a training.</summary>
    /// <param name="plan">What is trained and how.</param>
    /// <param name="trainee">The net and its data.</param>
    /// <param name="folder">Folder of checkpoint, curve and model.</param>
    /// <exception cref="LearningException">There is nothing to train on, or nothing to validate with.</exception>
    public TrainingRun(TrainingPlan plan, ITrainee trainee, string folder)
    {
        (_plan, _trainee, _folder) = (plan, trainee, folder);
        _count = trainee.Weights.Sum(weight => weight.Count);
        Leakage = Leakage.In(trainee.Samples);
        _training = [.. plan.DropsLeaks ? Leakage.WithoutLeaks(trainee.Samples) : trainee.Samples.Where(sample => sample.Split == Split.Training)];
        _validation = [.. trainee.Samples.Where(sample => sample.Split == Split.Validation)];
        if (_training.Length == 0 || _validation.Length == 0)
            throw new LearningException($"There are {_training.Length} {trainee.Words.Samples} to train on and {_validation.Length} to validate with; a training needs both.");
        _pass = [.. _training.SelectMany(sample => Enumerable.Repeat(sample, plan.Data[sample.Source].Repeat))];
        _identity = IdentityOf(plan, _pass, _validation);
        Directory.CreateDirectory(folder);
        CheckpointPath = Path.Combine(folder, TrainingCheckpoint.FileName);
        State = Begin();
    }

    /// <summary>All that the training goes on from.</summary>
    public TrainingState State { get; }

    /// <summary>Configurations on both sides of a split.</summary>
    public Leakage Leakage { get; }

    /// <summary>The checkpoint.</summary>
    public string CheckpointPath { get; }

    /// <summary>The plan.</summary>
    public TrainingPlan Plan => _plan;

    /// <summary>What is trained.</summary>
    public ITrainee Trainee => _trainee;

    /// <summary>Numbers that are trained.</summary>
    public int WeightCount => _count;

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
        var gradient = new float[_count];
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
                LossCurve.Write(_folder, _plan.Name, _trainee.Words, State.Curve, !IsDone);
            }

            if (isLast || IsDone || State.Step % _plan.CheckpointEvery == 0 || cancellation.IsCancellationRequested)
                TrainingCheckpoint.Write(CheckpointPath, State, _identity);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private TrainingState Begin() => File.Exists(CheckpointPath) ? TrainingCheckpoint.Read(CheckpointPath, _count, _identity) : new(_trainee.Begin());

    private (double Loss, double Norm) Step(IReadOnlyList<SampleInfo> batch, float[] gradient)
    {
        var loss = _trainee.Evaluate(State.Weights, batch, State.Step, gradient);
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
        var (error, columns) = _trainee.Validate(State.Average, _validation);
        var row = new CurveRow(State.Step, State.Seconds, _plan.Schedule.Of(_plan.Rate, State.Step - 1, _plan.Steps, State.RateFactor), State.LossSum / Math.Max(1, State.LossCount), norm, error, columns);
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
