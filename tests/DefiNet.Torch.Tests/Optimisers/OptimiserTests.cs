using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Torch.Tests.Optimisers;

public sealed class OptimiserTests : IDisposable
{
    private readonly DisposeScope _scope;

    public OptimiserTests()
    {
        LibTorchHere.Need();
        _scope = NewDisposeScope();
    }

    public void Dispose() => _scope?.Dispose();

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.1, false)]
    [InlineData(0.1, true)]
    public void AdamW_steps_as_its_paper_says(double decay, bool amsgrad)
    {
        var x = nn.Parameter(tensor(new[] { 1.0, -2.0 }));
        using var optimiser = optim.AdamW([x], 0.1, weight_decay: decay, amsgrad: amsgrad);
        double[] plain = [1.0, -2.0], mean = [0, 0], square = [0, 0], largest = [0, 0];

        for (var step = 1; step <= 20; step++)
        {
            optimiser.zero_grad();
            (x.pow(4) / step).sum().backward();
            optimiser.step();
            for (var i = 0; i < 2; i++)
            {
                var gradient = 4 * Math.Pow(plain[i], 3) / step;
                plain[i] *= 1 - 0.1 * decay;
                mean[i] = 0.9 * mean[i] + 0.1 * gradient;
                square[i] = 0.999 * square[i] + 0.001 * gradient * gradient;
                largest[i] = Math.Max(largest[i], square[i]);
                plain[i] -= 0.1 * mean[i] / (1 - Math.Pow(0.9, step)) / (Math.Sqrt((amsgrad ? largest[i] : square[i]) / (1 - Math.Pow(0.999, step))) + 1e-8);
            }
        }

        Assert.All(x.data<double>().ToArray().Zip(plain), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void An_optimiser_read_back_goes_on_as_if_nothing_had_happened()
    {
        using var memory = new MemoryStream();
        var x = nn.Parameter(tensor(new[] { 1f, -2f }));
        using var optimiser = optim.AdamW([x], 0.1, amsgrad: true);
        Steps(x, optimiser, 5);
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
            optimiser.save_state_dict(writer);
        var y = nn.Parameter(x.detach().clone());
        using var other = optim.AdamW([y], 0.5, amsgrad: true);
        memory.Position = 0;
        using (var reader = new BinaryReader(memory))
            other.load_state_dict(reader);

        Steps(x, optimiser, 5);
        Steps(y, other, 5);

        Assert.Equal(x.data<float>().ToArray(), y.data<float>().ToArray());
    }

    [Fact]
    public void Gradients_are_scaled_down_to_a_common_norm()
    {
        var x = nn.Parameter(zeros(2));
        (x * tensor(new[] { 3f, 4f })).sum().backward();

        Assert.Equal(5, nn.utils.clip_grad_norm_([x], 1), 1e-6);
        Assert.Equal([0.6f, 0.8f], x.grad!.data<float>().ToArray().Select(number => MathF.Round(number, 5)));
    }

    [Fact]
    public void A_plateau_lowers_the_rate_and_a_cosine_ends_at_its_lowest()
    {
        using var optimiser = optim.Adam([nn.Parameter(zeros(1))], 1.0);
        var group = optimiser.ParamGroups.Single();
        var plateau = optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor: 0.5, patience: 2);

        foreach (var error in (ReadOnlySpan<double>)[3, 2, 2, 2])
            plateau.step(error);
        Assert.Equal(1, group.LearningRate);
        plateau.step(2);
        Assert.Equal(0.5, group.LearningRate);

        var cosine = optim.lr_scheduler.CosineAnnealingLR(optimiser, 4, 0.2);
        Assert.Equal(1, group.LearningRate);
        for (var step = 0; step < 4; step++)
            cosine.step();
        Assert.Equal(0.2, group.LearningRate, 1e-12);
    }

    private static void Steps(Parameter x, OptimizerHelper optimiser, int count)
    {
        for (var step = 0; step < count; step++)
        {
            optimiser.zero_grad();
            x.pow(4).sum().backward();
            optimiser.step();
        }
    }
}
