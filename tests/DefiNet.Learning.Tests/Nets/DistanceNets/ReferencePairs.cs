using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Tests.Nets.DefectNets;

namespace DefiNet.Learning.Tests.Nets.DistanceNets;

/// <summary>The six structures of the fixtures without ghosts, and where their atoms went.</summary>
internal static class ReferencePairs
{
    public static List<(string Name, Structure Structure, DistanceGraph Graph)> Read() => [.. ReferenceGraphs.Read().Select(one =>
    {
        var kept = Enumerable.Range(0, one.Structure.Count).Where(atom => one.Markers[atom] != Marker.Vacancy).ToList();
        var structure = Of(atom => one.Structure.Cartesian[atom]);
        var relaxed = Of(atom => new Vector3(one.Graph.Relaxed![3 * atom], one.Graph.Relaxed[3 * atom + 1], one.Graph.Relaxed[3 * atom + 2]));
        return (one.Name, structure, DistanceGraph.Of(structure, relaxed: relaxed));

        Structure Of(Func<int, Vector3> place) => Structure.FromCartesian(one.Structure.Lattice, [.. kept.Select(atom => one.Structure.Species[atom])], [.. kept.Select(place)]);
    })];
}
