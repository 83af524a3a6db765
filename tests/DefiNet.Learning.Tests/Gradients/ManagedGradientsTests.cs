using System.Text.Json;
using DefiNet.Inference.Checkpoints;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Nets.DefectNets;
using DefiNet.Learning.Tests.Nets.DefectNets;
using DefiNet.Learning.Training;
using DefiNet.Tests;
using DefiNet.Torch.Tests;

namespace DefiNet.Learning.Tests.Gradients;

public sealed class ManagedGradientsTests
{
    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    public void Every_atom_is_where_the_reference_implementation_puts_it(string name)
    {
        var (layout, weights) = Net(name);
        using var gradients = new ManagedGradients(layout, 2);
        using var answers = ReferenceGraphs.Answers(name);
        var structures = ReferenceGraphs.Read();

        var predicted = gradients.Predict(weights, [.. structures.Select(one => one.Graph)]);

        Assert.Equal(answers.RootElement.GetProperty("parameters").GetInt64(), layout.Count);
        for (var index = 0; index < structures.Count; index++)
            Assert.InRange(
                ReferenceGraphs.Furthest(Array.ConvertAll(predicted[index], number => (float)number), ReferenceGraphs.Vectors(answers.RootElement.GetProperty("predicted_positions").GetProperty(structures[index].Name))),
                0, 1e-4);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    public void Five_steps_of_training_have_the_losses_and_gradients_of_the_reference_implementation(string name)
    {
        var (layout, weights) = Net(name);
        using var gradients = new ManagedGradients(layout, 2);
        using var answers = ReferenceGraphs.Answers(name);
        var training = answers.RootElement.GetProperty("training");
        DefectGraph[] batch = [.. ReferenceGraphs.Read().Select(one => one.Graph)];
        var state = new TrainingState(weights);
        var average = state.Weights.ToArray();
        var gradient = new float[layout.Count];

        for (var step = 0; step < 5; step++)
        {
            var loss = gradients.Evaluate(state.Weights, batch, gradient);

            if (step == 0)
                foreach (var expected in training.GetProperty("first_step_parameter_grad_norms").EnumerateObject())
                    if (layout.Weights.FirstOrDefault(weight => weight.Name == expected.Name) is { } weight)
                        Near(expected.Value, AdamW.Norm(gradient.AsSpan(weight.Offset, weight.Count)), expected.Name);
                    else
                        Assert.Equal(0, expected.Value.GetDouble());
            Near(training.GetProperty("losses")[step], loss, "loss");
            Near(training.GetProperty("grad_norms")[step], AdamW.Clip(gradient, 150), "gradient norm");
            AdamW.Step(state, gradient, 1e-4, 0.01);
            for (var index = 0; index < average.Length; index++)
                average[index] = average[index] * 0.999f + state.Weights[index] * 0.001f;
        }

        Near(training.GetProperty("ema_loss_after_5_steps"), gradients.Evaluate(average, batch, gradient), "loss of the averaged weights");

        static void Near(JsonElement expected, double found, string what) =>
            Assert.True(Math.Abs(found - expected.GetDouble()) <= 1e-4 * Math.Abs(expected.GetDouble()) + 1e-7, $"{what} is {found:g8}; the reference has {expected.GetDouble():g8}");
    }

    [Theory]
    [InlineData(10, 3, true, true)]
    [InlineData(6, 2, false, true)]
    [InlineData(34, 2, true, false)]
    public void The_gradient_is_that_of_the_torch_module_for_any_number_of_channels_and_every_ablation(int channels, int layers, bool messages, bool moves)
    {
        LibTorchHere.Need();
        var layout = new WeightLayout(new DefectNetSizes { Channels = channels, Layers = layers, RadialFunctions = 20, DefectAwareMessages = messages, DefectAwareMoves = moves });
        using var managed = new ManagedGradients(layout, 1);
        using var torch = new TorchGradients(layout, "cpu", 1);
        DefectGraph[] batch = [.. ReferenceGraphs.Read().Take(2).Select(one => one.Graph)];
        var weights = layout.Initial(7);
        var (own, theirs) = (new float[layout.Count], new float[layout.Count]);

        Assert.Equal(torch.Evaluate(weights, batch, theirs), managed.Evaluate(weights, batch, own), 1e-5);

        foreach (var weight in layout.Weights)
        {
            var (ours, reference) = (own.AsSpan(weight.Offset, weight.Count).ToArray(), theirs.AsSpan(weight.Offset, weight.Count).ToArray());
            var apart = AdamW.Norm([.. ours.Zip(reference, (one, other) => one - other)]);
            Assert.True(apart <= 1e-3 * AdamW.Norm(reference) + 1e-7, $"{weight.Name}: the gradients are {apart:g3} apart, their length is {AdamW.Norm(reference):g3}");
        }
    }

    [Fact]
    public void The_loss_changes_as_the_gradient_says_where_no_activation_can_jump()
    {
        var layout = new WeightLayout(new DefectNetSizes { Channels = 12, Layers = 1, RadialFunctions = 20 });
        using var gradients = new ManagedGradients(layout, 1);
        DefectGraph[] batch = [.. ReferenceGraphs.Read().Take(2).Select(one => one.Graph)];
        var weights = layout.Initial(7);
        var (gradient, unused) = (new float[layout.Count], new float[layout.Count]);
        gradients.Evaluate(weights, batch, gradient);

        foreach (var weight in layout.Weights.Where(weight => weight.Name.StartsWith("coord_update_layers", StringComparison.Ordinal)))
        {
            var norm = AdamW.Norm(gradient.AsSpan(weight.Offset, weight.Count));
            var size = 2e-3 / norm;
            var (up, down) = (weights.ToArray(), weights.ToArray());
            for (var index = weight.Offset; index < weight.Offset + weight.Count; index++)
            {
                up[index] += (float)(size * gradient[index]);
                down[index] -= (float)(size * gradient[index]);
            }

            var change = (gradients.Evaluate(up, batch, unused) - gradients.Evaluate(down, batch, unused)) / (2 * size * norm);

            Assert.True(Math.Abs(change - norm) <= 0.02 * norm + 1e-4, $"{weight.Name}: the loss changes by {change:g5}, the gradient says {norm:g5}");
        }
    }

    [Fact]
    public void The_gradient_is_the_same_bit_for_bit_for_a_number_of_workers()
    {
        var layout = new WeightLayout(new DefectNetSizes { Channels = 16, Layers = 2, RadialFunctions = 16 });
        DefectGraph[] batch = [.. ReferenceGraphs.Read().Select(one => one.Graph)];
        var weights = layout.Initial(1);

        var (first, second) = (Gradient(), Gradient());

        Assert.True(first.AsSpan().SequenceEqual(second));

        float[] Gradient()
        {
            using var gradients = new ManagedGradients(layout, 3);
            var gradient = new float[layout.Count];
            gradients.Evaluate(weights, batch, gradient);
            return gradient;
        }
    }

    [Fact]
    public void A_structure_whose_relaxed_positions_are_not_known_is_refused()
    {
        var layout = new WeightLayout(new DefectNetSizes { Channels = 8, Layers = 1, RadialFunctions = 8 });
        using var gradients = new ManagedGradients(layout, 1);
        var (_, structure, markers, _) = ReferenceGraphs.Read()[0];
        var graph = DefectGraph.Of(structure, markers, new());

        var refusal = Assert.Throws<LearningException>(() => gradients.Evaluate(layout.Initial(1), [graph], new float[layout.Count]));

        Assert.Contains("relaxed positions", refusal.Message, StringComparison.Ordinal);
    }

    private static (WeightLayout Layout, float[] Weights) Net(string name)
    {
        var checkpoint = Checkpoint.Load(SharedData.Path("fixtures", "definet", $"{name}.pt"));
        var layout = new WeightLayout(DefectNetSizes.Of(checkpoint, 30, out var weights));
        return (layout, layout.From(weights));
    }
}
