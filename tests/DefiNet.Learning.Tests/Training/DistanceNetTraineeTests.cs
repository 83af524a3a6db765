using System.Text.Json.Nodes;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Models;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Gradients.Distances;
using DefiNet.Learning.Tests.DataSets;
using DefiNet.Learning.Training;
using DefiNet.Torch.Tests;

namespace DefiNet.Learning.Tests.Training;

public sealed class DistanceNetTraineeTests : IDisposable
{
    private static readonly TrainingPlan Plan = new()
    {
        Name = "tiny-distances",
        Kind = NetKind.DeepRelax,
        Data = [new(DataKind.ExtendedXyz, "sample", [], null, null)],
        DistanceNet = new() { Channels = 8, Layers = 1, RadialFunctions = 8, PlaceFunctions = 6 },
        Graph = new() { EdgeCutoff = 3, MaxNeighbours = 8 },
        Steps = 6,
        Batch = 2,
        Rate = 3e-3,
        Schedule = new() { WarmUpSteps = 1 },
        ValidateEvery = 6,
        CheckpointEvery = 2,
        Variation = new() { Share = 0.5, Noise = 0.02, Way = 0.5 },
        Workers = 1,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-distances-").FullName;
    private readonly GraphCache _graphs;

    public DistanceNetTraineeTests() => _graphs = SampleData.Graphs(_folder);

    public void Dispose()
    {
        _graphs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("libtorch")]
    public void A_training_that_died_between_two_checkpoints_ends_as_one_that_did_not(string means)
    {
        if (means == "libtorch")
            LibTorchHere.Need();
        using var first = Trainee(Plan, means);
        using var second = Trainee(Plan, means);
        using var third = Trainee(Plan, means);
        var undisturbed = new TrainingRun(Plan, first, Path.Combine(_folder, "whole"));
        undisturbed.Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Throws<InvalidOperationException>(() => new TrainingRun(Plan, second, Path.Combine(_folder, "died"))
            .Run(DiesAt(5), cancellation: TestContext.Current.CancellationToken));
        var again = new TrainingRun(Plan, third, Path.Combine(_folder, "died"));
        var from = again.State.Step;
        again.Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(4, from);
        Assert.Equal(undisturbed.State.Weights, again.State.Weights);
        Assert.Equal(undisturbed.State.BestWeights, again.State.BestWeights);
        Assert.Equal(undisturbed.State.Curve[0].ValidationError, again.State.Curve[0].ValidationError);
    }

    [Fact]
    public void The_model_is_loaded_and_answers_as_it_was_validated()
    {
        using var trainee = Trainee(Plan, "managed");
        var run = new TrainingRun(Plan, trainee, Path.Combine(_folder, "run"));
        run.Run(cancellation: TestContext.Current.CancellationToken);

        var written = TrainedModel.Write(Path.Combine(_folder, "model"), run, [new("listed", "CC0")]);

        var entry = new ModelLibrary(_folder, Path.Combine(_folder, "none")).Find(Path.Combine(_folder, "model"));
        var net = ModelLibrary.LoadDistanceNet(entry);
        Assert.Equal((8, 1, 8, 6), (net.Channels, net.Layers, net.RadialFunctions, net.PlaceFunctions));
        Assert.Equal((3, 8, PositionSearch.LeastSquares), (net.Settings.EdgeCutoff, net.Settings.MaxNeighbours, net.Settings.Search));
        Assert.Equal(written.Validation, entry.Validation);
        var sample = run.ValidationSamples[0];
        var pair = SampleData.Pairs().Single(one => one.Id == sample.Id);
        var (error, count) = (0.0, 0);
        foreach (var (predicted, relaxed) in net.Predict(pair.Configuration.Structure).Positions.Zip(pair.Relaxed))
            (error, count) = (error + Math.Abs(predicted.X - relaxed.X) + Math.Abs(predicted.Y - relaxed.Y) + Math.Abs(predicted.Z - relaxed.Z), count + 3);
        Assert.Equal(trainee.ErrorsOf(run.State.BestWeights, [sample])[0].Error, error / count, 1e-3);
    }

    [Fact]
    public void A_description_says_how_positions_are_found_and_one_that_says_nothing_means_the_published_search()
    {
        using var trainee = Trainee(Plan with { Steps = 1 }, "managed");
        var run = new TrainingRun(Plan with { Steps = 1 }, trainee, Path.Combine(_folder, "run"));
        run.Run(cancellation: TestContext.Current.CancellationToken);
        var folder = Path.Combine(_folder, "model");
        TrainedModel.Write(folder, run, [new("listed", "CC0")]);
        var (file, library) = (Path.Combine(folder, "model.json"), new ModelLibrary(_folder, Path.Combine(_folder, "none")));
        var description = JsonNode.Parse(File.ReadAllText(file))!.AsObject();

        description["search"] = "simplex";
        File.WriteAllText(file, description.ToJsonString());
        var complaint = Assert.Throws<ModelException>(() => library.Find(folder));
        description.Remove("search");
        File.WriteAllText(file, description.ToJsonString());

        Assert.Contains("'search' is 'simplex', it must be 'descent' or 'least_squares'", complaint.Message, StringComparison.Ordinal);
        Assert.Equal(PositionSearch.Descent, library.Find(folder).DistanceSettings!.Search);
    }

    private static Action<long, double, double> DiesAt(long last) => (step, _, _) =>
    {
        if (step == last)
            throw new InvalidOperationException("killed");
    };

    private DistanceNetTrainee Trainee(TrainingPlan plan, string means)
    {
        var layout = new DistanceWeightLayout(plan.DistanceNet!);
        return new(plan, _graphs, means == "managed" ? new ManagedDistanceGradients(layout, plan.Workers) : new TorchDistanceGradients(layout, "cpu", plan.Workers));
    }
}
