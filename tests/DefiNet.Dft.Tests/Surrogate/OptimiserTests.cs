using DefiNet.Crystals;
using DefiNet.Dft.Potentials;
using DefiNet.Dft.Surrogate;
using DefiNet.Dft.Tests.Potentials;

namespace DefiNet.Dft.Tests.Surrogate;

public sealed class OptimiserTests
{
    public static TheoryData<string> Kinds() => ["conjugate gradient", "quasi-Newton", "damped dynamics", "quench"];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_optimiser_reaches_the_same_minimum(string kind)
    {
        var sites = Sheets.WithRandomDefects("WSe2", seed: 31);
        var field = BondedPotential.Bonded(sites);
        var start = field.Unwrap(Sheets.Shaken(Sheets.Atoms(sites), seed: 32, amount: 0.05));
        var (_, _, expected) = BondedPotentialTests.Relax(field, start, 1e-4);

        var (energy, steps) = Relax(Make(kind, start.Length), field, start, 0.005);

        Assert.Equal(expected, energy, 1e-3);
        Assert.InRange(steps, 5, 300);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_bad_start_still_converges(string kind)
    {
        var sites = Sheets.WithRandomDefects("MoS2", seed: 33);
        var field = BondedPotential.Bonded(sites);
        var start = field.Unwrap(Sheets.Shaken(Sheets.Atoms(sites), seed: 34, amount: 0.5));

        var (_, steps) = Relax(Make(kind, start.Length), field, start, 0.02);

        Assert.InRange(steps, 10, 400);
    }

    [Fact]
    public void Conjugate_gradient_ends_on_a_parabola_in_one_trial_and_one_corrector()
    {
        var optimiser = new ConjugateGradient(1, 0.5);
        var next = new Vector3[1];
        var position = new Vector3[] { new(0.2, 0, 0) };
        for (var step = 0; step < 2; step++)
        {
            optimiser.Advance(5 * position[0].LengthSquared, position, [-10 * position[0]], next);
            Assert.Equal(step == 1, optimiser.MeantToBeLower);
            position[0] = next[0];
        }

        Assert.Equal(0, position[0].Length, 1e-9);
    }

    [Fact]
    public void The_trial_step_is_as_long_as_POTIM_says()
    {
        var next = new Vector3[1];

        new ConjugateGradient(1, 0.3).Advance(0, [default], [new(0.1, 0, 0)], next);

        Assert.Equal(0.0964853 * 0.3 * 0.1, next[0].X, 1e-12);
    }

    [Fact]
    public void No_ion_leaps()
    {
        foreach (var kind in Kinds())
        {
            var next = new Vector3[1];

            Make(kind, 1).Advance(0, [default], [new(1000, 0, 0)], next);

            Assert.Equal(StepScale.LongestMove, next[0].X, 1e-9);
        }
    }

    private static IIonicOptimiser Make(string kind, int atoms) => kind switch
    {
        "conjugate gradient" => new ConjugateGradient(atoms, 0.5),
        "quasi-Newton" => new ResidualMinimisation(0.5, 0),
        "damped dynamics" => new DampedDynamics(atoms, 0.5, 0.4),
        _ => new DampedDynamics(atoms, 0.15, null), // a quench is a descent: the stiffest modes allow no longer steps
    };

    private static (double Energy, int Steps) Relax(IIonicOptimiser optimiser, ForceField field, Vector3[] start, double force)
    {
        var (positions, forces, next) = ((Vector3[])start.Clone(), new Vector3[start.Length], new Vector3[start.Length]);
        for (var steps = 1; ; steps++)
        {
            var energy = field.Evaluate(positions, forces, out _);
            if (forces.Max(one => one.Length) < force || steps == 2000)
                return (energy, steps);
            optimiser.Advance(energy, positions, forces, next);
            next.CopyTo(positions, 0);
        }
    }
}
