using DefiNet.Crystals;
using DefiNet.Dft.Potentials;
using DefiNet.Dft.Surrogate;

namespace DefiNet.Dft.Tests.Potentials;

public sealed class BondedPotentialTests
{
    public static TheoryData<string> AllHosts() => [.. Sheets.Hosts];

    [Theory, MemberData(nameof(AllHosts))]
    public void A_pristine_host_feels_no_force(string host)
    {
        var sheet = Sheets.Pristine(host);
        var field = BondedPotential.Bonded(HostSites.Pristine(sheet));
        var forces = new Vector3[sheet.Count];

        var energy = field.Evaluate(field.Unwrap(sheet), forces, out _);

        Assert.Equal(0, energy, 1e-12);
        Assert.All(forces, force => Assert.True(force.Length < 1e-6));
    }

    // Published constants and the limits of the model: see BondedHost.
    [Theory]
    [InlineData("MoS2", 130, 22)]
    [InlineData("WSe2", 119, 22)]
    [InlineData("hBN", 291, 62)]
    [InlineData("GaSe", 84, 26)]
    [InlineData("InSe", 61, 22)]
    [InlineData("BP", 103, 2)]
    public void A_pristine_host_is_as_stiff_as_published(string host, double along, double coupling)
    {
        var sheet = Sheets.Pristine(host);

        var (c11, c12) = ElasticConstants(sheet);

        Assert.Equal(along, c11, 0.02 * along);
        Assert.Equal(coupling, c12, 1.0);
    }

    [Theory]
    [InlineData("MoS2", 20)]
    [InlineData("MoS2", 5)]
    [InlineData("WSe2", 20)]
    [InlineData("hBN", 5)]
    [InlineData("hBN", 20)]
    [InlineData("GaSe", 5)]
    [InlineData("InSe", 40)]
    [InlineData("BP", 20)]
    public void A_vacancy_relaxes(string host, int site)
    {
        var pristine = Sheets.Pristine(host, 4, 4);
        var sites = Sheets.With(pristine, (site, null));
        var field = BondedPotential.Bonded(sites);
        var start = field.Unwrap(Sheets.Atoms(sites));

        var (end, energyStart, energyEnd) = Relax(field, start, 0.002);

        Assert.True(energyEnd < energyStart - 0.001, $"{energyStart} to {energyEnd}");
        var neighbours = sites.Neighbours().Pairs
            .Where(pair => pair.First == site || pair.Second == site)
            .Select(pair => sites.AtomAt[pair.First == site ? pair.Second : pair.First]);
        Assert.All(neighbours, atom => Assert.InRange((end[atom] - start[atom]).Length, 0.01, 0.3));
    }

    [Fact]
    public void A_larger_dopant_pushes_its_neighbours_away()
    {
        var sites = Sheets.With(Sheets.Pristine("GaSe", 4, 4), (5, "In"));
        var field = BondedPotential.Bonded(sites);
        var start = field.Unwrap(Sheets.Atoms(sites));

        var (end, _, _) = Relax(field, start, 0.002);

        var (first, second, image, length) = sites.Neighbours().Pairs.First(pair => pair.First == 5 && sites.Species[pair.Second].Symbol == "Se");
        var relaxed = (end[second] + sites.Sites.Lattice.ToCartesian(image) - end[first]).Length;
        Assert.InRange(relaxed, length + 0.05, length + 0.2);
    }

    [Fact]
    public void An_unknown_element_is_refused()
    {
        var complaint = Assert.Throws<DftException>(() => BondedPotential.Bonded(Sheets.With(Sheets.Pristine("MoS2"), (12, "O"))));

        Assert.Contains("no O in MoS2", complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_host_is_refused()
    {
        var salt = Structure.Of(Lattice.Cubic(11.2), ("Na", 0, 0, 0), ("Cl", 0.25, 0, 0));

        var complaint = Assert.Throws<DftException>(() => BondedPotential.Bonded(HostSites.Pristine(salt)));

        Assert.Contains("no host of Cl and Na", complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_too_small_is_refused()
    {
        var complaint = Assert.Throws<DftException>(() => BondedPotential.Bonded(HostSites.Pristine(Sheets.Pristine("MoS2", 2, 2))));

        Assert.Contains("larger supercell", complaint.Message, StringComparison.Ordinal);
    }

    internal static (Vector3[] End, double EnergyStart, double EnergyEnd) Relax(ForceField field, Vector3[] start, double force, double strainlessSteps = 2000)
    {
        var optimiser = new ConjugateGradient(start.Length, 0.5);
        var (positions, forces, next) = ((Vector3[])start.Clone(), new Vector3[start.Length], new Vector3[start.Length]);
        var first = field.Evaluate(positions, forces, out _);
        for (var step = 0; ; step++)
        {
            var energy = field.Evaluate(positions, forces, out _);
            if (forces.Max(one => one.Length) < force)
                return (positions, first, energy);
            Assert.True(step < strainlessSteps, "the relaxation does not end");
            optimiser.Advance(energy, positions, forces, next);
            next.CopyTo(positions, 0);
        }
    }

    // In N/m: second derivatives by strain along x, and along x and y at once, with the inner coordinates relaxed.
    private static (double C11, double C12) ElasticConstants(Structure sheet)
    {
        const double Strain = 2e-3;
        const double NewtonPerMetre = 16.02176634;
        var pristine = BondedPotential.Bonded(HostSites.Pristine(sheet));
        var scale = NewtonPerMetre / (Vector3.Cross(sheet.Lattice.A, sheet.Lattice.B).Length * Strain * Strain);
        var c11 = scale * (Energy(Strain, 0) + Energy(-Strain, 0));
        var c22 = scale * (Energy(0, Strain) + Energy(0, -Strain));
        var both = scale * (Energy(Strain, Strain) + Energy(-Strain, -Strain));
        return (c11, (both - c11 - c22) / 2);

        double Energy(double x, double y)
        {
            Vector3 Stretch(Vector3 vector) => new(vector.X * (1 + x), vector.Y * (1 + y), vector.Z);
            var lattice = new Lattice(Stretch(sheet.Lattice.A), Stretch(sheet.Lattice.B), sheet.Lattice.C);
            var (_, _, energy) = Relax(pristine.On(lattice), [.. pristine.Unwrap(sheet).Select(Stretch)], 1e-5);
            return energy;
        }
    }
}
