using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Inference.DistanceNets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets;
using DefiNet.Learning.Nets.DistanceNets;
using DefiNet.Learning.Tests.Nets.DefectNets;
using DefiNet.Tests;
using DefiNet.Torch.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DefiNet.Learning.Tests.Nets.DistanceNets;

public sealed class DistanceNetModuleTests : IDisposable
{
    private readonly DisposeScope _scope;

    public DistanceNetModuleTests()
    {
        LibTorchHere.Need();
        _scope = NewDisposeScope();
    }

    public void Dispose() => _scope?.Dispose();

    [Fact]
    public void Distances_cells_and_positions_are_those_of_the_reference_implementation()
    {
        using var net = DistanceNetWeightFile.Load(SharedData.Path("fixtures", "deeprelax", "small.pt"));
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", "deeprelax", "small.json")));
        var structures = Structures();
        using var batch = new DistanceBatch([.. structures.Select(one => one.Graph)]);
        using var quiet = no_grad();

        var answers = net.call(batch);
        var positions = DistancePositions.Of(answers, batch, PositionSearch.Descent);

        var (displacement, displacementVariance) = (answers.Displacement.data<float>().ToArray(), answers.DisplacementLogVariance.data<float>().ToArray());
        var (relaxed, relaxedVariance, cells) = (answers.Relaxed.data<float>().ToArray(), answers.RelaxedLogVariance.data<float>().ToArray(), answers.Cell.data<float>().ToArray());
        var (home, pair, furthest) = (0, 0, 0d);
        for (var index = 0; index < structures.Count; index++)
        {
            var expected = document.RootElement.GetProperty("results").GetProperty(structures[index].Name);
            var (homes, pairs) = (expected.GetProperty("num_intra_cell_edges").GetInt32(), expected.GetProperty("num_edges").GetInt32());
            Near(expected.GetProperty("pred_distance_displace_first20"), displacement.AsSpan(home));
            Near(expected.GetProperty("pred_logvar_displace_first20"), displacementVariance.AsSpan(home));
            Near(expected.GetProperty("pred_distance_relaxed_first20"), relaxed.AsSpan(pair));
            Near(expected.GetProperty("pred_logvar_relaxed_first20"), relaxedVariance.AsSpan(pair));
            var sums = expected.GetProperty("sums");
            Relative(sums.GetProperty("displace").GetDouble(), Sum(displacement.AsSpan(home, homes)));
            Relative(sums.GetProperty("relaxed").GetDouble(), Sum(relaxed.AsSpan(pair, pairs)));
            for (var number = 0; number < 9; number++)
                Relative(expected.GetProperty("pred_cell")[number / 3][number % 3].GetDouble(), cells[9 * index + number]);
            furthest = Math.Max(furthest, ReferenceGraphs.Vectors(expected.GetProperty("solver_positions")).Zip(positions[index], (theirs, ours) => (theirs - ours).Length).Max());
            (home, pair) = (home + homes, pair + pairs);
        }

        Assert.Equal(document.RootElement.GetProperty("parameters").GetInt64(), net.parameters().Sum(parameter => parameter.numel()));
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {furthest:g3} Å");
        Assert.InRange(furthest, 0, 1e-4);
    }

    [Fact]
    public void A_net_that_was_written_answers_as_it_does_without_libtorch()
    {
        manual_seed(4);
        using var net = new DistanceNetModule(new() { Channels = 16, Layers = 2, RadialFunctions = 12, PlaceFunctions = 8 });
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "net.safetensors");
        WeightFile.Save(net, path);
        var plain = DistanceNet.Load(path);
        using var again = DistanceNetWeightFile.Load(path);
        var (_, structure, graph) = Structures()[0];
        using var batch = new DistanceBatch([graph]);
        using var quiet = no_grad();

        var answers = net.call(batch);
        var expected = plain.PredictPairs(structure, graph.Edges, 1);

        Assert.True(answers.Relaxed.data<float>().ToArray().Zip(expected.Relaxed, (a, b) => Math.Abs(a - b)).Max() < 1e-4);
        Assert.True(answers.Displacement.data<float>().ToArray().Zip(expected.Displacement, (a, b) => Math.Abs(a - b)).Max() < 1e-4);
        Assert.Equal(answers.Relaxed.data<float>().ToArray(), again.call(batch).Relaxed.data<float>().ToArray());
    }

    [Fact]
    public void Steps_lower_the_loss_and_gradients_agree_with_differences()
    {
        manual_seed(5);
        using var net = new DistanceNetModule(new() { Channels = 12, Layers = 2, RadialFunctions = 12, PlaceFunctions = 8 });
        using var batch = new DistanceBatch([.. Structures().Take(2).Select(one => one.Graph)]);

        var (derivative, difference) = Differences.Along(net, Loss, 1e-3);
        var losses = Differences.Train(net, Loss, 8, 2e-3);

        Assert.Equal(derivative, difference, 0.02 * Math.Abs(derivative) + 1e-3);
        Assert.True(losses[^1] < 0.95 * losses[0], $"the losses are {string.Join(' ', losses)}");

        Tensor Loss() => DistanceLoss.Of(net.call(batch), batch);
    }

    [Fact]
    public void Without_relaxed_structures_there_is_no_loss()
    {
        using var net = new DistanceNetModule(new() { Channels = 8, Layers = 1, RadialFunctions = 4, PlaceFunctions = 4 });
        using var batch = new DistanceBatch([DistanceGraph.Of(Structures()[0].Structure)]);

        Assert.Contains("relaxed", Assert.Throws<LearningException>(() => DistanceLoss.Of(net.call(batch), batch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_net_are_refused_in_one_sentence() =>
        Assert.Contains("DeepRelax", Assert.Throws<LearningException>(() => DistanceNetWeightFile.Load(SharedData.Path("fixtures", "definet", "small.pt"))).Message, StringComparison.Ordinal);

    private static List<(string Name, Structure Structure, DistanceGraph Graph)> Structures() => ReferencePairs.Read();

    private static void Near(JsonElement expected, ReadOnlySpan<float> ours)
    {
        for (var index = 0; index < expected.GetArrayLength(); index++)
            Relative(expected[index].GetDouble(), ours[index]);
    }

    private static void Relative(double expected, double ours) => Assert.Equal(expected, ours, 1e-4 * Math.Abs(expected) + 2e-6);

    private static double Sum(ReadOnlySpan<float> numbers)
    {
        var sum = 0d;
        foreach (var number in numbers)
            sum += number;
        return sum;
    }
}
