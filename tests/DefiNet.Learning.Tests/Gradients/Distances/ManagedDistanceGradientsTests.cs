using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DistanceNets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Gradients.Distances;
using DefiNet.Learning.Nets.DistanceNets;
using DefiNet.Learning.Tests.Nets.DistanceNets;
using DefiNet.Learning.Training;
using DefiNet.Tests;
using DefiNet.Torch.Tests;
using static TorchSharp.torch;

namespace DefiNet.Learning.Tests.Gradients.Distances;

public sealed class ManagedDistanceGradientsTests
{
    [Theory]
    [InlineData(32, 2, 20, 8)]
    [InlineData(10, 3, 16, 6)]
    [InlineData(50, 1, 40, 16)]
    public void The_loss_and_the_gradient_of_every_weight_are_those_of_the_torch_module(int channels, int layers, int radial, int places)
    {
        LibTorchHere.Need();
        var layout = new DistanceWeightLayout(new DistanceNetSizes { Channels = channels, Layers = layers, RadialFunctions = radial, PlaceFunctions = places });
        using var managed = new ManagedDistanceGradients(layout, 2);
        var weights = Unsettled(layout);
        var graphs = Graphs(3);
        var gradient = new float[layout.Count];
        using var scope = NewDisposeScope();
        using var net = new DistanceNetModule(layout.Sizes);
        var parameters = net.named_parameters().ToDictionary(one => one.name, one => (Tensor)one.parameter, StringComparer.Ordinal);
        using (no_grad())
            foreach (var weight in layout.Weights)
                parameters[weight.Name].copy_(tensor(weights.AsSpan(weight.Offset, weight.Count).ToArray(), [.. weight.Shape.Select(length => (long)length)]));
        using var batch = new DistanceBatch(graphs);
        var reference = DistanceLoss.Of(net.call(batch), batch);
        reference.backward();

        var loss = managed.Evaluate(weights, graphs, gradient);

        Assert.Equal(parameters.Count, layout.Weights.Length);
        Assert.Equal(reference.item<float>(), loss, 1e-5 * Math.Abs(loss));
        foreach (var weight in layout.Weights)
        {
            var theirs = parameters[weight.Name].grad!.data<float>().ToArray();
            var apart = AdamW.Norm([.. gradient.AsSpan(weight.Offset, weight.Count).ToArray().Zip(theirs, (one, other) => one - other)]);
            Assert.True(apart <= 1e-3 * AdamW.Norm(theirs) + 1e-7, $"{weight.Name}: the gradients are {apart:g3} apart, their length is {AdamW.Norm(theirs):g3}");
        }
    }

    [Fact]
    public void The_loss_changes_as_the_gradient_says()
    {
        var layout = new DistanceWeightLayout(new DistanceNetSizes { Channels = 12, Layers = 2, RadialFunctions = 20, PlaceFunctions = 8 });
        using var gradients = new ManagedDistanceGradients(layout, 1);
        var graphs = Graphs(2);
        var weights = Unsettled(layout);
        var (gradient, unused) = (new float[layout.Count], new float[layout.Count]);
        gradients.Evaluate(weights, graphs, gradient);

        foreach (var weight in layout.Weights)
        {
            var norm = AdamW.Norm(gradient.AsSpan(weight.Offset, weight.Count));
            if (norm < 1e-3)
                continue; // rounding in single precision hides it
            var size = 2e-3 / norm;
            var (up, down) = (weights.ToArray(), weights.ToArray());
            for (var index = weight.Offset; index < weight.Offset + weight.Count; index++)
            {
                up[index] += (float)(size * gradient[index]);
                down[index] -= (float)(size * gradient[index]);
            }

            var change = (gradients.Evaluate(up, graphs, unused) - gradients.Evaluate(down, graphs, unused)) / (2 * size * norm);

            Assert.True(Math.Abs(change - norm) <= 0.02 * norm + 1e-3, $"{weight.Name}: the loss changes by {change:g5}, the gradient says {norm:g5}");
        }
    }

    [Fact]
    public void Loss_and_gradient_are_the_same_bit_for_bit_for_a_number_of_workers()
    {
        var layout = new DistanceWeightLayout(new DistanceNetSizes { Channels = 16, Layers = 2, RadialFunctions = 16, PlaceFunctions = 8 });
        var graphs = Graphs(5);
        var weights = layout.Initial(1);

        var (first, second) = (Evaluated(), Evaluated());

        Assert.Equal(first.Loss, second.Loss);
        Assert.True(first.Gradient.AsSpan().SequenceEqual(second.Gradient));

        (double Loss, float[] Gradient) Evaluated()
        {
            using var gradients = new ManagedDistanceGradients(layout, 3);
            var gradient = new float[layout.Count];
            gradients.Evaluate(weights, graphs, new float[layout.Count]); // what earlier batches leave behind does not matter
            return (gradients.Evaluate(weights, graphs, gradient), gradient);
        }
    }

