using DefiNet.Crystals;

namespace DefiNet.Relaxation.Tests;

public sealed class GateTests
{
    private static readonly Structure Pair = Structure.Of(Lattice.Cubic(10), ("Mo", 0, 0, 0), ("S", 0.24, 0, 0));

    [Fact]
    public void An_honest_start_passes() => Assert.Equal(Gate.Passed, new Gate().Judge(Pair, At(0.23)));

    [Fact]
    public void Atoms_pressed_together_are_named_with_their_distance()
    {
        Assert.Equal("atoms 1 and 2 (Mo, S) are 1 Å apart, less than 1.68 Å", new Gate().Judge(Pair, At(0.1)));
    }

    [Fact]
    public void Atoms_pressed_together_through_the_cell_are_seen()
    {
        Assert.StartsWith("atoms 1 and 2", new Gate { LargestDisplacement = 9 }.Judge(Pair, At(0.9)), StringComparison.Ordinal);
    }

    [Fact]
    public void Atoms_that_were_nearer_before_may_stay_near()
    {
        Assert.Equal(Gate.Passed, new Gate().Judge(At(0.1), At(0.12)));
    }

    [Fact]
    public void An_atom_flung_away_is_named()
    {
        Assert.Equal("atom 2 (S) moved by 3.6 Å, more than 3 Å", new Gate().Judge(Pair, At(0.6)));
    }

    private static Structure At(double x) => Pair.WithFractional([default, new(x, 0, 0)]);
}
