using TorchSharp;
using static TorchSharp.torch;

namespace DefiNet.Torch.Tests.Scopes;

public sealed class DisposeScopeTests
{
    public DisposeScopeTests() => LibTorchHere.Need();

    [Fact]
    public void What_is_made_in_a_scope_is_freed_with_it_and_what_is_moved_out_is_not()
    {
        using var outer = NewDisposeScope();
        Tensor freed, kept;

        using (var inner = NewDisposeScope())
        {
            freed = zeros(3);
            kept = inner.MoveToOuter(freed + 1);
            Assert.Equal(1, inner.DisposablesCount);
        }

        Assert.True(freed.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => freed.sum());
        Assert.Equal(3, kept.sum().item<float>());
        outer.Dispose();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void A_detached_tensor_outlives_all_scopes()
    {
        Tensor kept;
        using (NewDisposeScope())
            kept = zeros(3).DetachFromDisposeScope();

        Assert.Equal(0, kept.sum().item<float>());
        kept.Dispose();
        Assert.True(kept.IsInvalid);
    }

    // 10,000 with DEFINET_LONG=1; a net of this size leaks visibly in far fewer when a step keeps anything.
    [Fact]
    public void Steps_of_training_take_no_more_memory_the_longer_they_last()
    {
        var steps = Environment.GetEnvironmentVariable("DEFINET_LONG") == "1" ? 10_000 : 1_000;
        using var net = nn.Sequential(nn.Linear(64, 128), nn.SiLU(), nn.Linear(128, 64));
        using var optimiser = optim.AdamW(net.parameters(), amsgrad: true);
        for (var step = 0; step < 200; step++)
            Step();
        var before = LibTorchHere.ResidentBytes();

        for (var step = 0; step < steps; step++)
            Step();

        var grown = LibTorchHere.ResidentBytes() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{steps} steps, {grown / 1024} KiB more");
        Assert.InRange(grown, long.MinValue, 24L << 20); // 1,000 steps that kept their tensors would keep 200 MiB

        void Step()
        {
            using var scope = NewDisposeScope();
            optimiser.zero_grad();
            net.call(ones([256, 64])).square().mean().backward();
            optimiser.step();
        }
    }
}