    [Fact]
    public void Distances_and_positions_are_those_that_the_net_gives_when_it_relaxes()
    {
        var checkpoint = Checkpoint.Load(SharedData.Path("fixtures", "deeprelax", "small.pt"));
        var net = DistanceNet.Load(checkpoint);
        var layout = new DistanceWeightLayout(new DistanceNetSizes
        {
            Channels = net.Channels,
            Layers = net.Layers,
            RadialFunctions = net.RadialFunctions,
            PlaceFunctions = net.PlaceFunctions,
            Elements = net.HighestElement,
        });
        using var gradients = new ManagedDistanceGradients(layout, 2);
        var (weights, graphs) = (layout.From(checkpoint), Graphs(2));

        var predicted = gradients.Predict(weights, graphs, PositionSearch.Descent);

        for (var index = 0; index < graphs.Length; index++)
        {
            var (ours, expected) = (gradients.PredictPairs(weights, graphs[index]), net.PredictPairs(graphs[index].Structure, graphs[index].Edges, 1));
            Assert.InRange(ours.Relaxed.Zip(expected.Relaxed, (one, other) => Math.Abs(one - other)).Max(), 0, 1e-4);
            Assert.InRange(ours.Displacement.Zip(expected.Displacement, (one, other) => Math.Abs(one - other)).Max(), 0, 1e-4);
            Assert.InRange(ours.Cell.Zip(expected.Cell, (one, other) => Math.Abs(one - other)).Max(), 0, 1e-4);
            var positions = net.Predict(graphs[index].Structure).Positions;
            Assert.InRange(Enumerable.Range(0, positions.Length).Max(atom => Math.Abs(positions[atom].X - predicted[index][atom].X)), 0, 1e-3);
        }
    }

    [Fact]
    public void A_new_net_says_that_distances_and_cell_stay_nearly_what_they_are()
    {
        var layout = new DistanceWeightLayout(new DistanceNetSizes { Channels = 32, Layers = 2 });
        using var gradients = new ManagedDistanceGradients(layout, 1);
        var graph = Graphs(1)[0];

        var predicted = gradients.PredictPairs(layout.Initial(3), graph);

        Assert.InRange(Enumerable.Range(0, graph.PairCount).Max(pair => Math.Abs(predicted.Relaxed[pair] - graph.Edges.Distance[pair])), 0, 0.2);
        Assert.InRange(Enumerable.Range(0, graph.Edges.HomeCount).Average(pair => Math.Abs(predicted.Displacement[pair] - graph.Edges.Distance[pair])), 0, 0.1);
        Assert.InRange(predicted.Cell.Zip(graph.Cell, (one, other) => Math.Abs(one - other)).Max(), 0, 0.02);
    }

    [Fact]
    public void Widths_that_are_not_to_be_learned_have_no_gradient()
    {
        var layout = new DistanceWeightLayout(new DistanceNetSizes { Channels = 16, Layers = 1, LearnsUncertainty = false });
        using var gradients = new ManagedDistanceGradients(layout, 1);
        var gradient = new float[layout.Count];

        gradients.Evaluate(layout.Initial(3), Graphs(1), gradient);

        var bias = layout.Weights.Single(weight => weight.Name == "out_distance_relaxed.4.bias").Offset;
        Assert.NotEqual(0, gradient[bias]);
        Assert.Equal(0, gradient[bias + 1]);
    }

    [Fact]
    public void A_structure_whose_relaxed_one_is_not_known_is_refused()
    {
        var layout = new DistanceWeightLayout(new DistanceNetSizes { Channels = 8, Layers = 1, RadialFunctions = 8, PlaceFunctions = 4 });
        using var gradients = new ManagedDistanceGradients(layout, 1);
        var graph = DistanceGraph.Of(Graphs(1)[0].Structure);

        var refusal = Assert.Throws<LearningException>(() => gradients.Evaluate(layout.Initial(1), [graph], new float[layout.Count]));

        Assert.Contains("relaxed structure", refusal.Message, StringComparison.Ordinal);
    }

    // Weights after a while: the uncertainty is within its borders, distances are off by something.
    private static float[] Unsettled(DistanceWeightLayout layout)
    {
        var weights = layout.Initial(7);
        var random = new Random(5);
        foreach (ref var weight in weights.AsSpan())
            weight += (float)(0.05 * (random.NextDouble() - 0.5));
        return weights;
    }

    private static DistanceGraph[] Graphs(int count) => [.. ReferencePairs.Read().Take(count).Select(one => one.Graph)];
}
