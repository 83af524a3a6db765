using System.Globalization;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DistanceNets;

/// <summary>All weights of a net, packed.</summary>
internal sealed class DistanceNetWeights
{
    /// <summary>A tensor that only this architecture has.</summary>
    public const string Landmark = "lin_edge_displace.0.weight";

    private const string Kind = "DeepRelax";
    private const string Offsets = "radial_basis.rbf.offset";
    private const int MaxChannels = 4096;
    private const int MaxLayers = 64;
    private const int MaxFeatures = 4096;
    private const float OffsetTolerance = 1e-5f;

    /// <summary>Reads the weights; sizes follow from their shapes.</summary>
    public DistanceNetWeights(Checkpoint checkpoint, DistanceNetSettings settings)
    {
        var read = new WeightReader(checkpoint, Landmark, Kind);
        (Elements, Channels) = read.ShapeOf("atom_emb.embeddings.weight") is [var elements, var channels]
            ? (elements, channels)
            : throw new CheckpointException($"{checkpoint.Path}: there is no matrix 'atom_emb.embeddings.weight'; these are not the weights of a {Kind}.");
        Layers = LayerCount(read);
        var features = read.ShapeOf(Landmark) is [_, var inputs] ? inputs : 0;

        // A file of averaged weights leaves the offsets out, since they are not trained: then both halves are of one size, as in the published net.
        Radial = read.ShapeOf(Offsets) is [var radial] ? radial : features / 2;
        Places = features - Radial;
        if (Channels is < 2 or > MaxChannels || Channels % 2 != 0 || Layers is < 1 or > MaxLayers || Elements is < 1 or > 1000
            || Radial is < 2 or > MaxFeatures || Places is < 2 or > MaxFeatures || Places % 2 != 0)
            throw new CheckpointException(
                $"{checkpoint.Path}: the net has {Channels} channels, {Layers} layers, {Radial} radial functions, {Places} numbers for a cell's place and {Elements} elements; "
                + $"even numbers of channels and places up to {MaxChannels}, 1 to {MaxLayers} layers, 2 to {MaxFeatures} functions and 1 to 1000 elements can be used.");

        ElementEmbedding = read.Read("atom_emb.embeddings.weight", Elements, Channels);
        PerLayer = [.. Enumerable.Range(0, Layers).Select(index => new DistanceNetLayer(read, index, Channels, Radial, Places))];
        Displacement = new(read, "displace", Channels, Radial, Places);
        Relaxed = new(read, "relaxed", Channels, Radial, Places);
        Cell = new(read, Channels);
        Parameters = read.Parameters;
        CheckOffsets(read, checkpoint.Path);
        read.RefuseOthers(Kind, Offsets);
        Functions = new RadialFunctions(Radial, settings.RadialCutoff);
    }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>Layers.</summary>
    public int Layers { get; }

    /// <summary>Radial functions.</summary>
    public int Radial { get; }

    /// <summary>Numbers that tell the place of a cell.</summary>
    public int Places { get; }

    /// <summary>Rows of the element embedding; the row is the atomic number less one.</summary>
    public int Elements { get; }

    /// <summary>Trained numbers.</summary>
    public long Parameters { get; }

    /// <summary>(elements, channels)</summary>
    public float[] ElementEmbedding { get; }

    /// <summary>The layers.</summary>
    public DistanceNetLayer[] PerLayer { get; }

    /// <summary>Distance between a sender's relaxed and a receiver's unrelaxed position.</summary>
    public PairHead Displacement { get; }

    /// <summary>Distance between two relaxed positions.</summary>
    public PairHead Relaxed { get; }

    /// <summary>Relaxed cell.</summary>
    public CellHead Cell { get; }

    /// <summary>The radial functions.</summary>
    public RadialFunctions Functions { get; }

    /// <summary>A linear layer with its bias.</summary>
    public static PackedMatrix Linear(WeightReader read, string name, int outputs, int inputs) =>
        new(read.Read($"{name}.weight", outputs, inputs), outputs, inputs, read.Read($"{name}.bias", outputs));

    private static int LayerCount(WeightReader read)
    {
        const string prefix = "update_layers.";
        return 1 + read.Names
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => int.TryParse(name[prefix.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? Math.Min(index, MaxLayers) : -1)
            .DefaultIfEmpty(-1)
            .Max();
    }

    private void CheckOffsets(WeightReader read, string path)
    {
        if (read.ShapeOf(Offsets) is null)
            return;
        var offsets = read.Read(Offsets, Radial);
        for (var index = 0; index < Radial; index++)
            if (Math.Abs(offsets[index] - index / (Radial - 1f)) > OffsetTolerance)
                throw new CheckpointException($"{path}: '{Offsets}' does not run from 0 to 1 in equal steps; the radial functions of a {Kind} do.");
    }
}
