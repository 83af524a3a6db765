using static TorchSharp.torch;

namespace DefiNet.Learning.Nets;

/// <summary>Writes the weights of a net as safetensors, under the names that they are published with.</summary>
/// <remarks><see cref="Inference.Checkpoints.Checkpoint"/> reads it, and so does every tool of PyTorch.</remarks>
public static class WeightFile
{
    /// <summary>Writes a file beside its place and puts it there when it is whole.</summary>
    /// <param name="net">The net.</param>
    /// <param name="path">The file, such as <c>model.safetensors</c>.</param>
    /// <param name="metadata">What else is known of the weights.</param>
    public static void Save(nn.Module net, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var quiet = no_grad();
        var state = net.state_dict();
        SafetensorsFile.Write(path, [.. state.Select(weight => (weight.Key, (IReadOnlyList<long>)weight.Value.shape))], metadata, file =>
        {
            foreach (var weight in state.Values)
            {
                using var scope = NewDisposeScope();
                file.Write(weight.detach().cpu().to_type(ScalarType.Float32).contiguous().bytes);
            }
        });
    }
}
