using DefiNet.Inference.Checkpoints;
using DefiNet.Learning.Gradients;

namespace DefiNet.Learning.Training;

/// <summary>Weights of a checkpoint in the flat row of a training.</summary>
internal static class FlatWeights
{
    /// <summary>Takes the weights out of a checkpoint, below any one prefix.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="weights">Where each stands.</param>
    /// <param name="landmark">Name of a tensor that only this kind of net has.</param>
    /// <param name="kind">What the net is called.</param>
    /// <exception cref="LearningException">A tensor is missing or has another shape.</exception>
    public static float[] Of(Checkpoint checkpoint, IReadOnlyList<NamedWeight> weights, string landmark, string kind)
    {
        var prefix = checkpoint.Tensors.Keys.Where(name => name.EndsWith(landmark, StringComparison.Ordinal)).Select(name => name[..^landmark.Length]).FirstOrDefault()
            ?? throw new LearningException($"{checkpoint.Path}: there is no tensor '{landmark}'; these are not the weights of a {kind}.");
        var numbers = new float[weights[^1].Offset + weights[^1].Count];
        foreach (var weight in weights)
        {
            if (!checkpoint.Tensors.TryGetValue(prefix + weight.Name, out var tensor) || !tensor.Shape.AsSpan().SequenceEqual(weight.Shape.AsSpan()))
                throw new LearningException($"{checkpoint.Path}: there is no tensor '{weight.Name}' of {string.Join('×', weight.Shape)}; a net of these sizes has one.");
            tensor.ToFloats().CopyTo(numbers, weight.Offset);
        }

        return numbers;
    }
}
