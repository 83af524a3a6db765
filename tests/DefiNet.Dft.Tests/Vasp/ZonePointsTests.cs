using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class ZonePointsTests
{
    private static readonly Lattice Cell = Lattice.FromParameters(4, 5, 20, 90, 90, 90);

    [Theory]
    [InlineData("c\n0\nGamma\n3 2 1\n", 6)]
    [InlineData("c\n0\nMonkhorst-Pack\n4 4 1\n", 16)]
    [InlineData("c\n0\nAuto\n20\n", 20)]
    [InlineData("c\n0\nReciprocal\n.25 0 0\n0 .5 0\n0 0 1\n0 0 0\n", 8)]
    [InlineData("c\n0\nReciprocal\n.25 .25 0\n0 .5 0\n0 0 1\n.5 .5 .5\n", 8)]
    [InlineData("c\n0\nCartesian\n.125 0 0\n0 .1 0\n0 0 .05\n0 0 0\n", 4)]
    [InlineData("c\n5\nLine\nrec\n0 0 0 G\n.5 0 0 M\n\n.5 0 0 M\n.3 .3 0 K\n", 10)]
    [InlineData("c\n2\nCart\n0 0 0 1\n.125 0 0 3\n", 2)]
    public void Every_kind_of_KPOINTS_gives_its_points_in_a_cell(string text, int count)
    {
        var points = ZonePoints.Of(Kpoints.Read(new StringReader(text), "KPOINTS"), Cell);

        Assert.Equal(count, points.Length);
        Assert.Equal(1, points.Sum(point => point.Weight), 1e-9);
        Assert.Equal(count, points.Select(point => (Math.Round(point.Point.X, 6), Math.Round(point.Point.Y, 6), Math.Round(point.Point.Z, 6))).Distinct().Count() + (text.Contains("Line", StringComparison.Ordinal) ? 1 : 0));
    }

    [Fact]
    public void Cartesian_points_lie_along_the_reciprocal_vectors_of_the_cell()
    {
        var points = ZonePoints.Of(Kpoints.Read(new StringReader("c\n1\nCart\n.125 .1 0 1\n"), "KPOINTS"), Cell);

        Assert.Equal(0, (points[0].Point - new Vector3(0.5, 0.5, 0)).Length, 1e-12);
    }

    [Fact]
    public void Without_KPOINTS_there_is_the_centre() => Assert.Equal([(Vector3.Zero, 1.0)], ZonePoints.Of(null, Cell));

    [Fact]
    public void A_grid_that_does_not_repeat_is_refused() =>
        Assert.Throws<DftException>(() => ZonePoints.Of(Kpoints.Read(new StringReader("c\n0\nReciprocal\n.2718281828 0 0\n0 .3141592653 0\n0 0 .1414213562\n0 0 0\n"), "KPOINTS"), Cell));
}
