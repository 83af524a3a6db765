using System.Collections.Concurrent;
using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Inference.Potentials;

namespace DefiNet.Inference.Tests.Potentials;

/// <summary>Published weights against what the published code answers (matgl 1.2.7, chgnet 0.4.2; see the README files beside the fixtures).</summary>
public sealed class PotentialReferenceTests
{
    private static readonly ConcurrentDictionary<string, IPotentialModel> Models = new();
    private static readonly string[] Structures = ["si2", "nacl8_rattled", "al1_triclinic", "mos2_defect", "wse2_defect", "hbn_defect", "gase_defect", "inse_defect", "bp_defect", "mos2_host"];

    public static TheoryData<string, string> Every
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var model in (string[])["m3gnet/mp-2021.2.8", "m3gnet/matpes-pbe-2025.1", "chgnet/0.3.0"])
                foreach (var structure in Structures)
                    data.Add(model, structure);
            return data;
        }
    }

    [Theory, MemberData(nameof(Every))]
    public void Published_weights_answer_what_the_published_code_answers(string model, string name)
    {
        var folder = SharedFolder.PathOf("fixtures", model);
        using var structures = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.PathOf("fixtures", model.Split('/')[0], "structures.json")));
        using var references = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        var reference = references.RootElement.GetProperty("structures").GetProperty(name);
        var structure = Read(structures.RootElement.GetProperty(name));

        var result = Models.GetOrAdd(folder, Load).Evaluate(structure);

        Assert.Equal(reference.GetProperty("energy_eV").GetDouble() / structure.Count, result.Energy / structure.Count, 1e-5);
        var forces = reference.GetProperty("forces_eV_per_A").EnumerateArray().Select(Vector).ToArray();
        var largest = forces.Max(force => Math.Max(Math.Abs(force.X), Math.Max(Math.Abs(force.Y), Math.Abs(force.Z))));
        for (var atom = 0; atom < structure.Count; atom++)
            for (var axis = 0; axis < 3; axis++)
                Assert.Equal(forces[atom][axis], result.Forces[atom][axis], 1e-4 * Math.Max(1, largest));
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
                Assert.Equal(reference.GetProperty("stress_GPa_3x3")[row][column].GetDouble(), result.Stress[row, column], 1e-3);
        if (reference.TryGetProperty("magmoms_muB", out var moments))
            Assert.All(moments.EnumerateArray().Select((moment, atom) => (moment.GetDouble(), result.MagneticMoments[atom])), pair => Assert.Equal(pair.Item1, pair.Item2, 1e-4));
        Assert.Equal(CountsOf(reference), (result.Counts.Bonds, result.Counts.Angles));
    }

    [Fact]
    public void Published_weights_are_described()
    {
        var model = Load(SharedFolder.PathOf("fixtures", "chgnet/0.3.0"));

        Assert.Equal("chgnet", model.Architecture);
        Assert.Equal("d14ab7c0f093efe64b60a7bcd540bca10e74fb7f46c86108a079af60524659d1", model.Sha256);
        Assert.True(model.HasMagneticMoments);
        Assert.Equal(94, model.Elements.Length);
    }

    private static IPotentialModel Load(string folder) =>
        PotentialLoader.Load(Directory.EnumerateFiles(folder, "*.pth.tar").SingleOrDefault() ?? folder);

    private static (int Bonds, int Angles) CountsOf(JsonElement reference) => reference.TryGetProperty("edges", out var bonds)
        ? (bonds.GetInt32(), reference.GetProperty("triplets").GetInt32())
        : (reference.GetProperty("directed_edges").GetInt32(), reference.GetProperty("bond_graph_rows").GetInt32());

    private static Structure Read(JsonElement json)
    {
        var rows = json.GetProperty("lattice").EnumerateArray().Select(Vector).ToArray();
        return new Structure(new Lattice(rows[0], rows[1], rows[2]),
            [.. json.GetProperty("species").EnumerateArray().Select(symbol => Element.Parse(symbol.GetString()!))],
            [.. json.GetProperty("fractional").EnumerateArray().Select(Vector)]);
    }

    private static Vector3 Vector(JsonElement json) => new(json[0].GetDouble(), json[1].GetDouble(), json[2].GetDouble());
}
