using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>What the way back through a layer needs of the way there.</summary>
internal sealed class DistanceLayerMemory
{
    /// <summary>Makes room.</summary>
    public DistanceLayerMemory(int channels, int atoms)
    {
        MessageHidden = new(atoms * (channels / 2));
        Sent = new(checked(atoms * 3 * channels));
        Scalars = new(atoms * channels);
        Vectors = new(atoms * 3 * channels);
        Gates = new(channels, atoms);
        Updated = new(atoms * channels);
        UpdatedVectors = new(atoms * 3 * channels);
    }

    /// <summary>First layer of what an atom sends, before its activation, (atoms, h/2).</summary>
    public FloatBuffer MessageHidden { get; }

    /// <summary>What each atom sends, (atoms, 3h).</summary>
    public FloatBuffer Sent { get; }

    /// <summary>Scalars after the messages, (atoms, h).</summary>
    public FloatBuffer Scalars { get; }

    /// <summary>Vectors after the messages, (atoms, 3, h).</summary>
    public FloatBuffer Vectors { get; }

    /// <summary>Gates of the update.</summary>
    public GateMemory Gates { get; }

    /// <summary>Scalars after the update, (atoms, h).</summary>
    public FloatBuffer Updated { get; }

    /// <summary>Vectors after the update, (atoms, 3, h).</summary>
    public FloatBuffer UpdatedVectors { get; }
}
