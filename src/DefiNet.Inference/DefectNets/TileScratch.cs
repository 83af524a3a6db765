using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>Memory that one thread works in; its size depends on the net alone.</summary>
internal sealed class TileScratch
{
    /// <summary>Atoms that a thread takes at once: vectors then fill whole blocks of rows.</summary>
    public const int Atoms = 48;

    /// <summary>Edges that a thread pushes along at once.</summary>
    public const int Edges = 192;

    /// <summary>Makes room for a net with so many channels.</summary>
    public TileScratch(int channels)
    {
        Messages = new(Atoms * 3 * channels);
        Linear = new(Atoms * 3 * channels);
        Split = new(Atoms * 3 * 2 * channels);
        Gates = new(Atoms * 3 * channels);
        Pair = new(Atoms * 2 * channels);
        Hidden = new(Atoms * channels);
        Filter = new(3 * channels);
        Sums = new(Atoms * channels);
        EdgeIn = new(Edges * channels);
        EdgeOut = new(Edges * channels);
    }

    /// <summary>Summed vector messages, (atoms, 3, h).</summary>
    public FloatBuffer Messages { get; }

    /// <summary>Vectors before an activation, (atoms, 3, h).</summary>
    public FloatBuffer Linear { get; }

    /// <summary>Vectors in two halves, (atoms, 3, 2h).</summary>
    public FloatBuffer Split { get; }

    /// <summary>Gates of an update, (atoms, 3h).</summary>
    public FloatBuffer Gates { get; }

    /// <summary>Two rows of channels side by side, (atoms, 2h).</summary>
    public FloatBuffer Pair { get; }

    /// <summary>Hidden layer, (atoms, h).</summary>
    public FloatBuffer Hidden { get; }

    /// <summary>Radial filter of one edge, (3h).</summary>
    public FloatBuffer Filter { get; }

    /// <summary>Summed scalar messages, (atoms, h).</summary>
    public FloatBuffer Sums { get; }

    /// <summary>Products along edges, (edges, h).</summary>
    public FloatBuffer EdgeIn { get; }

    /// <summary>Hidden layer of pushes, (edges, h).</summary>
    public FloatBuffer EdgeOut { get; }
}
