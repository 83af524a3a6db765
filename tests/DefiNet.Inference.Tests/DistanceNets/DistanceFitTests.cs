using DefiNet.Crystals;
using DefiNet.Inference.DistanceNets;

namespace DefiNet.Inference.Tests.DistanceNets;

public sealed class DistanceFitTests
{
    private const float Certain = -10;

    [Fact]
    public void Distances_of_moved_atoms_bring_the_atoms_to_where_they_moved()
    {
        var structure = Sheet(0.9);
        var moved = Moved(structure, 0.15, 0.15);
        var edges = new DistanceEdges(structure, new());

        var found = FittedPositions.Of(structure, edges, Told(structure, moved, edges, 0), PositionSearch.LeastSquares);

        Assert.InRange(Furthest(found, moved), 0, 2e-3);
    }

    [Fact]
    public void Distances_that_are_somewhat_wrong_bring_them_near_and_a_few_that_are_very_wrong_hardly_matter()
    {
        var structure = Sheet(0.9);
        var moved = Moved(structure, 0.15, 0.15);
        var edges = new DistanceEdges(structure, new());
        var predicted = Told(structure, moved, edges, 0.01);
        for (var pair = 0; pair < edges.Count; pair += 50)
            predicted.Relaxed[pair] += 1;

        var found = FittedPositions.Of(structure, edges, predicted, PositionSearch.LeastSquares);

        Assert.InRange(Mean(found, moved), 0, 0.01);
    }

    [Fact]
    public void A_flat_sheet_stays_flat_where_the_published_search_buckles_it()
    {
        var structure = Sheet(0);
        var moved = Moved(structure, 0.1, 0);
        var edges = new DistanceEdges(structure, new());
        var predicted = Told(structure, moved, edges, 0.02);

        var found = FittedPositions.Of(structure, edges, predicted, PositionSearch.LeastSquares);
        var published = FittedPositions.Of(structure, edges, predicted, PositionSearch.Descent);

        Assert.All(found, place => Assert.Equal(0.5 * structure.Lattice.C.Z, place.Z, 1e-9));
        Assert.True(Mean(found, moved) < Mean(published, moved), $"{Mean(found, moved):g3} Å against {Mean(published, moved):g3}");
    }

    [Fact]
    public void Distances_as_they_were_leave_every_atom_where_it_was()
    {
        var structure = Sheet(0.9);
        var edges = new DistanceEdges(structure, new());

        var found = FittedPositions.Of(structure, edges, Told(structure, [.. structure.Cartesian], edges, 0), PositionSearch.LeastSquares);

        Assert.InRange(Furthest(found, [.. structure.Cartesian]), 0, 1e-6);
    }

    [Fact]
    public void Atoms_without_a_pair_within_the_cell_stay()
    {
        var structure = Structure.FromCartesian(Cell(3), [Element.Parse("B")], [new(0, 0, 7)]);
        var edges = new DistanceEdges(structure, new());

        Assert.Equal(0, edges.HomeCount);
        foreach (var search in Enum.GetValues<PositionSearch>())
            Assert.Equal(structure.Cartesian, FittedPositions.Of(structure, edges, new([], [], new float[edges.Count], new float[edges.Count], new float[9]), search));
    }

    [Fact]
    public void Predictions_that_are_no_numbers_end_the_search()
    {
        var structure = Sheet(0.9);
        var edges = new DistanceEdges(structure, new());
        var predicted = Told(structure, [.. structure.Cartesian], edges, 0);
        predicted.Relaxed[3] = float.NaN;

        Assert.Contains(FittedPositions.Of(structure, edges, predicted, PositionSearch.LeastSquares), place => !place.IsFinite);
    }

    private static Lattice Cell(double side) => new(new(side, 0, 0), new(0, side, 0), new(0, 0, 14));

    // Atoms 2.2 Å apart whose heights go up and down.
    private static Structure Sheet(double height) => Structure.FromCartesian(
        Cell(6 * 2.2),
        [.. Enumerable.Range(0, 36).Select(atom => Element.Parse(atom % 2 == 0 ? "B" : "N"))],
        [.. Enumerable.Range(0, 36).Select(atom => new Vector3(2.2 * (atom % 6) + 0.3, 2.2 * (atom / 6) + 0.4, 7 + height * ((atom % 6 + atom / 6) % 2 - 0.5)))]);

    private static Vector3[] Moved(Structure structure, double along, double up)
    {
        var random = new Random(4);
        return [.. structure.Cartesian.Select(place => place + new Vector3(along * Even(random), along * Even(random), up * Even(random)))];
    }

    private static double Even(Random random) => 2 * random.NextDouble() - 1;

    private static PairPredictions Told(Structure structure, Vector3[] moved, DistanceEdges edges, double wrong)
    {
        var random = new Random(5);
        var (displacement, relaxed) = (new float[edges.HomeCount], new float[edges.Count]);
        for (var pair = 0; pair < edges.Count; pair++)
        {
            var sender = moved[edges.Sender[pair]] + structure.Lattice.ToCartesian(edges.Shift[pair]);
            relaxed[pair] = (float)((sender - moved[edges.Receiver[pair]]).Length + wrong * Even(random));
            if (pair < edges.HomeCount)
                displacement[pair] = (float)((moved[edges.Sender[pair]] - structure.Cartesian[edges.Receiver[pair]]).Length + wrong * Even(random));
        }

        var lattice = structure.Lattice;
        float[] cell = [.. new[] { lattice.A, lattice.B, lattice.C }.SelectMany(row => new[] { (float)row.X, (float)row.Y, (float)row.Z })];
        return new(displacement, [.. Enumerable.Repeat(Certain, edges.HomeCount)], relaxed, [.. Enumerable.Repeat(Certain, edges.Count)], cell);
    }

    private static double Furthest(IReadOnlyList<Vector3> found, IReadOnlyList<Vector3> expected) => found.Zip(expected, (one, other) => (one - other).Length).Max();

    private static double Mean(IReadOnlyList<Vector3> found, IReadOnlyList<Vector3> expected) => found.Zip(expected, (one, other) => (one - other).Length).Average();
}
