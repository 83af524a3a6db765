using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>What the way back through a layer needs of the way there.</summary>
internal sealed class LayerMemory
{
    /// <summary>Makes room.</summary>
    public LayerMemory(int channels, int atoms, int edges)
    {
        var h = channels;
        ScalarHidden = new(checked(atoms * h));
        ScalarChange = new(atoms * h);
        SpokenTo = new(atoms * h);
        SpokenVectors = new(checked(atoms * 3 * h));
        MessageHidden = new(atoms * (h / 2));
        Sent = new(atoms * 3 * h);
        Heard = new(atoms * 3 * h);
        HeardLinear = new(atoms * 3 * h);
        HeardGate = new(atoms * 3);
        Scalars = new(atoms * h);
        Vectors = new(atoms * 3 * h);
        Gates = new(h, atoms);
        Scaled = new(atoms * 3 * h);
        ScaledLinear = new(atoms * 3 * h);
        ScaledGate = new(atoms * 3);
        Updated = new(atoms * h);
        UpdatedVectors = new(atoms * 3 * h);
        PushHidden = new(atoms * h);
        Pushed = new(atoms * h);
        Bands = new(checked(edges * RadialFunctions.Stride));
        Slopes = new(edges * RadialFunctions.Stride);
        BandFirst = new int[edges];
        Directions = new(edges * 3);
        Distances = new double[edges];
        Products = new(checked(edges * h));
        EdgeHidden = new(edges * h);
        Strengths = new float[edges];
        VirtualScalar = new(h);
        VirtualVector = new(3 * h);
        VirtualPair = new(2 * h);
        VirtualHidden = new(h);
        VirtualChange = new(h);
        VirtualVectorIn = new(3 * h);
    }

    /// <summary>First layer of what the virtual node says, before its activation, (atoms, h).</summary>
    public FloatBuffer ScalarHidden { get; }

    /// <summary>Second layer of it, before its activation.</summary>
    public FloatBuffer ScalarChange { get; }

    /// <summary>Scalars after the virtual node spoke, (atoms, h).</summary>
    public FloatBuffer SpokenTo { get; }

    /// <summary>Vectors after the virtual node spoke, (atoms, 3, h).</summary>
    public FloatBuffer SpokenVectors { get; }

    /// <summary>First layer of what an atom sends, before its activation, (atoms, h/2).</summary>
    public FloatBuffer MessageHidden { get; }

    /// <summary>What each atom sends, (atoms, 3h).</summary>
    public FloatBuffer Sent { get; }

    /// <summary>Summed vector messages, (atoms, 3, h).</summary>
    public FloatBuffer Heard { get; }

    /// <summary>Linear part of their activation.</summary>
    public FloatBuffer HeardLinear { get; }

    /// <summary>Gate of their activation, (atoms, 3).</summary>
    public FloatBuffer HeardGate { get; }

    /// <summary>Scalars after the messages, (atoms, h).</summary>
    public FloatBuffer Scalars { get; }

    /// <summary>Vectors after the messages, (atoms, 3, h).</summary>
    public FloatBuffer Vectors { get; }

    /// <summary>Gates of the update.</summary>
    public GateMemory Gates { get; }

    /// <summary>Vectors scaled by the first gate, (atoms, 3, h).</summary>
    public FloatBuffer Scaled { get; }

    /// <summary>Linear part of their activation.</summary>
    public FloatBuffer ScaledLinear { get; }

    /// <summary>Gate of their activation, (atoms, 3).</summary>
    public FloatBuffer ScaledGate { get; }

    /// <summary>Scalars after the update, (atoms, h).</summary>
    public FloatBuffer Updated { get; }

    /// <summary>Vectors after the update, (atoms, 3, h).</summary>
    public FloatBuffer UpdatedVectors { get; }

    /// <summary>First layer of what an atom pushes with, before its activation, (atoms, h).</summary>
    public FloatBuffer PushHidden { get; }

    /// <summary>What each atom pushes its neighbours with, (atoms, h).</summary>
    public FloatBuffer Pushed { get; }

    /// <summary>Radial functions of each edge that are not zero.</summary>
    public FloatBuffer Bands { get; }

    /// <summary>Their derivatives, per Angstrom.</summary>
    public FloatBuffer Slopes { get; }

    /// <summary>First of those functions.</summary>
    public int[] BandFirst { get; }

    /// <summary>Direction of each edge, from sender to receiver.</summary>
    public FloatBuffer Directions { get; }

    /// <summary>Length of each edge, in Angstrom; zero where both ends are the same place.</summary>
    public double[] Distances { get; }

    /// <summary>Product of what an edge joins, (edges, h).</summary>
    public FloatBuffer Products { get; }

    /// <summary>First layer of the strength of a push, before its activation, (edges, h).</summary>
    public FloatBuffer EdgeHidden { get; }

    /// <summary>Strength of the push along each edge.</summary>
    public float[] Strengths { get; }

    /// <summary>Scalars of the virtual node before the layer.</summary>
    public FloatBuffer VirtualScalar { get; }

    /// <summary>Vectors of the virtual node before the layer, (3, h).</summary>
    public FloatBuffer VirtualVector { get; }

    /// <summary>Atoms' mean and the virtual scalar.</summary>
    public FloatBuffer VirtualPair { get; }

    /// <summary>First layer of the virtual node's update, before its activation.</summary>
    public FloatBuffer VirtualHidden { get; }

    /// <summary>Second layer of it, before its activation.</summary>
    public FloatBuffer VirtualChange { get; }

    /// <summary>Atoms' mean vectors and the virtual vectors, added.</summary>
    public FloatBuffer VirtualVectorIn { get; }
}
