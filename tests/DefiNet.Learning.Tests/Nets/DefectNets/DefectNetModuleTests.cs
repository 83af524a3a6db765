using System.Text.Json;
using DefiNet.Inference.DefectNets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets;
using DefiNet.Learning.Nets.DefectNets;
using DefiNet.Learning.Training;
using DefiNet.Tests;
using DefiNet.Torch.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DefiNet.Learning.Tests.Nets.DefectNets;

public sealed class DefectNetModuleTests : IDisposable
{
    private readonly DisposeScope _scope;
    private readonly TemporaryFolder _folder = new();

    public DefectNetModuleTests()
    {
        LibTorchHere.Need();
        _scope = NewDisposeScope();
    }

    public void Dispose()
    {
        _scope?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    public void Every_atom_is_where_the_reference_implementation_puts_it(string name)
    {
        using var net = DefectNetWeightFile.Load(SharedData.Path("fixtures", "definet", $"{name}.pt"));
        using var answers = ReferenceGraphs.Answers(name);
        var structures = ReferenceGraphs.Read();
        using var batch = new DefectBatch([.. structures.Select(one => one.Graph)]);
        using var quiet = no_grad();

        var predicted = net.call(batch).data<float>().ToArray();

        var (at, furthest) = (0, 0d);
        foreach (var (title, structure, _, _) in structures)
        {
            furthest = Math.Max(furthest, ReferenceGraphs.Furthest(predicted, ReferenceGraphs.Vectors(answers.RootElement.GetProperty("predicted_positions").GetProperty(title)), at));
            at += structure.Count;
        }

        Assert.Equal(answers.RootElement.GetProperty("parameters").GetInt64(), net.parameters().Sum(parameter => parameter.numel()));
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {furthest:g3} Å");
        Assert.InRange(furthest, 0, 1e-4);
    }

    [Theory]
    [InlineData("small")]
    public void Five_steps_of_training_have_the_losses_and_gradients_of_the_reference_implementation(string name)
    {
        using var net = DefectNetWeightFile.Load(SharedData.Path("fixtures", "definet", $"{name}.pt"));
        using var answers = ReferenceGraphs.Answers(name);
        var training = answers.RootElement.GetProperty("training");
        using var batch = new DefectBatch([.. ReferenceGraphs.Read().Select(one => one.Graph)]);
        using var optimiser = optim.AdamW(net.parameters(), 1e-4, amsgrad: true);
        using var average = new WeightAverage(net, 0.999);

        for (var step = 0; step < 5; step++)
        {
            using var scope = NewDisposeScope();
            optimiser.zero_grad();
            var loss = RelaxationLoss.MeanDistance(net.call(batch), batch);
            loss.backward();
            if (step == 0)
                foreach (var expected in training.GetProperty("first_step_parameter_grad_norms").EnumerateObject())
                    Near(expected.Value, net.named_parameters().Single(one => one.name == expected.Name).parameter.grad?.norm().item<float>() ?? 0, expected.Name);
            Near(training.GetProperty("losses")[step], loss.item<float>(), "loss");
            Near(training.GetProperty("grad_norms")[step], nn.utils.clip_grad_norm_(net.parameters(), 150), "gradient norm");
            optimiser.step();
            average.Update(net);
        }

        average.CopyTo(net);
        using (no_grad())
            Near(training.GetProperty("ema_loss_after_5_steps"), RelaxationLoss.MeanDistance(net.call(batch), batch).item<float>(), "loss of the averaged weights");

        void Near(JsonElement expected, double found, string what) =>
            Assert.True(Math.Abs(found - expected.GetDouble()) <= 1e-4 * Math.Abs(expected.GetDouble()) + 1e-7, $"{what} is {found:g8}; the reference has {expected.GetDouble():g8}");
    }

    [Fact]
    public void The_shipped_net_answers_as_it_does_without_libtorch()
    {
        var path = SharedData.Path("fixtures", "definet", "trained-64x4.pt");
        using var net = DefectNetWeightFile.Load(path);
        var plain = DefectNet.Load(path);
        using var quiet = no_grad();

        foreach (var (_, structure, markers, graph) in ReferenceGraphs.Read())
        {
            using var batch = new DefectBatch([graph]);

            Assert.InRange(ReferenceGraphs.Furthest(net.call(batch).data<float>().ToArray(), plain.Predict(structure, markers)), 0, 1e-4);
        }
    }

    [Fact]
    public void A_net_without_knowledge_of_defects_has_fewer_weights_and_still_moves_atoms()
    {
        var sizes = new DefectNetSizes { Channels = 8, Layers = 2, RadialFunctions = 8 };
        using var whole = new DefectNetModule(sizes);
        using var blind = new DefectNetModule(sizes with { DefectAwareMessages = false, DefectAwareMoves = false });
        using var batch = new DefectBatch([ReferenceGraphs.Read()[0].Graph]);

        Assert.Equal(whole.named_parameters().Select(one => one.name).Where(name => !name.Contains("defect_proj", StringComparison.Ordinal)), blind.named_parameters().Select(one => one.name));
        Assert.Equal(batch.Positions.shape, blind.call(batch).shape);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_net_without_knowledge_of_defects_answers_as_it_does_without_libtorch(bool messages, bool moves)
    {
        manual_seed(5);
        var file = Path.Combine(_folder.Path, "net.safetensors");
        using var net = new DefectNetModule(new DefectNetSizes { Channels = 24, Layers = 3, RadialFunctions = 32, DefectAwareMessages = messages, DefectAwareMoves = moves });
        WeightFile.Save(net, file);
        var plain = DefectNet.Load(file);
        using var quiet = no_grad();

        foreach (var (_, structure, markers, graph) in ReferenceGraphs.Read())
        {
            using var batch = new DefectBatch([graph]);

            Assert.InRange(ReferenceGraphs.Furthest(net.call(batch).data<float>().ToArray(), plain.Predict(structure, markers)), 0, 1e-5);
        }

        Assert.Equal((!messages, !moves), (plain.LeftOut.HasFlag(DefectNetParts.MarkersInMessages), plain.LeftOut.HasFlag(DefectNetParts.MarkersInMoves)));
    }

    [Fact]
    public void Weights_of_another_net_are_refused_in_one_sentence()
    {
        var refusal = Assert.Throws<LearningException>(() => DefectNetWeightFile.Load(SharedData.Path("fixtures", "deeprelax", "small.pt")));

        Assert.Contains("DefiNet", refusal.Message, StringComparison.Ordinal);
    }
}
