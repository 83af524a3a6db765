using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
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

    /// <summary>Parts of the published net that it was trained without.</summary>
    public DefectNetParts LeftOut => _weights.LeftOut;

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
        var predicted = new Vector3[withGhosts.Count];
        Predict(withGhosts, markers, predicted, threads);
        return predicted;
    }

    /// <summary>Predicts the relaxed positions as <see cref="Predict(Structure, ReadOnlySpan{Marker}, int)"/> does, and allocates nothing where a structure is no larger than one before.</summary>
    /// <param name="withGhosts">The atoms, and a ghost atom of the host element at the ideal site of every vacancy.</param>
    /// <param name="markers">What each of them is.</param>
    /// <param name="predicted">Room for a position of each.</param>
    /// <param name="threads">Threads to work on; 0 for all processors. The result is the same bit for bit.</param>
    /// <exception cref="InferenceException">The markers do not fit the atoms, or an element is beyond those of the net.</exception>
    public void Predict(Structure withGhosts, ReadOnlySpan<Marker> markers, Span<Vector3> predicted, int threads = 0)
    {
        Check(withGhosts, markers);
        if (predicted.Length < withGhosts.Count)
            throw new ArgumentException("There must be room for the position of every atom and ghost.", nameof(predicted));
        var space = TakeWorkspace();
        Predict(space, withGhosts, markers, space.Find(withGhosts, markers, Settings), predicted, threads);
        GiveBack(space);
    }

    /// <summary>Predicts the relaxed positions with the given edges.</summary>
    internal Vector3[] Predict(Structure withGhosts, ReadOnlySpan<Marker> markers, EdgeList edges, int threads)
    {
        var predicted = new Vector3[withGhosts.Count];
        var space = TakeWorkspace();
        Predict(space, withGhosts, markers, edges, predicted, threads);
        GiveBack(space);
        return predicted;
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

    private static void Predict(Workspace space, Structure withGhosts, ReadOnlySpan<Marker> markers, EdgeList edges, Span<Vector3> predicted, int threads)
    {
        if (withGhosts.Count == 0)
            return;
        space.Take(withGhosts, markers, edges);
        space.Pass!.Run(edges, threads > 0 ? threads : Environment.ProcessorCount);
        for (var atom = 0; atom < withGhosts.Count; atom++)
            predicted[atom] = new(space.Positions[3 * atom], space.Positions[3 * atom + 1], space.Positions[3 * atom + 2]);
    }

    private Workspace TakeWorkspace()
    {
        if (_workspaces.TryTake(out var space))
            return space;
        space = new Workspace(Channels);
        space.Pass = Gemm.Best switch
        {
            GemmWidth.Wide => new ForwardPass<Lanes16, Vector512<float>>(_weights, space),
            GemmWidth.Quarter => new ForwardPass<Lanes4, Vector128<float>>(_weights, space),
            _ => new ForwardPass<Lanes8, Vector256<float>>(_weights, space),
        };
        return space;
    }

    private void GiveBack(Workspace space)
    {
        if (_workspaces.Count < MaxKeptWorkspaces)
            _workspaces.Add(space);
    }
}
