using TorchSharp;
using static TorchSharp.torch;

namespace DefiNet.Torch.Tests.Tensors;

[Collection(nameof(AloneInTheProcess))]
public sealed class TensorTests : IDisposable
{
    private readonly DisposeScope _scope;

    public TensorTests()
    {
        LibTorchHere.Need();
        _scope = NewDisposeScope();
    }

    public void Dispose() => _scope?.Dispose();

    [Fact]
    public void Numbers_come_back_as_they_were_given()
    {
        var given = from_array(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });

        Assert.Equal([2L, 3L], given.shape);
        Assert.Equal(ScalarType.Float32, given.dtype);
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], given.transpose(0, 1).data<float>().ToArray());
    }

    [Fact]
    public void Operators_work_number_by_number_and_with_single_numbers()
    {
        var x = tensor(new[] { 1.0, 2.0, 4.0 });

        Assert.Equal([3.0, 2.0, 0.0], (4 - x).data<double>().ToArray());
        Assert.Equal([4.0, 2.0, 1.0], (4 / x).data<double>().ToArray());
        Assert.Equal([2.0, 8.0, 32.0], (x * x * 2).data<double>().ToArray());
        Assert.Equal([0.5, 1.0, 2.0], (x / 2.0 + 1 - 1).data<double>().ToArray());
        Assert.Equal([false, false, true], (x > 2).data<bool>().ToArray());
        Assert.Equal([1.0, 4.0, 16.0], x.square().data<double>().ToArray());
        Assert.Equal([-1.0, 0.0, 0.0], where(x > 1, zeros_like(x), -x).data<double>().ToArray());
    }

    [Fact]
    public void Elementary_functions_are_those_of_the_processor()
    {
        double[] numbers = [-1.5, -0.25, 0.5, 3];
        var x = tensor(numbers);

        Check(x.exp(), Math.Exp);
        Check(x.sin(), Math.Sin);
        Check(x.cos(), Math.Cos);
        Check(x.tanh(), Math.Tanh);
        Check(x.abs().sqrt(), number => Math.Sqrt(Math.Abs(number)));
        Check(x.sigmoid(), number => 1 / (1 + Math.Exp(-number)));
        Check(nn.functional.silu(x), number => number / (1 + Math.Exp(-number)));
        Check(x.softplus(), number => Math.Log(1 + Math.Exp(number)));
        Check(x.clamp(-1, 1), number => Math.Clamp(number, -1, 1));
        Check(x.clamp_min(0), number => Math.Max(number, 0));
        Check(x.pow(3), number => Math.Pow(number, 3));

        void Check(Tensor found, Func<double, double> expected) =>
            Assert.All(found.data<double>().ToArray().Zip(numbers), pair => Assert.Equal(expected(pair.Second), pair.First, 1e-12));
    }

    [Fact]
    public void Sums_means_and_norms_go_along_axes()
    {
        var x = arange(6, dtype: ScalarType.Float64).reshape(2, 3);

        Assert.Equal(15, x.sum().item<double>());
        Assert.Equal([3.0, 12.0], x.sum(1).data<double>().ToArray());
        Assert.Equal([1.0, 4.0], x.mean([1]).data<double>().ToArray());
        Assert.Equal([2L, 1L], x.sum(-1, keepdim: true).shape);
        Assert.Equal(Math.Sqrt(55), x.norm().item<double>(), 1e-12);
        Assert.Equal(Math.Sqrt(50), x.norm(1)[1].item<double>(), 1e-12);
    }

    [Fact]
    public void Rows_are_gathered_and_scattered()
    {
        var x = from_array(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 }, { 5.0, 6.0 } });
        var rows = tensor(new[] { 2L, 0L, 2L });

        Assert.Equal([5.0, 6.0, 1.0, 2.0, 5.0, 6.0], x.index_select(0, rows).data<double>().ToArray());
        Assert.Equal([3.0, 4.0, 0.0, 0.0, 6.0, 8.0], zeros([3, 2], ScalarType.Float64).index_add_(0, rows, x, 1).data<double>().ToArray());
        Assert.Equal([2.0, 3.0], x.gather(1, tensor(new[] { 1L, 0L, 0L }).unsqueeze(1)).narrow(0, 0, 2).reshape(-1).data<double>().ToArray());
        Assert.Equal([6.0, 9.0], zeros([1, 2], ScalarType.Float64).scatter_add(0, zeros([3, 2], ScalarType.Int64), x - 1).reshape(-1).data<double>().ToArray());
        Assert.Equal([3.0, 4.0, 5.0, 6.0], x[x.select(1, 0) > 1].reshape(-1).data<double>().ToArray());
    }

    [Fact]
    public void Indices_read_as_they_do_in_python()
    {
        var x = arange(24, dtype: ScalarType.Int64).reshape(2, 3, 4);

        Assert.Equal(23, x[1, 2][3].item<long>());
        Assert.Equal([0L, 12L], x[.., 0, 0].data<long>().ToArray());
        Assert.Equal([3L, 15L], x[TensorIndex.Ellipsis, TensorIndex.Slice(3), TensorIndex.None].select(1, 0).reshape(-1).data<long>().ToArray());
        Assert.Equal([2L, 2L, 4L], x[TensorIndex.Colon, 1..].shape);
    }

    [Fact]
    public void Tensors_are_joined_and_cut()
    {
        var x = arange(3, dtype: ScalarType.Int64);

        Assert.Equal([0L, 1, 2, 0, 1, 2], cat([x, x]).data<long>().ToArray());
        Assert.Equal([0L, 0, 1, 1, 2, 2], stack([x, x], 1).reshape(-1).data<long>().ToArray());
        Assert.Equal([1L, 2L], x.split([1, 2])[1].data<long>().ToArray());
        Assert.Equal(2, x.split(2).Length);
        Assert.Equal(3, x.chunk(3).Length);
        Assert.Equal([0L, 1, 2, 0, 1, 2], x.unsqueeze(0).expand(2, -1).contiguous().data<long>().ToArray());
    }

    [Fact]
    public void Products_of_matrices_are_also_sums_by_an_equation()
    {
        var a = rand([3, 4], ScalarType.Float64);
        var b = rand([4, 2], ScalarType.Float64);

        Assert.InRange((a.matmul(b) - einsum("ij,jk->ik", a, b)).abs().max().item<double>(), 0, 1e-14);
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_refused_with_the_reason()
    {
        var refusal = Assert.Throws<TorchException>(() => zeros(2, 3).matmul(zeros(2, 3)));

        Assert.StartsWith("libtorch refuses: mat1 and mat2 shapes cannot be multiplied", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void A_seed_gives_the_same_numbers_again()
    {
        manual_seed(7);
        var first = rand([5]).data<float>().ToArray();
        manual_seed(7);

        Assert.Equal(first, rand([5]).data<float>().ToArray());
    }
}
