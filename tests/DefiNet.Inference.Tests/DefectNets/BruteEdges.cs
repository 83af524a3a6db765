using DefiNet.Crystals;
using DefiNet.Inference.DefectNets;

namespace DefiNet.Inference.Tests.DefectNets;

/// <summary>The edges as the definition says: every image of every atom is tried.</summary>
internal static class BruteEdges
{
    public static EdgeList Of(Structure structure, double cutoff = 6, int max = 50)
    {
        var lattice = structure.Lattice;
        var positions = structure.Cartesian;
        var reach = new int[3];
        for (var axis = 0; axis < 3; axis++)
            reach[axis] = (int)Math.Ceiling(cutoff / lattice.Heights[axis]) + 1;
        var (start, sender, shift) = (new List<int> { 0 }, new List<int>(), new List<Vector3>());
        for (var i = 0; i < structure.Count; i++)
        {
            var found = new List<(double Distance, int Sender, Vector3 Shift)>();
            for (var a = -reach[0]; a <= reach[0]; a++)
                for (var b = -reach[1]; b <= reach[1]; b++)
                    for (var c = -reach[2]; c <= reach[2]; c++)
                    {
                        var move = a * lattice.A + b * lattice.B + c * lattice.C;
                        for (var j = 0; j < structure.Count; j++)
                        {
                            var distance = (positions[j] + move - positions[i]).Length;
                            if (distance <= cutoff && (i != j || a != 0 || b != 0 || c != 0))
                                found.Add((distance, j, move));
                        }
                    }

            foreach (var (_, j, move) in found.OrderBy(edge => edge.Distance).Take(max))
            {
                sender.Add(j);
                shift.Add(move);
            }

            start.Add(sender.Count);
        }

        return new EdgeList([.. start], [.. sender], [.. shift]);
    }
}
