using System.Text.Json;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;

namespace DefiNet.Tests.Formats;

public sealed class PublishedFilesTests
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        if (SharedData.Find() is { } folder)
            foreach (var file in Directory.GetFiles(Path.Combine(folder, "structures", "files")).Select(Path.GetFileName).Order(StringComparer.Ordinal))
                files.Add(file!);
        else
            files.Add("absent");
        return files;
    }

    [Theory, MemberData(nameof(Files))]
    public void Every_published_file_reads_as_others_read_it_and_round_trips_through_every_format(string file)
    {
        var truth = Truth(file);
        var path = SharedData.Path("structures", "files", file);
        if (truth.TryGetProperty("invalid", out _))
        {
            var failure = Assert.Throws<CrystalException>(() => StructureFile.Read(path));
            Assert.StartsWith(path + ":", failure.Message, StringComparison.Ordinal);
            return;
        }

        var structure = StructureFile.Read(path);

        AssertIs(truth, structure);
        foreach (var format in Enum.GetValues<StructureFormat>())
        {
            var written = Written(structure, format);
            var read = StructureFile.Read(new StringReader(written), "round trip", format);
            AssertIs(truth, read);
            Assert.Equal(structure.Species, read.Species);
            for (var atom = 0; atom < structure.Count; atom++)
                Assert.True((structure.Fractional[atom] - read.Fractional[atom]).Length < 1e-12);
            Assert.Equal(written, Written(read with { Comment = structure.Comment }, format));
            Assert.Equal(format, StructureFile.FormatOfText(written));
        }
    }

    private static string Written(Structure structure, StructureFormat format)
    {
        using var text = new StringWriter();
        StructureFile.Write(structure, text, format);
        return text.ToString();
    }

    private static JsonElement Truth(string file)
    {
        using var truth = JsonDocument.Parse(File.ReadAllText(SharedData.Path("structures", "truth.json")));
        return truth.RootElement.GetProperty(file).Clone();
    }

    private static void AssertIs(JsonElement truth, Structure structure)
    {
        Assert.Equal(truth.GetProperty("atoms").GetInt32(), structure.Count);
        Assert.Equal(
            truth.GetProperty("counts").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetInt32()),
            structure.CountByElement().ToDictionary(pair => pair.Element.Symbol, pair => pair.Count));
        Assert.Equal(truth.GetProperty("volume_A3").GetDouble(), structure.Lattice.Volume, 2e-5);
        for (var axis = 0; axis < 3; axis++)
        {
            Assert.Equal(truth.GetProperty("lengths_A")[axis].GetDouble(), structure.Lattice.Lengths[axis], 1e-5);
            Assert.Equal(truth.GetProperty("angles_deg")[axis].GetDouble(), structure.Lattice.Angles[axis], 1e-4);
        }
    }
}
