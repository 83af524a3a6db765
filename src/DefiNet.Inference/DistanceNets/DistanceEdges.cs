using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Inference.DistanceNets;

/// <summary>Pairs of atoms: those within the home cell first, then those across its border; each part by receiver, nearest first.</summary>
internal sealed class DistanceEdges
{
    /// <summary>The pairs of a structure.</summary>
    public DistanceEdges(Structure structure, DistanceNetSettings settings)
    {
        var list = NeighbourList.Of(structure, settings.EdgeCutoff, settings.MaxNeighbours);
        Count = list.PairCount;
        foreach (var image in list.Images)
            HomeCount += image.IsHome ? 1 : 0;
        (Receiver, Sender, Offset) = (new int[Count], new int[Count], new int[Count]);
        (Shift, Distance, Direction) = (new Vector3[Count], new double[Count], new float[3 * Count]);
        ByReceiver = new int[Count];
        Start = new int[structure.Count + 1];
        var offsets = new Dictionary<CellOffset, int>();
        var kinds = new List<CellOffset>();
        var (home, away) = (0, HomeCount);
        for (var atom = 0; atom < structure.Count; atom++)
        {
            for (var entry = list.Offsets[atom]; entry < list.Offsets[atom + 1]; entry++)
            {
                var image = list.Images[entry];
                if (!offsets.TryGetValue(image, out var kind))
                {
                    offsets[image] = kind = kinds.Count;
                    kinds.Add(image);
                }

                var edge = image.IsHome ? home++ : away++;
                (Receiver[edge], Sender[edge], Offset[edge], ByReceiver[entry]) = (atom, list.Neighbours[entry], kind, edge);
                Shift[edge] = image.ToVector();
                Distance[edge] = Math.Sqrt(Math.Max(list.Distances[entry] * list.Distances[entry], SquaredFloor));
                var direction = -1 / Distance[edge] * list.Displacements[entry];
                for (var axis = 0; axis < 3; axis++)
                    Direction[3 * edge + axis] = (float)direction[axis];
            }

            Start[atom + 1] = list.Offsets[atom + 1];
        }

        Offsets = [.. kinds];
    }

    /// <summary>Squared distances below this count as this, in Å².</summary>
    public const double SquaredFloor = 1e-8;

    /// <summary>Number of pairs.</summary>
    public int Count { get; }

    /// <summary>How many of them, the first ones, are within the home cell.</summary>
    public int HomeCount { get; }

    /// <summary>Atom that receives.</summary>
    public int[] Receiver { get; }

    /// <summary>Atom that sends.</summary>
    public int[] Sender { get; }

    /// <summary>Which of <see cref="Offsets"/> the sender's image has.</summary>
    public int[] Offset { get; }

    /// <summary>Cell offsets that occur.</summary>
    public CellOffset[] Offsets { get; }

    /// <summary>Cell offset of the sender as whole numbers.</summary>
    public Vector3[] Shift { get; }

    /// <summary>Distance in Angstrom.</summary>
    public double[] Distance { get; }

    /// <summary>Unit vectors from sender to receiver, three numbers a pair.</summary>
    public float[] Direction { get; }

    /// <summary>Where the pairs of each receiver begin in <see cref="ByReceiver"/>.</summary>
    public int[] Start { get; }

    /// <summary>Pairs by receiver.</summary>
    public int[] ByReceiver { get; }
}
