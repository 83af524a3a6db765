using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;

namespace DefiNet.Campaigns.Storage;

/// <summary>Configurations as rows and back.</summary>
public static class Configurations
{
    /// <summary>Descriptor of the host without a defect.</summary>
    public const string Pristine = "pristine";

    /// <summary>The row of a configuration; the caller says which campaign and material it belongs to.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="reference">Its published DFT minimum, same order of atoms; null where none is known.</param>
    public static ConfigurationRow RowOf(Configuration configuration, Structure? reference = null) => new()
    {
        CanonicalHash = configuration.CanonicalHash,
        Descriptor = configuration.Descriptor,
        Pristine = configuration.Defects.IsEmpty,
        DefectCount = configuration.Defects.Length,
        Atoms = configuration.Structure.Count,
        Density = configuration.Density,
        DensityClass = DensityClasses.Of(configuration.Density),
        Multiplicity = configuration.Multiplicity,
        SmallestDefectDistanceA = configuration.SmallestDefectDistance,
        Markers = string.Create(configuration.Markers.Length, configuration.Markers, static (digits, markers) =>
        {
            for (var node = 0; node < digits.Length; node++)
                digits[node] = (char)('0' + (int)markers[node]);
        }),
        Sites = SitesText(configuration.Sites),
        Defects = DefectsText(configuration.Defects),
        Structure = StructureBlob.Of(configuration.Structure),
        Reference = reference is null ? null : StructureBlob.Of(reference),
    };

    /// <summary>The configuration of a row.</summary>
    /// <exception cref="StoreException">The row is damaged.</exception>
    public static Configuration Of(ConfigurationRow row)
    {
        try
        {
            var structure = StructureBlob.Read(row.Structure);
            var defects = ReadDefects(row.Defects);
            var sites = ReadSites(row.Sites);
            var markers = row.Markers.Select(digit => (Marker)(digit - '0')).ToImmutableArray();
            var vacancies = defects.Where(defect => defect.Kind == DefectKind.Vacancy).ToDictionary(defect => defect.Site);
            var ghosts = sites.Skip(structure.Count).Select(site => vacancies[site]).ToList();
            if (markers.Length != sites.Length || structure.Count + ghosts.Count != markers.Length)
                throw new StoreException($"Configuration {row.Id} in the store has {markers.Length} markers, {sites.Length} sites and {structure.Count} atoms; the row is damaged.");
            return new()
            {
                Structure = structure,
                WithGhosts = new(structure.Lattice, structure.Species.AddRange(ghosts.Select(ghost => ghost.Host!.Value)), structure.Fractional.AddRange(ghosts.Select(ghost => ghost.Fractional)), structure.Comment),
                Markers = markers,
                Sites = sites,
                Defects = defects,
                Descriptor = row.Descriptor,
                Density = row.Density,
                Multiplicity = row.Multiplicity,
                SmallestDefectDistance = row.SmallestDefectDistanceA,
                CanonicalHash = row.CanonicalHash,
            };
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or JsonException or KeyNotFoundException or CrystalException or InvalidOperationException or ArgumentException)
        {
            throw new StoreException($"Configuration {row.Id} in the store cannot be read back; the row is damaged.", failure);
        }
    }

    /// <summary>The published DFT minimum of a row, same order of atoms as its structure; null where none is known.</summary>
    public static Structure? ReferenceOf(ConfigurationRow row) => row.Reference is { } blob ? StructureBlob.Read(blob) : null;

    // 0-62,64-191,63: mostly one or two runs of numbers.
    private static string SitesText(ImmutableArray<int> sites)
    {
        var text = new StringBuilder();
        for (var first = 0; first < sites.Length;)
        {
            var last = first;
            while (sites[first] >= 0 && last + 1 < sites.Length && sites[last + 1] == sites[last] + 1)
                last++;
            if (text.Length > 0)
                text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{sites[first]}");
            if (last > first)
                text.Append(CultureInfo.InvariantCulture, $"-{sites[last]}");
            first = last + 1;
        }

        return text.ToString();
    }

    private static ImmutableArray<int> ReadSites(string text)
    {
        var sites = ImmutableArray.CreateBuilder<int>();
        foreach (var run in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = run.IndexOf('-', 1);
            var first = int.Parse(dash < 0 ? run : run[..dash], CultureInfo.InvariantCulture);
            var last = dash < 0 ? first : int.Parse(run[(dash + 1)..], CultureInfo.InvariantCulture);
            if (last - (long)first > 1 << 20)
                throw new FormatException($"{run} is not a run of sites.");
            for (var site = first; site <= last; site++)
                sites.Add(site);
        }

        return sites.ToImmutable();
    }

    private static string DefectsText(ImmutableArray<Defect> defects)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var defect in defects)
            {
                json.WriteStartObject();
                json.WriteString("kind", KindText(defect.Kind));
                json.WriteNumber("site", defect.Site);
                json.WriteString("host", defect.Host?.Symbol);
                json.WriteString("by", defect.By?.Symbol);
                json.WriteStartArray("fractional");
                json.WriteNumberValue(defect.Fractional.X);
                json.WriteNumberValue(defect.Fractional.Y);
                json.WriteNumberValue(defect.Fractional.Z);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static ImmutableArray<Defect> ReadDefects(string text)
    {
        using var json = JsonDocument.Parse(text);
        var defects = ImmutableArray.CreateBuilder<Defect>();
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            var fractional = entry.GetProperty("fractional");
            defects.Add(new(
                KindOf(entry.GetProperty("kind").GetString()),
                entry.GetProperty("site").GetInt32(),
                ElementOf(entry.GetProperty("host")),
                ElementOf(entry.GetProperty("by")),
                new(fractional[0].GetDouble(), fractional[1].GetDouble(), fractional[2].GetDouble())));
        }

        return defects.ToImmutable();
    }

    private static Element? ElementOf(JsonElement symbol) => symbol.GetString() is { } text ? Element.Parse(text) : null;

    private static string KindText(DefectKind kind) => kind switch
    {
        DefectKind.Vacancy => "vacancy",
        DefectKind.Substitution => "substitution",
        DefectKind.Adatom => "adatom",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of defect."),
    };

    private static DefectKind KindOf(string? text) => text switch
    {
        "vacancy" => DefectKind.Vacancy,
        "substitution" => DefectKind.Substitution,
        "adatom" => DefectKind.Adatom,
        _ => throw new FormatException($"'{text}' is no kind of defect."),
    };
}
