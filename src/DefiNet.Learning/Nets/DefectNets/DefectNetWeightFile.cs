using DefiNet.Inference.Checkpoints;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>A DefiNet from a file of published weights, read without running anything in it.</summary>
public static class DefectNetWeightFile
{
    private const string Offset = "radial_basis.rbf.offset";

    /// <summary>Makes the net; its sizes are read off the shapes of the weights.</summary>
    /// <exception cref="CheckpointException">The file is damaged or asks for more than data.</exception>
    /// <exception cref="LearningException">The weights are not those of a DefiNet.</exception>
    public static DefectNetModule Load(string path, double radialCutoff = 30) => Load(Checkpoint.Load(path), radialCutoff);

    /// <summary>Makes the net from weights that were read.</summary>
    /// <exception cref="LearningException">The weights are not those of a DefiNet.</exception>
    public static DefectNetModule Load(Checkpoint checkpoint, double radialCutoff = 30)
    {
        var net = new DefectNetModule(DefectNetSizes.Of(checkpoint, radialCutoff, out var weights));
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
