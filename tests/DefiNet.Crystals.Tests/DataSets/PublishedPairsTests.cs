using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects;
using DefiNet.Tests;

namespace DefiNet.Crystals.Tests.DataSets;

public sealed partial class PublishedPairsTests
{
    // The letters of the low-density file names: X on chalcogen sites alone, V with a metal vacancy, S with a metal substitution.
    private static readonly Dictionary<string, string> LowDensity = new()
    {
        ["X1"] = "V_X",
        ["X2"] = "2 V_X",
        ["X3"] = "Y_X",
        ["X4"] = "2 Y_X",
        ["X5"] = "V_X + Y_X",
        ["V1"] = "V_M",
        ["V2"] = "V_M + V_X",
        ["V3"] = "V_M + 2 V_X",
        ["V4"] = "V_M + Y_X",
        ["V5"] = "V_M + 2 Y_X",
        ["V6"] = "V_M + V_X + Y_X",
        ["S1"] = "N_M",
        ["S2"] = "V_X + N_M",
        ["S3"] = "2 V_X + N_M",
        ["S4"] = "N_M + Y_X",
        ["S5"] = "N_M + 2 Y_X",
        ["S6"] = "V_X + N_M + Y_X",
    };

    [Fact]
    public void The_shipped_sample_has_24_validation_pairs_of_MoS2()
    {
        var pairs = PublishedPairs.Read(RepositoryFiles.PathOf("config", "samples", "2dmd-mos2")).ToList();

        Assert.Equal(24, pairs.Count);
        Assert.All(pairs, pair =>
        {
            Assert.Equal(("MoS2", DefectDensity.High, Split.Validation), (pair.Material, pair.Density, pair.Split));
            Assert.Equal(192, pair.Unrelaxed.WithGhosts.Count);
            Assert.Equal(20, pair.Relaxed.Lattice.C.Length, 6);
            AssertNamed(pair);
        });
        Assert.Equal(24, pairs.Select(pair => pair.Unrelaxed.CanonicalHash).Distinct().Count());
    }

    [Fact]
    public void The_defects_of_all_published_structures_are_those_of_their_names_and_the_dummy_error_is_the_published_one()
    {
        var pairs = PublishedPairs.Open(TwoDimensionalSet.Path()).Read().ToList();

        Assert.Equal(13_378, pairs.Count);
        foreach (var pair in pairs)
            AssertNamed(pair);
        foreach (var set in pairs.GroupBy(pair => (pair.Set, pair.Density)))
            Assert.Equal(set.Count(), set.Select(pair => pair.Unrelaxed.CanonicalHash).Distinct().Count());

        // Of the training sets. Over all 500 or 5,933 structures of a material the data's README says 0.0462, 0.0624, 0.0371, 0.0798, 0.0814, 0.1517; 0.0115, 0.0369.
        var errors = PublishedPairs.DummyErrors(pairs).Where(error => error.Split == Split.Training).ToDictionary(error => (error.Material, error.Density), error => (error.Structures, Math.Round(error.MeanAbsoluteError, 4)));
        Assert.Equal(
            new Dictionary<(string, DefectDensity), (int, double)>
            {
                [("MoS2", DefectDensity.High)] = (400, 0.0458),
                [("WSe2", DefectDensity.High)] = (400, 0.0615),
                [("hBN", DefectDensity.High)] = (400, 0.0359),
                [("GaSe", DefectDensity.High)] = (400, 0.0783),
                [("InSe", DefectDensity.High)] = (400, 0.0808),
                [("BP", DefectDensity.High)] = (400, 0.1524),
                [("MoS2", DefectDensity.Low)] = (4746, 0.0115),
                [("WSe2", DefectDensity.Low)] = (4746, 0.0369),
            },
            errors);
    }

