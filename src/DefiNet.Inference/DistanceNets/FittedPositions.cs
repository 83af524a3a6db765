using DefiNet.Crystals;

namespace DefiNet.Inference.DistanceNets;

/// <summary>Positions that fit the distances that a DeepRelax predicts.</summary>
internal static class FittedPositions
{
    /// <summary>The positions of all atoms, in Angstrom, not wrapped into the cell; the unrelaxed ones where no pair lies within the cell.</summary>
    public static Vector3[] Of(Structure structure, DistanceEdges edges, PairPredictions predicted, PositionSearch search)
    {
        if (edges.HomeCount == 0)
            return [.. structure.Cartesian];
        if (search == PositionSearch.LeastSquares)
            return new DistanceFit(structure, edges, predicted).Solve();
        var found = new DistanceGeometry(structure, edges, predicted).Solve();
        return [.. Enumerable.Range(0, structure.Count).Select(atom => new Vector3(found[3 * atom], found[3 * atom + 1], found[3 * atom + 2]))];
    }
}
