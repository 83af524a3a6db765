using System.Globalization;
using DefiNet.Inference.Checkpoints;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>A DefiNet from a file of published weights, read without running anything in it.</summary>
public static class DefectNetWeightFile
{
    private const string Landmark = "defect_emb.embeddings.weight";
    private const string Offset = "radial_basis.rbf.offset";
    private const string FirstEdge = "message_passing_layers.0.edge_proj.weight";
    private const string Coordinates = "coord_update_layers.";

    /// <summary>Makes the net; its sizes are read off the shapes of the weights.</summary>
    /// <exception cref="CheckpointException">The file is damaged or asks for more than data.</exception>
    /// <exception cref="LearningException">The weights are not those of a DefiNet.</exception>
    public static DefectNetModule Load(string path, double radialCutoff = 30) => Load(Checkpoint.Load(path), radialCutoff);

    /// <summary>Makes the net from weights that were read.</summary>
    /// <exception cref="LearningException">The weights are not those of a DefiNet.</exception>
    public static DefectNetModule Load(Checkpoint checkpoint, double radialCutoff = 30)
    {
        var landmarks = checkpoint.Tensors.Keys.Where(name => name == Landmark || name.EndsWith("." + Landmark, StringComparison.Ordinal)).ToList();
        if (landmarks.Count != 1)
            throw new LearningException($"{checkpoint.Path}: there are {landmarks.Count} tensors called '{Landmark}'; the weights of one DefiNet have one.");
        var weights = checkpoint.Under(landmarks[0][..^Landmark.Length]);
        if (!weights.Tensors.TryGetValue("atom_emb.embeddings.weight", out var elements) || elements.Shape.Length != 2
            || !weights.Tensors.TryGetValue(FirstEdge, out var edge) || edge.Shape.Length != 2)
            throw new LearningException($"{checkpoint.Path}: 'atom_emb.embeddings.weight' or '{FirstEdge}' is missing or no matrix; a DefiNet has both.");
        var layers = weights.Tensors.Keys
            .Where(name => name.StartsWith(Coordinates, StringComparison.Ordinal))
            .Select(name => int.TryParse(name[Coordinates.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index + 1 : 0)
            .DefaultIfEmpty(0).Max();
        if (elements.Shape[1] is < 2 or > 4096 || elements.Shape[0] > 1000 || layers is < 1 or > 64 || edge.Shape[1] is < 2 or > 4096)
            throw new LearningException($"{checkpoint.Path}: the net has {elements.Shape[1]} channels, {layers} layers, {edge.Shape[1]} radial functions and {elements.Shape[0]} rows of elements; up to 4096, 64, 4096 and 1000 can be used.");

        var net = new DefectNetModule(new DefectNetSizes
        {
            Channels = elements.Shape[1],
            Elements = elements.Shape[0],
            Layers = layers,
            RadialFunctions = edge.Shape[1],
            RadialCutoff = radialCutoff,
            DefectAwareMessages = weights.Tensors.ContainsKey("message_passing_layers.0.defect_proj.weight"),
            DefectAwareMoves = weights.Tensors.ContainsKey(Coordinates + "0.defect_proj.weight"),
        });
        using var scope = NewDisposeScope();
        try
        {
            var state = weights.Tensors.ToDictionary(pair => pair.Key, pair => tensor(pair.Value.ToFloats(), [.. pair.Value.Shape.Select(length => (long)length)]), StringComparer.Ordinal);
            net.load_state_dict(state, skip: [Offset]); // a file of averaged weights leaves it out, since it is not trained
        }
        catch (Exception cause) when (cause is InvalidOperationException or ArgumentException)
        {
            net.Dispose();
            throw new LearningException($"{checkpoint.Path}: these are not the weights of a DefiNet. {cause.Message}", cause);
        }

        return net;
    }
}
