using DefiNet.Inference.Checkpoints;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets;

/// <summary>Weights from files into nets.</summary>
internal static class WeightTensors
{
    /// <summary>The part of a file below which a tensor stands that only this kind of net has.</summary>
    /// <exception cref="LearningException">There is no such tensor, or there are several.</exception>
    public static Checkpoint Below(Checkpoint checkpoint, string landmark, string kind)
    {
        var found = checkpoint.Tensors.Keys.Where(name => name == landmark || name.EndsWith("." + landmark, StringComparison.Ordinal)).ToList();
        return found.Count == 1
            ? checkpoint.Under(found[0][..^landmark.Length])
            : throw new LearningException($"{checkpoint.Path}: there are {found.Count} tensors called '{landmark}'; the weights of one {kind} have one.");
    }

    /// <summary>Length of a tensor along an axis.</summary>
    /// <exception cref="LearningException">There is no such tensor or axis.</exception>
    public static int Length(Checkpoint weights, string name, int axis) =>
        weights.Tensors.TryGetValue(name, out var tensor) && axis < tensor.Shape.Length
            ? tensor.Shape[axis]
            : throw new LearningException($"{weights.Path}: '{name}' is missing or has no axis {axis + 1}; the weights are of another net or incomplete.");

    /// <summary>Copies the weights into a net, which is disposed of when they do not fit.</summary>
    /// <param name="weights">The weights, by the names of the net.</param>
    /// <param name="net">The net.</param>
    /// <param name="kind">What it is called in complaints.</param>
    /// <param name="optional">Names that a file may leave out, or have besides.</param>
    /// <exception cref="LearningException">A name is missing, unexpected or has another shape, or a number is not finite.</exception>
    public static T Into<T>(this Checkpoint weights, T net, string kind, params string[] optional)
        where T : nn.Module
    {
        using var scope = NewDisposeScope();
        try
        {
            var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var (name, tensor) in weights.Tensors)
                state[name] = Finite(weights, name, tensor);
            var own = net.state_dict();
            net.load_state_dict(state, skip: [.. optional.Where(name => !state.ContainsKey(name) || !own.ContainsKey(name))]);
            return net;
        }
        catch (Exception cause) when (cause is InvalidOperationException or ArgumentException)
        {
            net.Dispose();
            throw new LearningException($"{weights.Path}: these are not the weights of {kind}. {cause.Message}", cause);
        }
        catch (LearningException)
        {
            net.Dispose();
            throw;
        }
    }

    private static Tensor Finite(Checkpoint weights, string name, CheckpointTensor numbers)
    {
        var floats = numbers.ToFloats();
        foreach (var number in floats)
            if (!float.IsFinite(number))
                throw new LearningException($"{weights.Path}: tensor '{name}' holds a number that is not finite; the training went wrong or the file is damaged.");
        return tensor(floats, [.. numbers.Shape.Select(length => (long)length)]);
    }
}
