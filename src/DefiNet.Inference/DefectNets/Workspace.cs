using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>Memory of one prediction, used again for the next of at most this size.</summary>
internal sealed class Workspace
{
    /// <summary>Makes room.</summary>
    public Workspace(int channels, int atoms, int edges)
    {
        (Atoms, EdgesHeld) = (atoms, edges);
        Scalars = new(checked(atoms * channels));
        Vectors = new(checked(atoms * 3 * channels));
        NextVectors = new(Vectors.Length);
        Sent = new(Vectors.Length);
        Pushed = new(Scalars.Length);
        Bands = new(checked(edges * RadialFunctions.Stride));
        Directions = new(checked(edges * 3));
        BandFirst = new int[edges];
        Positions = new double[3 * atoms];
        NextPositions = new double[3 * atoms];
        VirtualScalar = new(channels);
        VirtualVector = new(3 * channels);
        VirtualIn = new(3 * channels);
        VirtualHidden = new(channels + PackedMatrix.PanelWidth);
        VirtualBias = new(channels + PackedMatrix.PanelWidth);
    }

    /// <summary>Atoms that fit.</summary>
    public int Atoms { get; }

    /// <summary>Edges that fit.</summary>
    public int EdgesHeld { get; }

    /// <summary>Scalars of the atoms, (atoms, h).</summary>
    public FloatBuffer Scalars { get; }

    /// <summary>Vectors of the atoms, (atoms, 3, h).</summary>
    public FloatBuffer Vectors { get; set; }

    /// <summary>Vectors after the messages; senders are still read from <see cref="Vectors"/>.</summary>
    public FloatBuffer NextVectors { get; set; }

    /// <summary>What each atom sends, (atoms, 3, h).</summary>
    public FloatBuffer Sent { get; }

    /// <summary>What each atom pushes its neighbours with, (atoms, h).</summary>
    public FloatBuffer Pushed { get; }

    /// <summary>Radial functions of each edge that are not zero.</summary>
    public FloatBuffer Bands { get; }

    /// <summary>First of those functions.</summary>
    public int[] BandFirst { get; }

    /// <summary>Direction of each edge, from sender to receiver.</summary>
    public FloatBuffer Directions { get; }

    /// <summary>Positions, in Angstrom.</summary>
    public double[] Positions { get; set; }

    /// <summary>Positions after the layer.</summary>
    public double[] NextPositions { get; set; }

    /// <summary>Scalars of the virtual node.</summary>
    public FloatBuffer VirtualScalar { get; }

    /// <summary>Vectors of the virtual node, (3, h).</summary>
    public FloatBuffer VirtualVector { get; }

    /// <summary>Argument of the virtual node's update.</summary>
    public FloatBuffer VirtualIn { get; }

    /// <summary>Hidden layer of the virtual node's update.</summary>
    public FloatBuffer VirtualHidden { get; }

    /// <summary>The virtual node's share in every atom's first layer, bias included.</summary>
    public FloatBuffer VirtualBias { get; }
}
