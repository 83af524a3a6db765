using System.Globalization;
using System.Text;
using DefiNet.Crystals.DataSets;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Tests.DataSets;

public sealed class ExtendedXyzSourceTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_pair_written_as_extended_xyz_is_the_pair_that_was_published()
    {
        var published = PublishedPairs.Read(SampleData.Folder).First();
        File.WriteAllText(_path, Frame(published));

        var pair = Assert.Single(new ExtendedXyzSource(_path, null).Read(complaint => Assert.Fail(complaint)));

        Assert.Equal(("one", "MoS2", "high", Split.Validation), (pair.Id, pair.Material, pair.Density, pair.Split));
        Assert.Equal(published.Unrelaxed.Markers, pair.Markers);
        Assert.EndsWith(published.Unrelaxed.CanonicalHash, pair.CanonicalHash, StringComparison.Ordinal);
        Assert.True((pair.Relaxed[5] - published.Relaxed.Cartesian[5]).Length < 1e-5);
    }

    [Fact]
    public void A_frame_without_relaxed_positions_is_left_out_with_a_sentence()
    {
        var published = PublishedPairs.Read(SampleData.Folder).First();
        File.WriteAllText(_path, Frame(published).Replace("relaxed_pos", "other_pos", StringComparison.Ordinal));
        var complaints = new List<string>();

        Assert.Empty(new ExtendedXyzSource(_path, null).Read(complaints.Add));

        Assert.Contains("relaxed_pos", Assert.Single(complaints), StringComparison.Ordinal);
    }

    private static string Frame(PublishedPair pair)
    {
        var (from, to) = (pair.Unrelaxed.Structure, pair.Relaxed);
        var cell = from.Lattice;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{from.Count}\nLattice=\"{cell.A.X} {cell.A.Y} {cell.A.Z} {cell.B.X} {cell.B.Y} {cell.B.Z} {cell.C.X} {cell.C.Y} {cell.C.Z}\" Properties=species:S:1:pos:R:3:relaxed_pos:R:3 id=one host=MoS2 density=high split=validation\n");
        for (var atom = 0; atom < from.Count; atom++)
            text.Append(CultureInfo.InvariantCulture, $"{from.Species[atom].Symbol} {from.Cartesian[atom].X} {from.Cartesian[atom].Y} {from.Cartesian[atom].Z} {to.Cartesian[atom].X} {to.Cartesian[atom].Y} {to.Cartesian[atom].Z}\n");
        return text.ToString();
    }
}
