using DefiNet.Relaxation.Minimisation;

namespace DefiNet.Relaxation.Tests.Minimisation;

public sealed class MinimiserTests
{
    public static TheoryData<string> Names => ["fire", "lbfgs", "cg"];

    [Theory, MemberData(nameof(Names))]
    public void The_bottom_of_a_narrow_valley_is_found(string name)
    {
        var minimiser = Of(name);
        double[] at = [1.5, -0.7, 0.4, 0.3, 0.2, -0.9];
        var evaluations = Descend(minimiser, at, static (x, f) =>
        {
            var energy = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                var stiffness = 1 + 7.0 * i;
                energy += stiffness / 2 * x[i] * x[i];
                f[i] = -stiffness * x[i];
            }

            return energy;
        });

        Assert.InRange(evaluations, 3, 400);
        Assert.All(at, x => Assert.Equal(0, x, 1e-3));
    }

    [Theory, MemberData(nameof(Names))]
    public void Two_atoms_come_to_rest_at_the_distance_of_lowest_energy(string name)
    {
        double[] at = [0, 0, 0, 1.16, 0.1, -0.1];

        Descend(Of(name), at, LennardJones);

        var distance = Math.Sqrt(Math.Pow(at[3] - at[0], 2) + Math.Pow(at[4] - at[1], 2) + Math.Pow(at[5] - at[2], 2));
        Assert.Equal(Math.Pow(2, 1 / 6.0), distance, 1e-4);
    }

    [Theory, MemberData(nameof(Names))]
    public void No_step_is_longer_than_a_fifth_of_an_Angstrom(string name)
    {
        var minimiser = Of(name);
        double[] at = [0, 0, 0, 0.8, 0, 0];
        var (forces, move) = (new double[6], new double[6]);
        minimiser.Begin(6);
        for (var step = 0; step < 20; step++)
        {
            var energy = LennardJones(at, forces);
            minimiser.Advance(energy, at, forces, move);
            Assert.InRange(Field.LongestRow(move), 0, 0.2 * 4 + 1e-12); // a line search may go on four times as far
            Field.Add(at, 1, move);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Begun_again_it_goes_the_same_way(string name)
    {
        var minimiser = Of(name);
        double[] first = [0, 0, 0, 1.16, 0.1, -0.1];
        var second = first.ToArray();

        var steps = Descend(minimiser, first, LennardJones);

        Assert.Equal(steps, Descend(minimiser, second, LennardJones));
        Assert.Equal(first, second);
    }

    private static IMinimiser Of(string name) => MinimisationSettings.MinimiserNamed(name) switch
    {
        MinimiserKind.Fire => new FireMinimiser(),
        MinimiserKind.Lbfgs => new LbfgsMinimiser(),
        _ => new CgMinimiser(),
    };

    private static int Descend(IMinimiser minimiser, double[] at, Func<double[], double[], double> evaluate)
    {
        var (forces, move) = (new double[at.Length], new double[at.Length]);
        minimiser.Begin(at.Length);
        for (var evaluations = 1; evaluations < 2000; evaluations++)
        {
            var energy = evaluate(at, forces);
            if (Field.LongestRow(forces) < 1e-4)
                return evaluations;
            minimiser.Advance(energy, at, forces, move);
            Field.Add(at, 1, move);
        }

        throw new InvalidOperationException("It found no minimum.");
    }

    private static double LennardJones(double[] x, double[] f)
    {
        var (dx, dy, dz) = (x[3] - x[0], x[4] - x[1], x[5] - x[2]);
        var square = dx * dx + dy * dy + dz * dz;
        var sixth = Math.Pow(square, -3);
        var slope = 24 * (2 * sixth * sixth - sixth) / square;
        (f[3], f[4], f[5]) = (slope * dx, slope * dy, slope * dz);
        (f[0], f[1], f[2]) = (-f[3], -f[4], -f[5]);
        return 4 * (sixth * sixth - sixth);
    }
}
