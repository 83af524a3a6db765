using System.Globalization;
using DefiNet.Inference.Checkpoints;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>The sizes of a DefiNet and which of its parts it has. The defaults are those of the published training.</summary>
public sealed record DefectNetSizes
{
    private const string Landmark = "defect_emb.embeddings.weight";
    private const string FirstEdge = "message_passing_layers.0.edge_proj.weight";
    private const string Coordinates = "coord_update_layers.";

    /// <summary>Channels of an atom; an even number.</summary>
    public int Channels { get; init; } = 512;

    /// <summary>Layers, each of which moves the atoms.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Radial functions.</summary>
    public int RadialFunctions { get; init; } = 128;

    /// <summary>Rows of the element embedding; the row is the atomic number.</summary>
    public int Elements { get; init; } = 118;

    /// <summary>Distance at which the radial functions end, in Angstrom.</summary>
    public double RadialCutoff { get; init; } = 30;

    /// <summary>Whether messages know the markers of their ends; the published net's do.</summary>
    public bool DefectAwareMessages { get; init; } = true;

    /// <summary>Whether the moves of atoms know the markers of both ends; the published net's do.</summary>
    public bool DefectAwareMoves { get; init; } = true;

    /// <summary>The sizes of the net in a checkpoint, read off the shapes of its weights.</summary>
    /// <param name="checkpoint">The weights, below any one prefix.</param>
    /// <param name="radialCutoff">What the file does not say.</param>
    /// <param name="weights">The weights without that prefix.</param>
    /// <exception cref="LearningException">The weights are not those of a DefiNet.</exception>
    public static DefectNetSizes Of(Checkpoint checkpoint, double radialCutoff, out Checkpoint weights)
    {
        var landmarks = checkpoint.Tensors.Keys.Where(name => name == Landmark || name.EndsWith("." + Landmark, StringComparison.Ordinal)).ToList();
        if (landmarks.Count != 1)
            throw new LearningException($"{checkpoint.Path}: there are {landmarks.Count} tensors called '{Landmark}'; the weights of one DefiNet have one.");
        weights = checkpoint.Under(landmarks[0][..^Landmark.Length]);
        if (!weights.Tensors.TryGetValue("atom_emb.embeddings.weight", out var elements) || elements.Shape.Length != 2
            || !weights.Tensors.TryGetValue(FirstEdge, out var edge) || edge.Shape.Length != 2)
            throw new LearningException($"{checkpoint.Path}: 'atom_emb.embeddings.weight' or '{FirstEdge}' is missing or no matrix; a DefiNet has both.");
        var layers = weights.Tensors.Keys
            .Where(name => name.StartsWith(Coordinates, StringComparison.Ordinal))
            .Select(name => int.TryParse(name[Coordinates.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index + 1 : 0)
            .DefaultIfEmpty(0).Max();
        if (elements.Shape[1] is < 2 or > 4096 || elements.Shape[0] > 1000 || layers is < 1 or > 64 || edge.Shape[1] is < 2 or > 4096)
            throw new LearningException($"{checkpoint.Path}: the net has {elements.Shape[1]} channels, {layers} layers, {edge.Shape[1]} radial functions and {elements.Shape[0]} rows of elements; up to 4096, 64, 4096 and 1000 can be used.");
        return new()
        {
            Channels = elements.Shape[1],
            Elements = elements.Shape[0],
            Layers = layers,
            RadialFunctions = edge.Shape[1],
            RadialCutoff = radialCutoff,
            DefectAwareMessages = weights.Tensors.ContainsKey("message_passing_layers.0.defect_proj.weight"),
            DefectAwareMoves = weights.Tensors.ContainsKey(Coordinates + "0.defect_proj.weight"),
        };
    }
}
