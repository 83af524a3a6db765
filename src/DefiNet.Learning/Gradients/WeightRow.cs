using System.Collections.Immutable;
using DefiNet.Inference.Checkpoints;

namespace DefiNet.Learning.Gradients;

/// <summary>Tensors of weights, put one after the other into one flat row of numbers.</summary>
internal sealed class WeightRow
{
    private readonly ImmutableArray<NamedWeight>.Builder _weights = ImmutableArray.CreateBuilder<NamedWeight>();

    /// <summary>The tensors, in order and without gaps.</summary>
    public ImmutableArray<NamedWeight> Weights => _weights.ToImmutable();

    /// <summary>Numbers in all.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a linear layer at the end: its matrix and, where it has one, its bias.</summary>
    public LinearPlace Linear(string name, int outputs, int inputs, bool hasBias = true)
    {
        var weight = Add($"{name}.weight", outputs, inputs);
        return new(weight, hasBias ? Add($"{name}.bias", outputs) : -1, outputs, inputs);
    }

    /// <summary>Puts a tensor at the end and returns where it begins.</summary>
    public int Add(string name, params ReadOnlySpan<int> shape)
    {
        var offset = Count;
        var count = 1;
        foreach (var length in shape)
            count = checked(count * length);
        _weights.Add(new(name, [.. shape], offset, count));
        Count = checked(Count + count);
        return offset;
    }

    /// <summary>Fills linear layers with even random numbers within 1/√inputs and rows of embeddings with normal ones, in order.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="isEmbedding">Whether a tensor of that name is one of embeddings.</param>
    /// <param name="scale">Factor for the tensor of that name.</param>
    public float[] Random(ulong seed, Func<string, bool> isEmbedding, Func<string, float> scale)
    {
        var random = new SeededNumbers(seed, SeededNumbers.WeightStream);
        var numbers = new float[Count];
        var inputs = 1;
        foreach (var weight in _weights)
        {
            var target = numbers.AsSpan(weight.Offset, weight.Count);
            if (isEmbedding(weight.Name))
            {
                foreach (ref var number in target)
                    number = random.Normal();
                continue;
            }

            if (weight.Shape.Length == 2)
                inputs = weight.Shape[1]; // a bias follows its matrix
            var limit = 1 / MathF.Sqrt(inputs) * scale(weight.Name);
            foreach (ref var number in target)
                number = limit * (2 * random.Uniform() - 1);
        }

        return numbers;
    }

    /// <summary>Takes the weights out of a checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="landmark">A tensor that only this architecture has.</param>
    /// <param name="kind">The architecture.</param>
    /// <exception cref="LearningException">A tensor is missing or has another shape.</exception>
    public float[] From(Checkpoint checkpoint, string landmark, string kind)
    {
        var prefix = checkpoint.Tensors.Keys.Where(name => name.EndsWith(landmark, StringComparison.Ordinal)).Select(name => name[..^landmark.Length]).FirstOrDefault()
            ?? throw new LearningException($"{checkpoint.Path}: there is no tensor '{landmark}'; these are not the weights of a {kind}.");
        var numbers = new float[Count];
        foreach (var weight in _weights)
        {
            if (!checkpoint.Tensors.TryGetValue(prefix + weight.Name, out var tensor) || !tensor.Shape.AsSpan().SequenceEqual(weight.Shape.AsSpan()))
                throw new LearningException($"{checkpoint.Path}: there is no tensor '{weight.Name}' of {string.Join('×', weight.Shape)}; a net of these sizes has one.");
            tensor.ToFloats().CopyTo(numbers, weight.Offset);
        }

        return numbers;
    }
}
