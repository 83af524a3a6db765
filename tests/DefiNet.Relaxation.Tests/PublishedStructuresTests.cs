using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Matching;
using DefiNet.Tests;

namespace DefiNet.Relaxation.Tests;

public sealed class PublishedStructuresTests
{
    public static TheoryData<string, string> Materials() => new()
    {
        { "MoS2_500", "MoS2" }, { "WSe2_500", "WSe2" }, { "hBN_spin_500", "hBN" }, { "GaSe_spin_500", "GaSe" }, { "InSe_spin_500", "InSe" }, { "BP_spin_500", "BP" },
    };

    [Theory, MemberData(nameof(Materials))]
    public void The_net_of_the_reference_implementation_reproduces_its_error_on_the_validation_split(string set, string host)
    {
        using var reference = Reference();
        var expected = reference.RootElement.GetProperty("validation").GetProperty(set);
        var relaxer = RelaxerFactory.Create("definet", new RelaxerSettings { Model = "definet-64x4", Threads = 1 });
        var ids = File.ReadLines(TwoDimensionalSet.Path("high_density_defects", set, "val.csv")).Skip(1).Where(line => line.Length > 0).ToArray();

        var errors = ids.AsParallel().AsOrdered().Select(id =>
        {
            var raw = Read(set, id, "unrelaxed");
            var relaxed = Read(set, id, "relaxed");
            var start = relaxer.Relax(DefectFinder.Find(Host.TryBuiltIn(host), raw).Configuration, CancellationToken.None);
            return (Dummy: Error(raw, raw, relaxed), Ours: Error(raw, start.Structure, relaxed), start.Gate);
        }).ToArray();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{host}: MAE {errors.Average(error => error.Ours):0.00000} Å, unrelaxed {errors.Average(error => error.Dummy):0.00000} Å, {errors.Count(error => error.Gate == Gate.Passed)} pass the gate; others: {string.Join("; ", errors.Where(error => error.Gate != Gate.Passed).Select(error => error.Gate))}");
        Assert.Equal(50, errors.Length);
        Assert.Equal(1, errors.Average(error => error.Dummy) / expected.GetProperty("dummy_mae_A").GetDouble(), 0.01);
        Assert.Equal(expected.GetProperty("better").GetInt32(), errors.Count(error => error.Ours < error.Dummy));
        Assert.Equal(1, errors.Average(error => error.Ours) / expected.GetProperty("mae_A").GetDouble(), 0.01);

    }

    [Fact]
    public void Predictions_for_published_structures_are_those_of_the_reference_implementation()
    {
        using var reference = Reference();
        var relaxer = RelaxerFactory.Create("definet", new RelaxerSettings { Model = "definet-64x4" });
        foreach (var item in reference.RootElement.GetProperty("predictions").EnumerateObject())
        {
            var set = item.Value.GetProperty("material").GetString()!;
            var configuration = DefectFinder.Find(null, Read(set, item.Name, "unrelaxed")).Configuration;

            var start = relaxer.Relax(configuration, TestContext.Current.CancellationToken);

            var expected = item.Value.GetProperty("positions_A").EnumerateArray().Select(row => new Vector3(row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()));
            var misses = start.Structure.Cartesian.Zip(expected, (ours, theirs) => (ours - theirs).Length).ToArray();
            TestContext.Current.TestOutputHelper?.WriteLine($"{item.Name}: at most {misses.Max():g3} Å, {misses.Average():g3} Å on average");
            Assert.InRange(misses.Max(), 0, 1e-4);
        }
    }

    private static JsonDocument Reference() => JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", "definet", "trained-64x4.json")));

    private static Structure Read(string set, string id, string kind) => StructureFile.Read(TwoDimensionalSet.Path("high_density_defects", set, "CIF", $"{id}_{kind}.cif"));

    // The relaxed atoms are taken at the image nearest to the unrelaxed ones.
    private static double Error(Structure raw, Structure start, Structure relaxed)
    {
        var ways = Displacements.Between(raw, relaxed).Vectors;
        return Enumerable.Range(0, raw.Count).Average(atom =>
        {
            var miss = raw.Cartesian[atom] + ways[atom] - start.Cartesian[atom];
            return (Math.Abs(miss.X) + Math.Abs(miss.Y) + Math.Abs(miss.Z)) / 3;
        });
    }
}