    [Fact]
    public void Markers_and_dummy_errors_are_those_of_the_reference_implementation()
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("fixtures", "definet", "trained-64x4.json")));
        foreach (var prediction in reference.RootElement.GetProperty("predictions").EnumerateObject())
        {
            var set = PublishedSet.TryOpen(TwoDimensionalSet.Path("high_density_defects", prediction.Value.GetProperty("material").GetString()!))!;

            var pair = set.Read(prediction.Name);

            Assert.Equal(prediction.Value.GetProperty("markers").EnumerateArray().Select(marker => (Marker)marker.GetInt32()), pair.Unrelaxed.Markers);
            Assert.Equal(prediction.Value.GetProperty("dummy_mae_A").GetDouble(), pair.DummyError, 5);

            // The predicted ghosts stay within 1.1 Å of where they started: the order of the vacancies is the reference's, too.
            var positions = prediction.Value.GetProperty("positions_A").EnumerateArray().Select(position => new Vector3(position[0].GetDouble(), position[1].GetDouble(), position[2].GetDouble())).ToList();
            for (var node = pair.Unrelaxed.Structure.Count; node < positions.Count; node++)
                Assert.InRange((positions[node] - pair.Unrelaxed.WithGhosts.Cartesian[node]).Length, 0, 1.1);
        }
    }

    [Fact]
    public void A_pair_without_its_relaxed_half_is_told_and_the_others_are_read()
    {
        var folder = Directory.CreateTempSubdirectory("definet-pairs-").FullName;
        try
        {
            var sample = RepositoryFiles.PathOf("config", "samples", "2dmd-mos2", "high_density_defects", "MoS2_500", "CIF");
            Directory.CreateDirectory(Path.Combine(folder, "MoS2_500", "CIF"));
            foreach (var file in Directory.GetFiles(sample).Order(StringComparer.Ordinal).Take(5))
                File.Copy(file, Path.Combine(folder, "MoS2_500", "CIF", Path.GetFileName(file)));
            var lone = Directory.GetFiles(sample, "*_unrelaxed.cif").Order(StringComparer.Ordinal).Last();
            File.Copy(lone, Path.Combine(folder, "MoS2_500", "CIF", Path.GetFileName(lone)), overwrite: true);
            var refused = new List<string>();

            var pairs = PublishedPairs.Open(folder).Read(complaint => refused.Add(complaint.Message)).ToList();

            Assert.Equal(2, pairs.Count);
            Assert.All(pairs, pair => Assert.Equal(Split.None, pair.Split));
            Assert.Contains("the file is missing", Assert.Single(refused), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_folder_without_pairs_is_refused()
    {
        Assert.Contains("no set of pairs is here", Assert.Throws<CrystalException>(() => PublishedPairs.Open(RepositoryFiles.PathOf("config", "recipes"))).Message, StringComparison.Ordinal);
    }

    private static void AssertNamed(PublishedPair pair)
    {
        if (pair.Density == DefectDensity.Low)
        {
            var expected = LowDensity[pair.Id["poscar_".Length..pair.Id.IndexOf('-', StringComparison.Ordinal)]];
            var (metal, chalcogen, otherMetal, otherChalcogen) = pair.Material == "MoS2" ? ("Mo", "S", "W", "Se") : ("W", "Se", "Mo", "S");
            Assert.Equal(
                expected.Replace("_X", $"_{chalcogen}", StringComparison.Ordinal).Replace("Y_", $"{otherChalcogen}_", StringComparison.Ordinal).Replace("N_", $"{otherMetal}_", StringComparison.Ordinal).Replace("_M", $"_{metal}", StringComparison.Ordinal),
                pair.Unrelaxed.Descriptor);
            return;
        }

        // The ideal supercell with the defects found must have the formula of the name.
        var counts = pair.Supercell.Ideal.CountByElement().ToDictionary(pair => pair.Element.Symbol, pair => pair.Count);
        foreach (var defect in pair.Unrelaxed.Defects)
        {
            Assert.NotEqual(DefectKind.Adatom, defect.Kind);
            counts[defect.Host!.Value.Symbol]--;
            if (defect.By is { } by)
                counts[by.Symbol] = counts.GetValueOrDefault(by.Symbol) + 1;
        }

        var named = Formula().Matches(pair.Id.Split('_')[1]).ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.Equal(named, counts);
    }

    [GeneratedRegex("([A-Z][a-z]?)([0-9]+)")]
    private static partial Regex Formula();
}
