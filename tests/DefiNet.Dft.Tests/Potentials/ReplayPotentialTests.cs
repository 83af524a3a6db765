using DefiNet.Crystals;
using DefiNet.Dft.Potentials;

namespace DefiNet.Dft.Tests.Potentials;

public sealed class ReplayPotentialTests
{
    public static TheoryData<string> AllHosts() => [.. Sheets.Hosts];

    [Theory, MemberData(nameof(AllHosts))]
    public void The_known_minimum_is_stationary_and_the_lowest(string host)
    {
        var sites = Sheets.WithRandomDefects(host, seed: 21);
        var minimum = Sheets.Shaken(Sheets.Atoms(sites), seed: 22, amount: 0.3);
        var field = BondedPotential.Replay(sites, minimum);
        var forces = new Vector3[minimum.Count];

        var energy = field.Evaluate(field.Unwrap(minimum), forces, out _);

        Assert.Equal(0, energy, 1e-12);
        Assert.All(forces, force => Assert.True(force.Length < 1e-9));
        for (var seed = 0; seed < 20; seed++)
            Assert.True(field.Evaluate(field.Unwrap(Sheets.Shaken(minimum, seed, 0.1)), forces, out _) > 0);
    }

    [Theory, MemberData(nameof(AllHosts))]
    public void The_minimum_is_stable_but_for_translations(string host)
    {
        var pristine = Sheets.Pristine(host);
        var sites = Sheets.With(pristine, (0, null), (pristine.Count - 1, null));
        var minimum = Sheets.Shaken(Sheets.Atoms(sites), seed: 23, amount: 0.1);
        var field = BondedPotential.Replay(sites, minimum);

        var modes = Eigenvalues(Hessian(field, field.Unwrap(minimum))).Order().ToArray();

        Assert.All(modes[..3], mode => Assert.Equal(0, mode, 1e-4));
        Assert.True(modes[3] > 0.01, $"the softest mode has {modes[3]} eV/Å²");
        Assert.True(modes[^1] is > 20 and < 1000);
    }

    [Theory, MemberData(nameof(AllHosts))]
    public void A_start_on_the_ideal_sites_finds_the_minimum(string host)
    {
        var sites = Sheets.WithRandomDefects(host, seed: 24);
        var minimum = Sheets.Shaken(Sheets.Atoms(sites), seed: 25, amount: 0.15);
        var field = BondedPotential.Replay(sites, minimum);

        var (end, _, energy) = BondedPotentialTests.Relax(field, field.Unwrap(Sheets.Atoms(sites)), 0.001);

        Assert.True(energy < 1e-4, $"ended {energy} eV above the minimum");
        var wanted = field.Unwrap(minimum);
        var drift = Vector3.Zero;
        for (var atom = 0; atom < end.Length; atom++)
            drift += (end[atom] - wanted[atom]) / end.Length;
        for (var atom = 0; atom < end.Length; atom++)
            Assert.True((end[atom] - wanted[atom] - drift).Length < 0.05);
    }

    [Fact]
    public void A_minimum_of_other_atoms_is_refused()
    {
        var sites = Sheets.WithRandomDefects("MoS2", seed: 26);

        var complaint = Assert.Throws<DftException>(() => BondedPotential.Replay(sites, Sheets.Pristine("MoS2", 4, 4)));

        Assert.Contains("same atoms in the same order", complaint.Message, StringComparison.Ordinal);
    }

    private static double[,] Hessian(ForceField field, Vector3[] positions)
    {
        const double Step = 1e-4;
        var size = 3 * positions.Length;
        var hessian = new double[size, size];
        var (up, down) = (new Vector3[positions.Length], new Vector3[positions.Length]);
        for (var column = 0; column < size; column++)
        {
            var axis = column % 3;
            var step = new Vector3(axis == 0 ? Step : 0, axis == 1 ? Step : 0, axis == 2 ? Step : 0);
            var kept = positions[column / 3];
            positions[column / 3] = kept + step;
            field.Evaluate(positions, up, out _);
            positions[column / 3] = kept - step;
            field.Evaluate(positions, down, out _);
            positions[column / 3] = kept;
            for (var row = 0; row < size; row++)
                hessian[row, column] = (down[row / 3][row % 3] - up[row / 3][row % 3]) / (2 * Step);
        }

        return hessian;
    }

    // Jacobi rotations of the symmetric part.
    private static double[] Eigenvalues(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        for (var i = 0; i < size; i++)
            for (var j = 0; j < i; j++)
                matrix[i, j] = matrix[j, i] = (matrix[i, j] + matrix[j, i]) / 2;
        for (var sweep = 0; sweep < 30; sweep++)
        {
            var off = 0.0;
            for (var p = 0; p < size; p++)
                for (var q = p + 1; q < size; q++)
                {
                    off += matrix[p, q] * matrix[p, q];
                    if (Math.Abs(matrix[p, q]) < 1e-14)
                        continue;
                    var theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
                    var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
                    var c = 1 / Math.Sqrt(t * t + 1);
                    var s = t * c;
                    for (var k = 0; k < size; k++)
                        (matrix[k, p], matrix[k, q]) = (c * matrix[k, p] - s * matrix[k, q], s * matrix[k, p] + c * matrix[k, q]);
                    for (var k = 0; k < size; k++)
                        (matrix[p, k], matrix[q, k]) = (c * matrix[p, k] - s * matrix[q, k], s * matrix[p, k] + c * matrix[q, k]);
                }

            if (off < 1e-16)
                break;
        }

        return [.. Enumerable.Range(0, size).Select(i => matrix[i, i])];
    }
}
