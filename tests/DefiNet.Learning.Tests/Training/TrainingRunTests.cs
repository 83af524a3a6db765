using DefiNet.Crystals.DataSets;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Models;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Nets.DefectNets;
using DefiNet.Learning.Tests.DataSets;
using DefiNet.Learning.Training;

namespace DefiNet.Learning.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private static readonly TrainingPlan Plan = new()
    {
        Name = "tiny",
        Data = [new(DataKind.ExtendedXyz, "sample", [], null, null)],
        Net = new() { Channels = 8, Layers = 2, RadialFunctions = 16 },
        Graph = new() { EdgeCutoff = 3 },
        Steps = 12,
        Batch = 3,
        Rate = 3e-3,
        Schedule = new() { WarmUpSteps = 2 },
        ValidateEvery = 5,
        CheckpointEvery = 2,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-training-").FullName;
    private readonly GraphCache _graphs;

    public TrainingRunTests() => _graphs = SampleData.Graphs(_folder);

    public void Dispose()
    {
        _graphs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Training_that_was_stopped_anywhere_ends_with_the_weights_of_one_that_was_not()
    {
        var varied = Plan with { Variation = new() { Share = 0.7, Noise = 0.05, Way = 1 } };
        var undisturbed = Trained(varied, "whole");

        for (var start = 0; start < 20 && !Continued(3).IsDone; start++)
        {
        }

        var stopped = Trained(varied, "parts");
        Assert.Equal(undisturbed.State.Weights, stopped.State.Weights);
        Assert.Equal(undisturbed.State.Average, stopped.State.Average);
        Assert.Equal(undisturbed.State.Largest, stopped.State.Largest);
        Assert.Equal(undisturbed.State.Curve.Select(row => (row.Step, row.Loss, row.ValidationError)), stopped.State.Curve.Select(row => (row.Step, row.Loss, row.ValidationError)));

        TrainingRun Continued(int steps)
        {
            using var stop = new CancellationTokenSource();
            using var trainee = new DefectNetTrainee(varied, _graphs, new ManagedGradients(new(varied.Net), varied.Workers));
            var run = new TrainingRun(varied, trainee, Path.Combine(_folder, "parts"));
            var until = run.State.Step + steps;
            Record.Exception(() => run.Run((step, _, _) =>
            {
                if (step >= until)
                    stop.Cancel();
            }, cancellation: stop.Token));
            return run;
        }
    }

    [Fact]
    public void Pairs_of_a_data_set_are_taken_as_often_as_the_plan_repeats_it()
    {
        var plan = Plan with { Batch = 1000, Steps = 1, Data = [Plan.Data[0] with { Repeat = 3 }] };
        var gradients = new CountingGradients(new(plan.Net));
        using var trainee = new DefectNetTrainee(plan, _graphs, gradients);

        new TrainingRun(plan, trainee, Path.Combine(_folder, "repeated")).Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(3 * _graphs.Samples.Count(sample => sample.Split == Split.Training), gradients.Largest);
    }

    [Fact]
    public void The_loss_falls_and_the_model_can_be_loaded_with_its_card()
    {
        var plan = Plan with { Net = Plan.Net with { Channels = 16 }, Steps = 150, Batch = 20, Rate = 1e-2, ValidateEvery = 50 };
        var gradients = new ManagedGradients(new(plan.Net), plan.Workers);
        using var trainee = new DefectNetTrainee(plan, _graphs, gradients);
        var run = new TrainingRun(plan, trainee, Path.Combine(_folder, "falls"));
        var losses = new List<double>();

        run.Run((_, loss, _) => losses.Add(loss), cancellation: TestContext.Current.CancellationToken);
        var model = TrainedModel.Write(Path.Combine(_folder, "model"), run, [new("listed", null)]);

        Assert.True(losses.TakeLast(10).Average() < 0.95 * losses.Take(10).Average(), $"{losses.Take(10).Average():g4} Å became {losses.TakeLast(10).Average():g4} Å");
        var entry = new ModelLibrary(_folder, Path.Combine(_folder, "none")).Find(Path.Combine(_folder, "model"));
        var net = ModelLibrary.LoadDefectNet(entry);
        var pair = SampleData.Pairs()[0];
        var graph = DefectGraph.Of(pair.WithGhosts, [.. pair.Markers], plan.Graph, pair.Relaxed);
        var (ours, theirs) = (gradients.Predict(run.State.BestWeights, [graph])[0], net.Predict(pair.WithGhosts, [.. pair.Markers]));
        Assert.All(Enumerable.Range(0, graph.Count), atom => Assert.Equal(ours[3 * atom], theirs[atom].X, 1e-4));
        Assert.Equal(entry.Validation, model.Validation);
        Assert.Contains("seed 1", File.ReadAllText(entry.CardPath!), StringComparison.Ordinal);
        Assert.StartsWith("step,seconds,learning_rate,loss_A", File.ReadAllText(Path.Combine(_folder, "falls", "curve.csv")), StringComparison.Ordinal);
        Assert.Contains("<polyline", File.ReadAllText(Path.Combine(_folder, "falls", "curve.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_it_with_a_sentence_and_leaves_the_last_good_checkpoint()
    {
        using var trainee = new DefectNetTrainee(Plan, _graphs, new Broken(new ManagedGradients(new(Plan.Net), 1), breaksAt: 5));
        var run = new TrainingRun(Plan, trainee, Path.Combine(_folder, "broken"));

        var failure = Assert.Throws<TrainingFailedException>(() => run.Run(cancellation: TestContext.Current.CancellationToken));

        Assert.StartsWith("Step 5:", failure.Message, StringComparison.Ordinal);
        Assert.Contains(run.CheckpointPath, failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, new TrainingRun(Plan, trainee, Path.Combine(_folder, "broken")).State.Step);
    }

    [Fact]
    public void Validation_that_gets_no_better_ends_it_early()
    {
        using var trainee = new DefectNetTrainee(Plan, _graphs, new Broken(new ManagedGradients(new(Plan.Net), 1), standsStill: true));
        var run = new TrainingRun(Plan with { Steps = 100, ValidateEvery = 1, EarlyStop = 3 }, trainee, Path.Combine(_folder, "early"));

        run.Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(4, run.State.Step);
        Assert.Equal(1, run.State.BestStep);
    }

    [Fact]
    public void A_plateau_lowers_the_rate()
    {
        using var trainee = new DefectNetTrainee(Plan, _graphs, new Broken(new ManagedGradients(new(Plan.Net), 1), standsStill: true));
        var plan = Plan with { Steps = 6, ValidateEvery = 1, Schedule = new() { WarmUpSteps = 0, OnPlateaus = true, PlateauFactor = 0.5, PlateauPatience = 2 } };
        var run = new TrainingRun(plan, trainee, Path.Combine(_folder, "plateau"));

        run.Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(0.25, run.State.RateFactor);
        Assert.Equal(plan.Rate * 0.25, plan.Schedule.Of(plan.Rate, 6, 6, run.State.RateFactor), 1e-12);
    }

    [Fact]
    public void A_checkpoint_of_another_plan_and_a_damaged_one_are_refused()
    {
        var run = Trained(Plan, "mine");
        using var trainee = new DefectNetTrainee(Plan, _graphs, new ManagedGradients(new(Plan.Net), 2));

        var other = Assert.Throws<LearningException>(() => new TrainingRun(Plan with { Seed = 2 }, trainee, Path.Combine(_folder, "mine")));
        var bytes = File.ReadAllBytes(run.CheckpointPath);
        bytes[^100] ^= 1;
        File.WriteAllBytes(run.CheckpointPath, bytes);
        var damaged = Assert.Throws<LearningException>(() => new TrainingRun(Plan, trainee, Path.Combine(_folder, "mine")));

        Assert.Contains("another plan", other.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pass_has_every_structure_once_and_no_batch_has_too_many_atoms()
    {
        var plan = Plan with { Batch = 4, BatchAtoms = 600 };

        var batches = BatchOrder.Of(_graphs.Samples, plan, 3);

        Assert.Equal(_graphs.Samples.Select(sample => sample.Index), batches.SelectMany(batch => batch).Select(sample => sample.Index).Order());
        Assert.All(batches, batch => Assert.True(batch.Count <= 4 && batch.Sum(sample => sample.Atoms) <= 600));
        Assert.NotEqual(batches.SelectMany(batch => batch), BatchOrder.Of(_graphs.Samples, plan, 4).SelectMany(batch => batch));
        Assert.Equal(batches.SelectMany(batch => batch), BatchOrder.Of(_graphs.Samples, plan, 3).SelectMany(batch => batch));
    }

    private TrainingRun Trained(TrainingPlan plan, string name)
    {
        var gradients = new ManagedGradients(new(plan.Net), plan.Workers);
        using var trainee = new DefectNetTrainee(plan, _graphs, gradients);
        var run = new TrainingRun(plan, trainee, Path.Combine(_folder, name));
        run.Run(cancellation: TestContext.Current.CancellationToken);
        return run;
    }

    /// <summary>Gives no number from a step on, or no gradient at all.</summary>
    private sealed class Broken(ManagedGradients whole, int breaksAt = int.MaxValue, bool standsStill = false) : IGradientSource
    {
        private int _calls;

        public WeightLayout Layout => whole.Layout;

        public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> batch, Span<float> gradient)
        {
            if (++_calls >= breaksAt)
                return double.NaN;
            if (!standsStill)
                return whole.Evaluate(weights, batch, gradient);
            gradient.Clear();
            return 1;
        }

        // Whoever stands still predicts the unrelaxed positions.
        public double[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> graphs) => standsStill ? [.. graphs.Select(graph => graph.Positions)] : whole.Predict(weights, graphs);

        public void Dispose() => whole.Dispose();
    }
}
