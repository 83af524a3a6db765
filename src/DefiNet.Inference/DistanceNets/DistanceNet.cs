using System.Runtime.Intrinsics;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DistanceNets;

/// <summary>A DeepRelax: predicts the distances of the relaxed structure with their uncertainty, and its cell; positions are those that fit the distances. Safe to use from several threads.</summary>
/// <remarks>Architecture: Yang et al., Nat. Commun. 15, 8148 (2024), as published in github.com/Shen-Group/DeepRelax.</remarks>
public sealed class DistanceNet : IDistanceModel
{
    private readonly DistanceNetWeights _weights;

    private DistanceNet(DistanceNetWeights weights, DistanceNetSettings settings, Checkpoint checkpoint)
    {
        (_weights, Settings, Path, Sha256) = (weights, settings, checkpoint.Path, checkpoint.Sha256);
    }

    /// <summary>What the net was trained with.</summary>
    public DistanceNetSettings Settings { get; }

    /// <summary>File of the weights.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of that file as hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Channels of an atom.</summary>
    public int Channels => _weights.Channels;

    /// <summary>Layers.</summary>
    public int Layers => _weights.Layers;

    /// <summary>Radial functions.</summary>
    public int RadialFunctions => _weights.Radial;

    /// <summary>Numbers that tell the place of a neighbour's cell.</summary>
    public int PlaceFunctions => _weights.Places;

    /// <summary>Trained numbers.</summary>
    public long Parameters => _weights.Parameters;

    /// <summary>Elements with an atomic number up to this can be treated.</summary>
    public int HighestElement => _weights.Elements;

    /// <summary>Whether a file of weights is one of a DeepRelax.</summary>
    public static bool IsOne(Checkpoint checkpoint) =>
        checkpoint.Tensors.Keys.Any(name => name == DistanceNetWeights.Landmark || name.EndsWith("." + DistanceNetWeights.Landmark, StringComparison.Ordinal));

    /// <summary>Makes the net from its weights; its sizes are read off their shapes.</summary>
    /// <exception cref="CheckpointException">The weights are not those of a DeepRelax.</exception>
    public static DistanceNet Load(Checkpoint checkpoint, DistanceNetSettings? settings = null)
    {
        settings ??= new DistanceNetSettings();
        return new(new DistanceNetWeights(checkpoint, settings), settings, checkpoint);
    }

    /// <summary>Makes the net from a file of weights.</summary>
    /// <exception cref="CheckpointException">The file cannot be read or holds other weights.</exception>
    public static DistanceNet Load(string path, DistanceNetSettings? settings = null) => Load(Checkpoint.Load(path), settings);

    /// <summary>Predicts the relaxed structure.</summary>
    /// <param name="structure">The unrelaxed atoms; no ghosts.</param>
    /// <param name="threads">Threads to work on; 0 for all processors. The result is the same bit for bit.</param>
    /// <exception cref="InferenceException">An element is beyond those of the net.</exception>
    public DistancePrediction Predict(Structure structure, int threads = 0)
    {
        var edges = EdgesOf(structure);
        var predicted = PredictPairs(structure, edges, threads);
        var cell = predicted.Cell;
        return new(
            [.. FittedPositions.Of(structure, edges, predicted, Settings.Search)],
            [new(cell[0], cell[1], cell[2]), new(cell[3], cell[4], cell[5]), new(cell[6], cell[7], cell[8])],
            edges.Count,
            edges.HomeCount);
    }

    /// <summary>The pairs that the net looks at.</summary>
    internal DistanceEdges EdgesOf(Structure structure) => new(structure, Settings);

    /// <summary>What the net says of the pairs, before the search for positions.</summary>
    internal PairPredictions PredictPairs(Structure structure, DistanceEdges edges, int threads)
    {
        if (structure.Count == 0)
            throw new InferenceException("The structure has no atoms; a prediction needs at least one.");
        foreach (var element in structure.Species)
            if (element.AtomicNumber > HighestElement || element.AtomicNumber == 0)
                throw new InferenceException($"The net knows elements 1 to {HighestElement}; {element.Symbol} is number {element.AtomicNumber}.");
        threads = threads > 0 ? threads : Environment.ProcessorCount;
        return Gemm.Best switch
        {
            GemmWidth.Wide => new DistancePass<Lanes16, Vector512<float>>(_weights, structure, edges, threads).Run(),
            GemmWidth.Quarter => new DistancePass<Lanes4, Vector128<float>>(_weights, structure, edges, threads).Run(),
            _ => new DistancePass<Lanes8, Vector256<float>>(_weights, structure, edges, threads).Run(),
        };
    }
}
