using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;
using DefiNet.Learning.Nets.DistanceNets;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>Memory of one pass there and back, used again for structures of at most this size.</summary>
internal sealed class DistanceMemory
{
    private const int CellNumbers = 9;

    /// <summary>Makes room.</summary>
    public DistanceMemory(DistanceNetSizes sizes, int atoms, int pairs, int offsets)
    {
        var h = sizes.Channels;
        (Atoms, Pairs, Offsets) = (atoms, pairs, offsets);
        Layers = [.. Enumerable.Range(0, sizes.Layers).Select(_ => new DistanceLayerMemory(h, atoms))];
        First = new(checked(atoms * h));
        FirstVectors = new(checked(atoms * 3 * h));
        Bands = new(checked(pairs * RadialFunctions.Stride));
        BandFirst = new int[pairs];
        Waves = new(offsets * sizes.PlaceFunctions);
        Shares = new(offsets * 3 * h);
        ShareGradient = new(offsets * 3 * h);
        Hidden = new(atoms * h);
        Wide = new(atoms * 3 * h);
        ScalarGradient = new(atoms * h);
        VectorGradient = new(atoms * 3 * h);
        SentGradient = new(atoms * 3 * h);
        GateGradient = new(atoms * 3 * h);
        SplitGradient = new(checked(atoms * 6 * h));
        PairGradient = new(atoms * 2 * h);
        Branch = new(atoms * h);
        BranchSlope = new(atoms * h);
        FromReceiver = new(atoms * h);
        FromSender = new(atoms * h);
        ReceiverGradient = new(atoms * h);
        SenderGradient = new(atoms * h);
        Tile = new(h);
        Cell = new(CellNumbers);
        CellChange = new(CellNumbers);
        Rows = [.. Enumerable.Range(0, 10).Select(_ => new FloatBuffer(2 * h))];
    }

    /// <summary>Atoms that fit.</summary>
    public int Atoms { get; }

    /// <summary>Pairs that fit.</summary>
    public int Pairs { get; }

    /// <summary>Cell offsets that fit.</summary>
    public int Offsets { get; }

    /// <summary>What the layers keep.</summary>
    public DistanceLayerMemory[] Layers { get; }

    /// <summary>First scalars, (atoms, h).</summary>
    public FloatBuffer First { get; }

    /// <summary>First vectors, all zero, (atoms, 3, h).</summary>
    public FloatBuffer FirstVectors { get; }

    /// <summary>Radial functions of each pair that are not zero.</summary>
    public FloatBuffer Bands { get; }

    /// <summary>First of those functions.</summary>
    public int[] BandFirst { get; }

    /// <summary>What tells the place of a cell, (offsets, places).</summary>
    public FloatBuffer Waves { get; }

    /// <summary>Share of the place in a filter, up to (offsets, 3h).</summary>
    public FloatBuffer Shares { get; }

    /// <summary>Its gradient.</summary>
    public FloatBuffer ShareGradient { get; }

    /// <summary>An activated hidden layer, (atoms, h).</summary>
    public FloatBuffer Hidden { get; }

    /// <summary>Something of (atoms, 3h).</summary>
    public FloatBuffer Wide { get; }

    /// <summary>Gradient of the atoms' scalars, (atoms, h).</summary>
    public FloatBuffer ScalarGradient { get; }

    /// <summary>Gradient of the atoms' vectors, (atoms, 3, h).</summary>
    public FloatBuffer VectorGradient { get; }

    /// <summary>Gradient of what atoms send, (atoms, 3h).</summary>
    public FloatBuffer SentGradient { get; }

    /// <summary>Gradient of gates, (atoms, 3h).</summary>
    public FloatBuffer GateGradient { get; }

    /// <summary>Gradient of vectors in two halves, (atoms, 3, 2h).</summary>
    public FloatBuffer SplitGradient { get; }

    /// <summary>Gradient of two rows side by side, (atoms, 2h).</summary>
    public FloatBuffer PairGradient { get; }

    /// <summary>An atom's part in a head, (atoms, h).</summary>
    public FloatBuffer Branch { get; }

    /// <summary>Slope of its activation.</summary>
    public FloatBuffer BranchSlope { get; }

    /// <summary>Receiver's share in a joined layer, (atoms, h).</summary>
    public FloatBuffer FromReceiver { get; }

    /// <summary>Sender's share in it.</summary>
    public FloatBuffer FromSender { get; }

    /// <summary>Gradient of the receiver's share.</summary>
    public FloatBuffer ReceiverGradient { get; }

    /// <summary>Gradient of the sender's share.</summary>
    public FloatBuffer SenderGradient { get; }

    /// <summary>Pairs on their way through a head.</summary>
    public PairTile Tile { get; }

    /// <summary>The unrelaxed cell, nine numbers.</summary>
    public FloatBuffer Cell { get; }

    /// <summary>How it changes; later the gradient of that.</summary>
    public FloatBuffer CellChange { get; }

    /// <summary>Ten rows of up to 2h numbers.</summary>
    public FloatBuffer[] Rows { get; }
}
