using System.Globalization;
using DefiNet.Inference.Checkpoints;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>A DeepRelax from a file of published weights, read without running anything in it.</summary>
public static class DistanceNetWeightFile
{
    private const string Kind = "a DeepRelax";
    private const string Landmark = "lin_edge_displace.0.weight";
    private const string Embedding = "atom_emb.embeddings.weight";
    private const string Offset = "radial_basis.rbf.offset";
    private const string Updates = "update_layers.";

    /// <summary>Makes the net; its sizes are read off the shapes of the weights.</summary>
    /// <exception cref="CheckpointException">The file is damaged or asks for more than data.</exception>
    /// <exception cref="LearningException">The weights are not those of a DeepRelax.</exception>
    public static DistanceNetModule Load(string path, double radialCutoff = 30) => Load(Checkpoint.Load(path), radialCutoff);

    /// <summary>Makes the net from weights that were read.</summary>
    /// <exception cref="LearningException">The weights are not those of a DeepRelax.</exception>
    public static DistanceNetModule Load(Checkpoint checkpoint, double radialCutoff = 30)
    {
        var weights = WeightTensors.Below(checkpoint, Landmark, "DeepRelax");
        var (elements, channels, features) = (WeightTensors.Length(weights, Embedding, 0), WeightTensors.Length(weights, Embedding, 1), WeightTensors.Length(weights, Landmark, 1));

        // A file of averaged weights leaves the offsets out, since they are not trained: then both halves are of one size, as in the published net.
        var radial = weights.Tensors.ContainsKey(Offset) ? WeightTensors.Length(weights, Offset, 0) : features / 2;
        var layers = weights.Tensors.Keys
            .Where(name => name.StartsWith(Updates, StringComparison.Ordinal))
            .Select(name => int.TryParse(name[Updates.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? Math.Min(index, 1000) + 1 : 0)
            .DefaultIfEmpty(0).Max();
        if (channels is < 2 or > 4096 || channels % 2 != 0 || elements is < 1 or > 1000 || layers is < 1 or > 64 || radial is < 2 or > 4096 || (features - radial) is < 2 or > 4096 || (features - radial) % 2 != 0)
            throw new LearningException($"{checkpoint.Path}: the net has {channels} channels, {layers} layers, {radial} radial functions, {features - radial} numbers for a cell's place and {elements} elements; even numbers of channels and places up to 4096, 64 layers, 4096 functions and 1000 elements can be used.");
        return weights.Into(new DistanceNetModule(new() { Channels = channels, Layers = layers, RadialFunctions = radial, PlaceFunctions = features - radial, Elements = elements, RadialCutoff = radialCutoff }), Kind, Offset);
    }
}
