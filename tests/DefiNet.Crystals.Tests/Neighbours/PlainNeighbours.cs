using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Tests.Neighbours;

/// <summary>Neighbours by the definition: every atom, every cell that could matter, no trick.</summary>
internal static class PlainNeighbours
{
    public readonly record struct Neighbour(int Atom, CellOffset Image, double Distance, Vector3 Displacement);

    public static List<Neighbour> Of(Structure structure, double cutoff, int atom)
    {
        var found = new List<Neighbour>();
        var lattice = structure.Lattice;
        for (var other = 0; other < structure.Count; other++)
        {
            var between = structure.Fractional[other] - structure.Fractional[atom];
            var (a, b, c) = (Range(between.X, lattice.Heights.X), Range(between.Y, lattice.Heights.Y), Range(between.Z, lattice.Heights.Z));
            for (var i = a.From; i <= a.To; i++)
                for (var j = b.From; j <= b.To; j++)
                    for (var k = c.From; k <= c.To; k++)
                    {
                        var displacement = lattice.ToCartesian(between + new Vector3(i, j, k));
                        if (displacement.Length <= cutoff && !(other == atom && i == 0 && j == 0 && k == 0))
                            found.Add(new(other, new(i, j, k), displacement.Length, displacement));
                    }
        }

        return found;

        (int From, int To) Range(double between, double height) =>
            ((int)Math.Floor(-between - cutoff / height), (int)Math.Ceiling(-between + cutoff / height));
    }
}
