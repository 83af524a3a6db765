using System.Globalization;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>All weights of a net, packed.</summary>
internal sealed class DefectNetWeights
{
    private const string Kind = "DefiNet";
    private const string Landmark = "defect_emb.embeddings.weight";
    private const string Offsets = "radial_basis.rbf.offset";
    private const int MaxChannels = 4096;
    private const int MaxLayers = 64;
    private const int MaxRadial = 4096;
    private const float OffsetTolerance = 1e-5f;

    /// <summary>Reads the weights; sizes follow from their shapes.</summary>
    public DefectNetWeights(Checkpoint checkpoint, DefectNetSettings settings)
    {
        var read = new WeightReader(checkpoint, Landmark, Kind);
        (Elements, Channels) = read.ShapeOf("atom_emb.embeddings.weight") is [var elements, var channels]
            ? (elements, channels)
            : throw new CheckpointException($"{checkpoint.Path}: there is no matrix 'atom_emb.embeddings.weight'; these are not the weights of a {Kind}.");
        Layers = LayerCount(read);
        Radial = read.ShapeOf("message_passing_layers.0.edge_proj.weight") is [_, var radial] ? radial : 0;
        if (Channels is < 2 or > MaxChannels || Channels % 2 != 0 || Layers is < 1 or > MaxLayers || Radial is < 2 or > MaxRadial || Elements is < 2 or > 1000)
            throw new CheckpointException(
                $"{checkpoint.Path}: the net has {Channels} channels, {Layers} layers, {Radial} radial functions and {Elements} rows of elements; "
                + $"an even number up to {MaxChannels}, 1 to {MaxLayers}, 2 to {MaxRadial} and 2 to 1000 can be used.");

        ElementEmbedding = read.Read("atom_emb.embeddings.weight", Elements, Channels);
        MarkerEmbedding = read.Read(Landmark, LayerWeights.MarkerValues, Channels);
        Combine = new(read.Read("lin_comb.weight", Channels, 2 * Channels), Channels, 2 * Channels, read.Read("lin_comb.bias", Channels));
        VirtualScalar = read.Read("vn_emb.weight", 1, Channels);
        LeftOut = (read.ShapeOf("message_passing_layers.0.defect_proj.weight") is null ? DefectNetParts.MarkersInMessages : 0)
            | (read.ShapeOf("coord_update_layers.0.defect_proj.weight") is null ? DefectNetParts.MarkersInMoves : 0);
        PerLayer = [.. Enumerable.Range(0, Layers).Select(index => new LayerWeights(read, index, Channels, Radial, MarkerEmbedding, LeftOut))];
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

    /// <summary>Rows of the element embedding; the row is the atomic number.</summary>
    public int Elements { get; }

    /// <summary>Trained numbers.</summary>
    public long Parameters { get; }

    /// <summary>Parts that the first layer has no weights for; the others must lack them too.</summary>
    public DefectNetParts LeftOut { get; }

    /// <summary>(elements, channels)</summary>
    public float[] ElementEmbedding { get; }

    /// <summary>(3, channels)</summary>
    public float[] MarkerEmbedding { get; }

    /// <summary>Element and marker to an atom's first scalars.</summary>
    public PackedMatrix Combine { get; }

    /// <summary>First scalars of the virtual node.</summary>
    public float[] VirtualScalar { get; }

    /// <summary>The layers.</summary>
    public LayerWeights[] PerLayer { get; }

    /// <summary>The radial functions.</summary>
    public RadialFunctions Functions { get; }

    private static int LayerCount(WeightReader read)
    {
        const string prefix = "coord_update_layers.";
        return 1 + read.Names
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => int.TryParse(name[prefix.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? Math.Min(index, MaxLayers) : -1)
            .DefaultIfEmpty(-1)
            .Max();
    }

    // A file of averaged weights leaves the offsets out, since they are not trained.
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
