using DefiNet.Inference.Kernels;
using DefiNet.Learning.Nets.DefectNets;

namespace DefiNet.Learning.Gradients;

/// <summary>Memory of one pass there and back, used again for structures of at most this size.</summary>
internal sealed class PassMemory
{
    /// <summary>Edges that are taken at once where their channels are needed.</summary>
    public const int EdgeTile = 192;

    /// <summary>Makes room.</summary>
    public PassMemory(DefectNetSizes sizes, int atoms, int edges)
    {
        var h = sizes.Channels;
        (Atoms, EdgesHeld) = (atoms, edges);
        Layers = [.. Enumerable.Range(0, sizes.Layers).Select(_ => new LayerMemory(h, atoms, edges))];
        Pair = new(atoms * 2 * h);
        First = new(atoms * h);
        Hidden = new(atoms * h);
        Wide = new(checked(atoms * 3 * h));
        Wider = new(atoms * 3 * h);
        ScalarGradient = new(atoms * h);
        VectorGradient = new(atoms * 3 * h);
        SentGradient = new(atoms * 3 * h);
        SplitGradient = new(checked(atoms * 6 * h));
        PairGradient = new(atoms * 2 * h);
        GateGradient = new(atoms * 3);
        EdgeGradient = new(EdgeTile * h);
        DirectionGradient = new(edges * 3);
        DistanceGradient = new double[edges];
        Positions = new double[3 * atoms];
        PositionGradient = new double[3 * atoms];
        VirtualScalarGradient = new(h);
        VirtualVectorGradient = new(3 * h);
        Row = new(4 * h + PackedMatrix.PanelWidth);
        OtherRow = new(4 * h + PackedMatrix.PanelWidth);
        VirtualBias = new(h + PackedMatrix.PanelWidth);
    }

    /// <summary>Atoms that fit.</summary>
    public int Atoms { get; }

    /// <summary>Edges that fit.</summary>
    public int EdgesHeld { get; }

    /// <summary>What the layers keep.</summary>
    public LayerMemory[] Layers { get; }

    /// <summary>Embeddings of element and marker, (atoms, 2h).</summary>
    public FloatBuffer Pair { get; }

    /// <summary>First scalars, (atoms, h).</summary>
    public FloatBuffer First { get; }

    /// <summary>An activated hidden layer, (atoms, h).</summary>
    public FloatBuffer Hidden { get; }

    /// <summary>Something of (atoms, 3h).</summary>
    public FloatBuffer Wide { get; }

    /// <summary>Something else of (atoms, 3h).</summary>
    public FloatBuffer Wider { get; }

    /// <summary>Gradient of the atoms' scalars, (atoms, h).</summary>
    public FloatBuffer ScalarGradient { get; }

    /// <summary>Gradient of the atoms' vectors, (atoms, 3, h).</summary>
    public FloatBuffer VectorGradient { get; }

    /// <summary>Gradient of what atoms send, (atoms, 3h).</summary>
    public FloatBuffer SentGradient { get; }

    /// <summary>Gradient of vectors in two halves, (atoms, 3, 2h).</summary>
    public FloatBuffer SplitGradient { get; }

    /// <summary>Gradient of two rows side by side, (atoms, 2h).</summary>
    public FloatBuffer PairGradient { get; }

    /// <summary>Gradient of an activation's gate, (atoms, 3).</summary>
    public FloatBuffer GateGradient { get; }

    /// <summary>Gradient of the products of a tile of edges.</summary>
    public FloatBuffer EdgeGradient { get; }

    /// <summary>Gradient of the edges' directions.</summary>
    public FloatBuffer DirectionGradient { get; }

    /// <summary>Gradient of the edges' lengths.</summary>
    public double[] DistanceGradient { get; }

    /// <summary>Positions, in Angstrom.</summary>
    public double[] Positions { get; }

    /// <summary>Their gradient.</summary>
    public double[] PositionGradient { get; }

    /// <summary>Gradient of the virtual node's scalars.</summary>
    public FloatBuffer VirtualScalarGradient { get; }

    /// <summary>Gradient of the virtual node's vectors.</summary>
    public FloatBuffer VirtualVectorGradient { get; }

    /// <summary>A few rows of channels.</summary>
    public FloatBuffer Row { get; }

    /// <summary>A few others.</summary>
    public FloatBuffer OtherRow { get; }

    /// <summary>The virtual node's share in every atom's first layer, bias included.</summary>
    public FloatBuffer VirtualBias { get; }
}
