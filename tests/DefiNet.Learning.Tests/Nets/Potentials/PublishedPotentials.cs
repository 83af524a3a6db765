using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.Batches;
using DefiNet.Tests;

namespace DefiNet.Learning.Tests.Nets.Potentials;

/// <summary>Published weights, and what the published code answers (matgl 1.2.7, chgnet 0.4.2; see the README files beside the fixtures).</summary>
internal static class PublishedPotentials
{
    public static string[] Models => ["m3gnet/mp-2021.2.8", "m3gnet/matpes-pbe-2025.1", "chgnet/0.3.0"];

    public static string PathOf(string model)
    {
        var folder = SharedData.Path(["fixtures", .. model.Split('/')]);
        return Directory.EnumerateFiles(folder, "*.pth.tar").SingleOrDefault() ?? folder;
    }

    public static IReadOnlyList<(string Name, Structure Structure, PotentialLabels Labels)> Answers(string model)
    {
        using var structures = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", model.Split('/')[0], "structures.json")));
        using var references = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Path(["fixtures", .. model.Split('/')]), "reference.json")));
        var answers = new List<(string, Structure, PotentialLabels)>();
        foreach (var item in structures.RootElement.EnumerateObject())
        {
            var rows = Vectors(item.Value.GetProperty("lattice"));
            var structure = new Structure(
                new Lattice(rows[0], rows[1], rows[2]),
                [.. item.Value.GetProperty("species").EnumerateArray().Select(symbol => Element.Parse(symbol.GetString()!))],
                [.. Vectors(item.Value.GetProperty("fractional"))]);
            var reference = references.RootElement.GetProperty("structures").GetProperty(item.Name);
            var stress = Vectors(reference.GetProperty("stress_GPa_3x3"));
            answers.Add((item.Name, structure, new(
                reference.GetProperty("energy_eV").GetDouble(),
                Vectors(reference.GetProperty("forces_eV_per_A")),
                new StressTensor(stress[0], stress[1], stress[2]),
                reference.TryGetProperty("magmoms_muB", out var moments) ? [.. moments.EnumerateArray().Select(moment => moment.GetDouble())] : null)));
        }

        return answers;
    }

    private static Vector3[] Vectors(JsonElement rows) => [.. rows.EnumerateArray().Select(row => new Vector3(row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()))];
}
