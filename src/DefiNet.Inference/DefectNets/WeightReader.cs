using DefiNet.Inference.Checkpoints;

namespace DefiNet.Inference.DefectNets;

/// <summary>Takes named weights out of a checkpoint and checks their shapes.</summary>
internal sealed class WeightReader
{
    private readonly Checkpoint _checkpoint;
    private readonly string _prefix;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Reads below the folder of names in which <paramref name="landmark"/> is found.</summary>
    public WeightReader(Checkpoint checkpoint, string landmark, string kind)
    {
        var found = checkpoint.Tensors.Keys.Where(name => name == landmark || name.EndsWith("." + landmark, StringComparison.Ordinal)).ToList();
        if (found.Count != 1)
            throw new CheckpointException(found.Count == 0
                ? $"{checkpoint.Path}: there is no tensor '{landmark}'; these are not the weights of a {kind}."
                : $"{checkpoint.Path}: the file holds {found.Count} sets of weights ('{found[0]}', '{found[1]}'); save one of them alone.");
        _checkpoint = checkpoint;
        _prefix = found[0][..^landmark.Length];
    }

    /// <summary>Names below the folder.</summary>
    public IEnumerable<string> Names =>
        _checkpoint.Tensors.Keys.Where(name => name.StartsWith(_prefix, StringComparison.Ordinal)).Select(name => name[_prefix.Length..]);

    /// <summary>Numbers read so far.</summary>
    public long Parameters { get; private set; }

    /// <summary>The shape of a tensor, or null when it is not there.</summary>
    public IReadOnlyList<int>? ShapeOf(string name) => _checkpoint.Tensors.TryGetValue(_prefix + name, out var tensor) ? tensor.Shape : null;

    /// <summary>The numbers of a tensor that must have the given shape.</summary>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        var wanted = shape.Length == 0 ? "a single number" : string.Join('×', shape.ToArray());
        if (!_checkpoint.Tensors.TryGetValue(_prefix + name, out var tensor))
            throw new CheckpointException($"{_checkpoint.Path}: there is no tensor '{_prefix}{name}'; the net needs one of {wanted}.");
        if (!tensor.Shape.AsSpan().SequenceEqual(shape))
            throw new CheckpointException($"{_checkpoint.Path}: tensor '{_prefix}{name}' is {tensor.ShapeText}; beside the other tensors it must be {wanted}.");
        var numbers = tensor.ToFloats();
        foreach (var number in numbers)
            if (!float.IsFinite(number))
                throw new CheckpointException($"{_checkpoint.Path}: tensor '{_prefix}{name}' holds a number that is not finite; the training went wrong or the file is damaged.");
        _taken.Add(name);
        Parameters += numbers.Length;
        return numbers;
    }

    /// <summary>Refuses a file with weights that nobody asked for: it belongs to another net.</summary>
    public void RefuseOthers(string kind, params ReadOnlySpan<string> ignored)
    {
        foreach (var name in Names)
            if (!_taken.Contains(name) && !ignored.Contains(name))
                throw new CheckpointException($"{_checkpoint.Path}: tensor '{_prefix}{name}' is none that a {kind} has; the weights belong to another net.");
    }
}
