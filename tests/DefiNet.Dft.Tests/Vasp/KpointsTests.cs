using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class KpointsTests
{
    [Theory]
    [InlineData("c\n0\nGamma\n3 3 1\n", KpointsMode.Gamma, 9)]
    [InlineData("c\n0\nmonkhorst\n2 2 1\n0 0 0.5\n", KpointsMode.MonkhorstPack, 4)]
    [InlineData("c\n0\nAuto\n25\n", KpointsMode.Automatic, null)]
    [InlineData("c\n0\nReciprocal\n.25 0 0\n0 .25 0\n0 0 .25\n.5 .5 .5\n", KpointsMode.Generated, null)]
    [InlineData("c\n10 intersections\nLine-mode\nrec\n0 0 0 \\Gamma\n.5 0 0 M\n\n.5 0 0 M\n.333 .333 0 ! K\n", KpointsMode.Lines, 20)]
    [InlineData("c\n2\nCartesian\n0 0 0 1\n.5 0 0 3 remark\n", KpointsMode.Explicit, 2)]
    public void Every_way_to_give_points_is_read_and_reads_back(string text, KpointsMode mode, int? count)
    {
        var points = Kpoints.Read(new StringReader(text), "KPOINTS");
        var written = new StringWriter();
        points.Write(written);
        var again = Kpoints.Read(new StringReader(written.ToString()), "KPOINTS");

        Assert.Equal(mode, points.Mode);
        Assert.Equal(count, points.Count);
        Assert.Equal(points with { }, again with { }, Same);
    }

    [Fact]
    public void A_grid_of_two_after_Monkhorst_and_Pack_lies_beside_the_centre()
    {
        Assert.Equal([-0.25, 0.25], Kpoints.MonkhorstPack(2, 1, 1).Enumerate().Select(point => point.Point.X).Order());
        Assert.Equal([0, 0.5], Kpoints.Gamma(2, 1, 1).Enumerate().Select(point => point.Point.X).Order());
        Assert.Equal(1, Kpoints.Gamma(3, 3, 2).Enumerate().Sum(point => point.Weight), 12);
    }

    [Theory]
    [InlineData("c\n0\nGamma\n3 x 1\n", "KPOINTS:4: 'x' stands for a number of divisions; there must be three whole numbers of at least 1.")]
    [InlineData("c\n0\nGamma\n3 3 0\n", "KPOINTS:4: a number of divisions is 0; it must be at least 1.")]
    [InlineData("c\n-1\n", "KPOINTS:2: the number of points is -1; it must be 0 for a grid and at most 1000000 otherwise.")]
    public void A_mistake_is_named_with_its_line(string text, string complaint) =>
        Assert.Equal(complaint, Assert.Throws<DftException>(() => Kpoints.Read(new StringReader(text), "KPOINTS")).Message);

    private static bool Same(Kpoints one, Kpoints other) =>
        one.Mode == other.Mode && one.Divisions == other.Divisions && one.Shift == other.Shift && one.Length == other.Length && one.PointsPerLine == other.PointsPerLine
        && one.Cartesian == other.Cartesian && one.Points.SequenceEqual(other.Points) && one.Weights.SequenceEqual(other.Weights) && one.Labels.SequenceEqual(other.Labels);
}
