using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Inference.Potentials;
using DefiNet.Relaxation.Minimisation;
using DefiNet.Tests;

namespace DefiNet.Relaxation.Tests.Minimisation;

public sealed class ReferenceRelaxationTests
{
    // All 24 of both potentials agree; one of each kind of lattice is enough for every day.
    [Theory]
    [InlineData("m3gnet", "WSe2_500")]
    [InlineData("m3gnet", "GaSe_spin_500")]
    [InlineData("chgnet", "WSe2_500")]
    public void A_relaxation_ends_at_the_energy_of_the_reference_after_as_many_steps(string potential, string set)
    {
        var folder = potential == "m3gnet" ? SharedData.Path("fixtures", "m3gnet", "mp-2021.2.8") : SharedData.Path("fixtures", "chgnet", "0.3.0");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "relaxation.json")));
        var expected = document.RootElement.GetProperty(set)[0];
        var structure = StructureFile.Read(TwoDimensionalSet.Path("high_density_defects", set, "CIF", expected.GetProperty("id").GetString() + "_unrelaxed.cif"));
        var model = PotentialLoader.Load(potential == "m3gnet" ? folder : Path.Combine(folder, "chgnet_0.3.0_e29f68s314m37.pth.tar"));
        var run = new MinimisationRun(model, new() { MostSteps = 301 }, threads: 0);

        run.Run(structure, null, TestContext.Current.CancellationToken);

        Assert.Equal(expected.GetProperty("converged").GetBoolean(), run.Converged);
        Assert.Equal(expected.GetProperty("energy_start_eV").GetDouble(), run.Energies.First, 2e-5 * structure.Count);
        Assert.Equal(expected.GetProperty("energy_end_eV").GetDouble(), run.Energies.Last, 1e-3 * structure.Count);
        Assert.InRange(run.Steps - 1, expected.GetProperty("fire_steps").GetInt32() - 10, expected.GetProperty("fire_steps").GetInt32() + 10);
    }

    [Fact]
    public void Every_minimiser_finds_rock_salt_from_rattled_atoms()
    {
        var model = PotentialLoader.Load(SharedData.Path("fixtures", "m3gnet", "mp-2021.2.8"));
        var edge = 5.6;
        var random = new Random(5);
        double Rattled(double x) => x + 0.04 * (random.NextDouble() - 0.5);
        var salt = new Structure(
            Lattice.Cubic(edge),
            [.. Enumerable.Range(0, 8).Select(atom => Element.Parse(atom < 4 ? "Na" : "Cl"))],
            [.. Enumerable.Range(0, 8).Select(atom => new Vector3(
                Rattled(atom % 4 is 1 or 2 ? 0.5 : 0), Rattled(atom % 4 is 1 or 3 ? 0.5 : 0), Rattled((atom % 4 is 2 or 3 ? 0.5 : 0) + (atom < 4 ? 0 : 0.5))))]);

        var energies = (ReadOnlySpan<MinimiserKind>)[MinimiserKind.Fire, MinimiserKind.Lbfgs, MinimiserKind.Cg];
        double? first = null;
        foreach (var kind in energies)
        {
            var run = new MinimisationRun(model, new() { Minimiser = kind, LargestForce = 0.005 }, threads: 1);
            run.Run(salt, null, TestContext.Current.CancellationToken);
            Assert.True(run.Converged);
            Assert.InRange(run.Steps, 2, 120);
            Assert.Equal(first ??= run.Energies.Last, run.Energies.Last, 1e-3);
        }
    }
}
