using DefiNet.Inference.Checkpoints;

namespace DefiNet.Inference.Potentials;

/// <summary>Hands out the tensors of a checkpoint by name and shape, and knows at the end which ones nobody asked for.</summary>
internal sealed class WeightSource(Checkpoint checkpoint, string prefix)
{
    private readonly Dictionary<string, float[]> _taken = new(StringComparer.Ordinal);

    /// <summary>The file, for complaints.</summary>
    public string Path => checkpoint.Path;

    /// <summary>Whether there is such a tensor.</summary>
    public bool Has(string name) => checkpoint.Tensors.ContainsKey(prefix + name);

    /// <summary>Length of a tensor along an axis.</summary>
    public int Size(string name, int axis)
    {
        var tensor = Find(name);
        return axis < tensor.Shape.Length ? tensor.Shape[axis] : throw Bad($"'{prefix}{name}' is {tensor.ShapeText}; it must have {axis + 1} axes");
    }

    /// <summary>The numbers of a tensor of the given shape.</summary>
    public float[] Take(string name, params ReadOnlySpan<int> shape)
    {
        if (_taken.TryGetValue(name, out var known))
            return known;
        var tensor = Find(name);
        if (!tensor.Shape.AsSpan().SequenceEqual(shape))
            throw Bad($"'{prefix}{name}' is {tensor.ShapeText}; it must be {(shape.Length == 0 ? "a single number" : string.Join('×', shape.ToArray()))}");
        var numbers = tensor.ToFloats();
        foreach (var number in numbers)
            if (!float.IsFinite(number))
                throw Bad($"'{prefix}{name}' holds a number that is not finite; the file is damaged");
        return _taken[name] = numbers;
    }

    /// <summary>Numbers of all tensors below the prefix.</summary>
    public long Parameters => checkpoint.Tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(pair => (long)pair.Value.Count);

    /// <summary>A complaint about the file.</summary>
    public CheckpointException Bad(string what) => new($"{Path}: {what}.");

    private CheckpointTensor Find(string name) =>
        checkpoint.Tensors.TryGetValue(prefix + name, out var tensor) ? tensor : throw Bad($"there is no tensor '{prefix}{name}'; the file holds another architecture or is incomplete");
}
