using TorchSharp;
using static TorchSharp.torch;

namespace DefiNet.Torch.Tests.Tensors;

public sealed class GradientTests : IDisposable
{
    private readonly DisposeScope _scope;

    public GradientTests()
    {
        LibTorchHere.Need();
        _scope = NewDisposeScope();
    }

    public void Dispose() => _scope?.Dispose();

    [Fact]
    public void Going_back_leaves_the_gradient_of_a_sum_of_squares()
    {
        var x = tensor(new[] { 1.0, -2.0, 3.0 }, requires_grad: true);

        (x * x).sum().backward();

        Assert.Equal([2.0, -4.0, 6.0], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void A_force_is_the_negative_gradient_and_has_a_gradient_itself()
    {
        var x = tensor(new[] { 2.0 }, requires_grad: true);

        var slope = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        var curvature = autograd.grad([slope.sum()], [x])[0];

        Assert.Equal(12, slope.item<double>());
        Assert.Equal(12, curvature.item<double>());
    }

    [Fact]
    public void Nothing_is_recorded_where_it_is_forbidden()
    {
        var x = ones([2], requires_grad: true);

        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
        }

        Assert.True(is_grad_enabled());
        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
    }

    [Fact]
    public void An_input_without_influence_has_no_gradient()
    {
        var (x, y) = (ones([1], requires_grad: true), ones([1], requires_grad: true));

        Assert.Null(autograd.grad([x.sum()], [y], allow_unused: true)[0]);
    }
}
