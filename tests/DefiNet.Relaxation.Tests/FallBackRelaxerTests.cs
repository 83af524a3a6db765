using DefiNet.Crystals;

namespace DefiNet.Relaxation.Tests;

public sealed class FallBackRelaxerTests
{
    [Fact]
    public void A_start_that_the_gate_speaks_against_is_replaced_and_the_verdict_says_so()
    {
        var relaxer = new FallBackRelaxer(new DefiNetRelaxer(new MovingModel(new Vector3(4, 0, 0))));

        var start = relaxer.Relax(Samples.Defective, TestContext.Current.CancellationToken);

        Assert.Same(Samples.Defective.Structure, start.Structure);
        Assert.Equal((0d, 1), (start.MaxDisplacement, start.Steps));
        Assert.StartsWith("raw taken instead: atom 1", start.Gate, StringComparison.Ordinal);
        Assert.Equal("definet", relaxer.Name);
    }

    [Fact]
    public void Any_other_start_stays()
    {
        var start = new FallBackRelaxer(new DefiNetRelaxer(new MovingModel(new Vector3(0.1, 0, 0)))).Relax(Samples.Defective, TestContext.Current.CancellationToken);

        Assert.Equal(Gate.Passed, start.Gate);
        Assert.Equal(0.1, start.MaxDisplacement, 1e-9);
    }
}
