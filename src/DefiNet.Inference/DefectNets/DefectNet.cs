using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>A DefiNet: an equivariant net that moves the atoms of an unrelaxed defect structure to their relaxed positions in one go. Safe to use from several threads.</summary>
/// <remarks>
/// Architecture: npj Comput. Mater. 2025, s41524-025-01728-w (arXiv 2503.15391), as published in github.com/Shen-Group/DefiNet. Atoms are moved in every layer and distances and directions taken anew; the list of edges is that of the input.
/// </remarks>
public sealed class DefectNet
{
    private const int MaxKeptWorkspaces = 4;

    private readonly DefectNetWeights _weights;
    private readonly ConcurrentBag<Workspace> _workspaces = [];
    private readonly ConcurrentBag<TileScratch> _scratches = [];

    private DefectNet(DefectNetWeights weights, DefectNetSettings settings, Checkpoint checkpoint)
    {
        (_weights, Settings, Path, Sha256) = (weights, settings, checkpoint.Path, checkpoint.Sha256);
    }

    /// <summary>What the net was trained with.</summary>
    public DefectNetSettings Settings { get; }

    /// <summary>File of the weights.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of that file as hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Channels of an atom.</summary>
    public int Channels => _weights.Channels;

    /// <summary>Layers, each of which moves the atoms.</summary>
    public int Layers => _weights.Layers;

    /// <summary>Radial functions.</summary>
    public int RadialFunctions => _weights.Radial;

    /// <summary>Trained numbers.</summary>
    public long Parameters => _weights.Parameters;

    /// <summary>Elements with an atomic number below this can be treated.</summary>
    public int ElementLimit => _weights.Elements;

    /// <summary>Makes the net from its weights; its sizes are read off their shapes.</summary>
    /// <exception cref="CheckpointException">The weights are not those of a DefiNet.</exception>
    public static DefectNet Load(Checkpoint checkpoint, DefectNetSettings? settings = null)
    {
        settings ??= new DefectNetSettings();
        return new(new DefectNetWeights(checkpoint, settings), settings, checkpoint);
    }

    /// <summary>Makes the net from a file of weights.</summary>
    /// <exception cref="CheckpointException">The file cannot be read or holds other weights.</exception>
    public static DefectNet Load(string path, DefectNetSettings? settings = null) => Load(Checkpoint.Load(path), settings);

    /// <summary>Predicts the relaxed positions, in Angstrom, not wrapped into the cell; one per atom and ghost, in their order.</summary>
    /// <param name="withGhosts">The atoms, and a ghost atom of the host element at the ideal site of every vacancy.</param>
    /// <param name="markers">What each of them is.</param>
    /// <param name="threads">Threads to work on; 0 for all processors. The result is the same bit for bit.</param>
    /// <exception cref="InferenceException">The markers do not fit the atoms, or an element is beyond those of the net.</exception>
    public Vector3[] Predict(Structure withGhosts, ReadOnlySpan<Marker> markers, int threads = 0)
    {
        Check(withGhosts, markers);
        return Predict(withGhosts, markers, EdgeList.Of(withGhosts, markers, Settings), threads);
    }

    private void Check(Structure withGhosts, ReadOnlySpan<Marker> markers)
    {
        if (markers.Length != withGhosts.Count)
            throw new InferenceException($"There are {markers.Length} markers for {withGhosts.Count} atoms and ghosts; each needs one.");
        foreach (var element in withGhosts.Species)
            if (element.AtomicNumber >= ElementLimit || element.AtomicNumber == 0)
                throw new InferenceException($"The net knows elements 1 to {ElementLimit - 1}; {element.Symbol} is number {element.AtomicNumber}.");
        foreach (var marker in markers)
            if (marker > Marker.Vacancy)
                throw new InferenceException($"The marker {(int)marker} is none; markers are 0 (pristine), 1 (substitution) and 2 (vacancy).");
    }

    /// <summary>Predicts the relaxed positions with the given edges.</summary>
    internal Vector3[] Predict(Structure withGhosts, ReadOnlySpan<Marker> markers, EdgeList edges, int threads)
    {
        if (withGhosts.Count == 0)
            return [];

        if (!_workspaces.TryTake(out var space) || space.Atoms < withGhosts.Count || space.EdgesHeld < edges.Count)
            space = new Workspace(Channels, withGhosts.Count, edges.Count + edges.Count / 8);
        for (var atom = 0; atom < withGhosts.Count; atom++)
            for (var axis = 0; axis < 3; axis++)
                space.Positions[3 * atom + axis] = withGhosts.Cartesian[atom][axis];

        threads = threads > 0 ? threads : Environment.ProcessorCount;
        if (Vector512.IsHardwareAccelerated)
            new ForwardPass<Lanes16, Vector512<float>>(_weights, space, _scratches, withGhosts.Species, markers, edges, threads).Run();
        else if (AdvSimd.IsSupported)
            new ForwardPass<Lanes4, Vector128<float>>(_weights, space, _scratches, withGhosts.Species, markers, edges, threads).Run();
        else
            new ForwardPass<Lanes8, Vector256<float>>(_weights, space, _scratches, withGhosts.Species, markers, edges, threads).Run();

        var predicted = new Vector3[withGhosts.Count];
        for (var atom = 0; atom < predicted.Length; atom++)
            predicted[atom] = new(space.Positions[3 * atom], space.Positions[3 * atom + 1], space.Positions[3 * atom + 2]);
        if (_workspaces.Count < MaxKeptWorkspaces)
            _workspaces.Add(space);
        return predicted;
    }
}
