using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Torch.Tests.Modules;

public sealed class ModuleTests : IDisposable
{
    private readonly DisposeScope _scope;

    public ModuleTests()
    {
        LibTorchHere.Need();
        _scope = NewDisposeScope();
    }

    public void Dispose() => _scope?.Dispose();

    [Fact]
    public void Fields_become_parts_by_their_names()
    {
        using var net = new Pair();

        Assert.Equal(["scale", "first.weight", "first.bias", "steps.0.weight", "steps.2.weight", "steps.2.bias", "list.0.weight", "norm.weight", "norm.bias"], net.named_parameters().Select(one => one.name));
        Assert.Equal([.. net.named_parameters().Select(one => one.name), "offset"], net.state_dict().Keys);
        Assert.Equal([3L, 2L], net.call(ones(3, 2), ones(3, 2)).shape);
    }

    [Fact]
    public void A_linear_layer_is_a_product_and_a_sum()
    {
        using var layer = nn.Linear(2, 1);
        layer.load_state_dict(new() { ["weight"] = from_array(new[,] { { 2f, 3f } }), ["bias"] = tensor(new[] { 1f }) });

        Assert.Equal(24, layer.call(from_array(new[,] { { 4f, 5f } })).item<float>());
    }

    [Fact]
    public void A_state_written_and_read_is_the_same()
    {
        using var net = new Pair();
        using var other = new Pair();
        var file = Path.GetTempFileName();
        try
        {
            net.save(file);
            other.load(file);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.All(net.state_dict(), entry => Assert.Equal(entry.Value.data<float>().ToArray(), other.state_dict()[entry.Key].data<float>().ToArray()));
    }

    [Fact]
    public void A_damaged_file_of_a_state_is_refused()
    {
        using var net = new Pair();
        var file = Path.GetTempFileName();
        try
        {
            net.save(file);
            var bytes = File.ReadAllBytes(file);
            for (var length = 0; length < bytes.Length; length += 7)
            {
                File.WriteAllBytes(file, bytes[..length]);
                Assert.StartsWith(file, Assert.Throws<InvalidDataException>(() => net.load(file)).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Weights_of_another_net_are_refused_by_name()
    {
        using var layer = nn.Linear(2, 1);

        var refusal = Assert.Throws<InvalidOperationException>(() => layer.load_state_dict(new() { ["weight"] = zeros(1, 2), ["depth"] = zeros(1) }));

        Assert.Equal("The weights do not fit the net: missing are [bias], unexpected are [depth].", refusal.Message);
    }

    [Fact]
    public void A_net_in_double_precision_still_trains()
    {
        using var net = new Pair().to(ScalarType.Float64);

        net.call(ones([3, 2], ScalarType.Float64), ones([3, 2], ScalarType.Float64)).sum().backward();

        Assert.All(net.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Float64, net.get_first_gradient().dtype);
    }

    private sealed class Pair : nn.Module<Tensor, Tensor, Tensor>
    {
#pragma warning disable IDE0044, IDE0052, IDE1006 // RegisterComponents reads the fields, whose names are the keys of the state.
        private readonly Parameter scale = nn.Parameter(ones([2]));
        private readonly Tensor offset = zeros(2);
        private readonly Linear first = nn.Linear(2, 2);
        private readonly Sequential steps = nn.Sequential(nn.Linear(2, 4, hasBias: false), nn.SiLU(), nn.Linear(4, 2));
        private readonly ModuleList<Linear> list = nn.ModuleList(nn.Linear(2, 2, hasBias: false));
        private readonly LayerNorm norm = nn.LayerNorm(2);
#pragma warning restore IDE0044, IDE0052, IDE1006

        public Pair() : base(nameof(Pair)) => RegisterComponents();

        public override Tensor forward(Tensor input1, Tensor input2) => norm.call(list[0].call(steps.call(first.call(input1) * scale + input2 + offset)));

        public Tensor get_first_gradient() => scale.grad!;
    }
}
