using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>What the way back through gates needs of the way there.</summary>
internal sealed class GateMemory
{
    /// <summary>Makes room.</summary>
    public GateMemory(int channels, int atoms)
    {
        Split = new(checked(atoms * 6 * channels));
        Pair = new(atoms * 2 * channels);
        Hidden = new(atoms * channels);
        Gates = new(atoms * 3 * channels);
    }

    /// <summary>Vectors in two halves, (atoms, 3, 2h).</summary>
    public FloatBuffer Split { get; }

    /// <summary>Scalars and lengths, (atoms, 2h).</summary>
    public FloatBuffer Pair { get; }

    /// <summary>First layer, before its activation, (atoms, h).</summary>
    public FloatBuffer Hidden { get; }

    /// <summary>The gates, (atoms, 3h).</summary>
    public FloatBuffer Gates { get; }
}
