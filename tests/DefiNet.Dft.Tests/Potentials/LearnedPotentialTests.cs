using DefiNet.Crystals;
using DefiNet.Dft.Potentials;
using DefiNet.Dft.Surrogate;
using DefiNet.Inference.Tests.Potentials;

namespace DefiNet.Dft.Tests.Potentials;

public sealed class LearnedPotentialTests
{
    [Fact]
    public void Tilted_it_feels_no_force_at_the_known_minimum_and_has_its_own_energy_there()
    {
        var minimum = SmallCrystals.Random(4, 10);
        var start = Shaken(minimum);
        var potential = new LearnedPotential("replay", SeededPotential.Chgnet(), start, minimum);
        var forces = new Vector3[10];

        var energy = potential.Evaluate(potential.Unwrap(minimum), forces, out _);

        Assert.All(forces, force => Assert.InRange(force.Length, 0, 1e-5));
        Assert.Equal(new LearnedPotential("chgnet", SeededPotential.Chgnet(), minimum, null).Evaluate(minimum.Cartesian.AsSpan(), forces, out _), energy, 1e-5);
        Assert.Contains(forces, force => force.Length > 0.1);
    }

    [Fact]
    public void Its_forces_are_the_falling_slope_of_its_energy()
    {
        var minimum = SmallCrystals.Random(5, 8);
        var start = Shaken(minimum);
        var potential = new LearnedPotential("replay", SeededPotential.M3GNet(), start, minimum);
        var (at, forces, unused) = (potential.Unwrap(start), new Vector3[8], new Vector3[8]);
        potential.Evaluate(at, forces, out _);

        const double step = 5e-3; // single precision
        for (var atom = 0; atom < 8; atom += 3)
        {
            var moved = at.ToArray();
            moved[atom] += new Vector3(step, 0, 0);
            var slope = potential.Evaluate(moved, unused, out _);
            moved[atom] -= new Vector3(2 * step, 0, 0);
            slope = (slope - potential.Evaluate(moved, unused, out _)) / (2 * step);
            Assert.Equal(-slope, forces[atom].X, 0.01 * Math.Max(1, Math.Abs(slope)));
        }
    }

    [Fact]
    public void A_minimum_in_another_periodic_image_is_the_same_minimum()
    {
        var minimum = SmallCrystals.Random(4, 10);
        var shifted = minimum.WithFractional([.. minimum.Fractional.Select((f, atom) => f + new Vector3(atom % 3 - 1, 0, atom % 2))]);
        var start = Shaken(minimum);
        var (one, other) = (new LearnedPotential("replay", SeededPotential.Chgnet(), start, minimum), new LearnedPotential("replay", SeededPotential.Chgnet(), start, shifted));
        var (forces, others) = (new Vector3[10], new Vector3[10]);

        var energy = one.Evaluate(one.Unwrap(start), forces, out _);

        Assert.Equal(energy, other.Evaluate(other.Unwrap(start), others, out _), 1e-4);
        for (var atom = 0; atom < 10; atom++)
            Assert.Equal(0, (forces[atom] - others[atom]).Length, 1e-3);
    }

    [Fact]
    public void Springs_take_no_model()
    {
        Assert.Contains("takes no model", Assert.Throws<DftException>(() => SurrogatePotential.ModelOf("bonded", "any")).Message, StringComparison.Ordinal);
        Assert.Null(SurrogatePotential.ModelOf("replay", null));
    }

    private static Structure Shaken(Structure structure)
    {
        var random = new Random(9);
        return structure.WithCartesian([.. structure.Cartesian.Select(position => position + 0.04 * new Vector3(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5))]);
    }
}
