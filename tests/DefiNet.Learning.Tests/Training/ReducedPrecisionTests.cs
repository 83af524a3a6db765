using DefiNet.Learning.DataSets;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Gradients.Distances;
using DefiNet.Learning.Tests.DataSets;
using DefiNet.Learning.Training;
using DefiNet.Torch.Tests;

namespace DefiNet.Learning.Tests.Training;

public sealed class ReducedPrecisionTests : IDisposable
{
    private static readonly TrainingPlan Plan = new()
    {
        Name = "tiny",
        Data = [new(DataKind.ExtendedXyz, "sample", [], null, null)],
        Net = new() { Channels = 16, Layers = 1, RadialFunctions = 16 },
        DistanceNet = new() { Channels = 16, Layers = 1, RadialFunctions = 16, PlaceFunctions = 8 },
        Graph = new() { EdgeCutoff = 3, MaxNeighbours = 8 },
        Workers = 1,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-reduced-").FullName;
    private readonly GraphCache _graphs;

    public ReducedPrecisionTests()
    {
        LibTorchHere.Need();
        _graphs = SampleData.Graphs(_folder);
    }

    public void Dispose()
    {
        _graphs?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(NetKind.DefiNet)]
    [InlineData(NetKind.DeepRelax)]
    public void The_loss_is_nearly_that_of_full_precision_and_falls(NetKind kind)
    {
        using var full = Trainee(kind, isReduced: false);
        using var reduced = Trainee(kind, isReduced: true);
        var batch = _graphs.Samples.Take(2).ToList();
        var weights = full.Begin();
        var (slopes, reducedSlopes) = (new float[weights.Length], new float[weights.Length]);

        var loss = full.Evaluate(weights, batch, 0, slopes);
        var nearly = reduced.Evaluate(weights, batch, 0, reducedSlopes);

        Assert.NotEqual(loss, nearly);
        Assert.InRange(Math.Abs(nearly - loss) / Math.Abs(loss), 0, 1e-2);
        var apart = slopes.Zip(reducedSlopes, (one, other) => one - other).ToArray();
        Assert.InRange(AdamW.Norm(apart) / AdamW.Norm(slopes), 0, 0.1);
        Assert.Equal(full.Validate(weights, batch).Error, reduced.Validate(weights, batch).Error);

        var state = new TrainingState(weights);
        for (var step = 0; step < 12; step++)
        {
            reduced.Evaluate(state.Weights, batch, step, reducedSlopes);
            AdamW.Step(state, reducedSlopes, 3e-3, 0);
        }

        Assert.True(reduced.Evaluate(state.Weights, batch, 12, reducedSlopes) < nearly);
    }

    private ITrainee Trainee(NetKind kind, bool isReduced)
    {
        var plan = Plan with { Kind = kind, IsReduced = isReduced };
        return kind == NetKind.DefiNet
            ? new DefectNetTrainee(plan, _graphs, new TorchGradients(new(plan.Net), "cpu", 1, isReduced))
            : new DistanceNetTrainee(plan, _graphs, new TorchDistanceGradients(new(plan.DistanceNet!), "cpu", 1, isReduced));
    }
}
