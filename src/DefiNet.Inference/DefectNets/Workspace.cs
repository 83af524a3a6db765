using System.Diagnostics.CodeAnalysis;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Neighbours;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>Memory of one prediction, used again for the next: it only grows.</summary>
internal sealed class Workspace
{
    private readonly int _channels;
    private readonly NeighbourSearch _search = new();
    private readonly EdgeList _edges = new();
    private TileScratch?[] _scratches = [];
    private bool[] _self = [];

    /// <summary>Makes one for a net with so many channels, without room for atoms yet.</summary>
    public Workspace(int channels)
    {
        _channels = channels;
        VirtualScalar = new(channels);
        VirtualVector = new(3 * channels);
        VirtualIn = new(3 * channels);
        VirtualHidden = new(channels + PackedMatrix.PanelWidth);
        VirtualBias = new(channels + PackedMatrix.PanelWidth);
        MakeRoom(0);
        MakeEdgeRoom(0);
    }

    /// <summary>The run that works in it; null before the first.</summary>
    public IForwardPass? Pass { get; set; }

    /// <summary>Finds the edges of a structure; the list is this object's own.</summary>
    public EdgeList Find(Structure withGhosts, ReadOnlySpan<Marker> markers, DefectNetSettings settings)
    {
        var self = Span<bool>.Empty;
        if (settings.SelfEdges == SelfEdges.Rounding)
        {
            if (_self.Length < withGhosts.Count)
                _self = new bool[withGhosts.Count];
            self = _self.AsSpan(0, withGhosts.Count);
            RoundingSelfEdges.Mark(withGhosts, markers, self);
        }

        _edges.Fill(withGhosts, _search.Find(withGhosts, settings.EdgeCutoff, settings.MaxNeighbours), self, settings.MaxNeighbours);
        return _edges;
    }

    /// <summary>Takes atoms, markers and positions of a structure, and makes room for it.</summary>
    public void Take(Structure withGhosts, ReadOnlySpan<Marker> markers, EdgeList edges)
    {
        if (Elements.Length < withGhosts.Count)
            MakeRoom(withGhosts.Count);
        if (BandFirst.Length < edges.Count)
            MakeEdgeRoom(edges.Count + edges.Count / 8);
        Atoms = withGhosts.Count;
        for (var atom = 0; atom < Atoms; atom++)
        {
            Elements[atom] = (byte)withGhosts.Species[atom].AtomicNumber;
            Markers[atom] = (byte)markers[atom];
            var position = withGhosts.Cartesian[atom];
            (Positions[3 * atom], Positions[3 * atom + 1], Positions[3 * atom + 2]) = (position.X, position.Y, position.Z);
        }
    }

    /// <summary>Room for so many workers.</summary>
    public void Employ(int workers)
    {
        if (_scratches.Length < workers)
            Array.Resize(ref _scratches, workers);
    }

    /// <summary>Memory of a worker.</summary>
    public TileScratch Scratch(int worker) => _scratches[worker] ??= new(_channels);

    /// <summary>Atoms and ghosts of the present structure.</summary>
    public int Atoms { get; private set; }

    /// <summary>Atomic number of each.</summary>
    public byte[] Elements { get; private set; } = [];

    /// <summary>Marker of each.</summary>
    public byte[] Markers { get; private set; } = [];

    /// <summary>Scalars of the atoms, (atoms, h).</summary>
    public FloatBuffer Scalars { get; private set; }

    /// <summary>Vectors of the atoms, (atoms, 3, h).</summary>
    public FloatBuffer Vectors { get; set; }

    /// <summary>Vectors after the messages; senders are still read from <see cref="Vectors"/>.</summary>
    public FloatBuffer NextVectors { get; set; }

    /// <summary>What each atom sends, (atoms, 3, h).</summary>
    public FloatBuffer Sent { get; private set; }

    /// <summary>What each atom pushes its neighbours with, (atoms, h).</summary>
    public FloatBuffer Pushed { get; private set; }

    /// <summary>Radial functions of each edge that are not zero.</summary>
    public FloatBuffer Bands { get; private set; }

    /// <summary>First of those functions.</summary>
    public int[] BandFirst { get; private set; }

    /// <summary>Direction of each edge, from sender to receiver.</summary>
    public FloatBuffer Directions { get; private set; }

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

    [MemberNotNull(nameof(Scalars), nameof(Vectors), nameof(NextVectors), nameof(Sent), nameof(Pushed), nameof(Positions), nameof(NextPositions))]
    private void MakeRoom(int atoms)
    {
        Scalars = new(checked(atoms * _channels));
        Vectors = new(checked(atoms * 3 * _channels));
        NextVectors = new(Vectors.Length);
        Sent = new(Vectors.Length);
        Pushed = new(Scalars.Length);
        (Positions, NextPositions) = (new double[3 * atoms], new double[3 * atoms]);
        (Elements, Markers) = (new byte[atoms], new byte[atoms]);
    }

    [MemberNotNull(nameof(Bands), nameof(Directions), nameof(BandFirst))]
    private void MakeEdgeRoom(int edges)
    {
        Bands = new(checked(edges * RadialFunctions.Stride));
        Directions = new(checked(edges * 3));
        BandFirst = new int[edges];
    }
}
