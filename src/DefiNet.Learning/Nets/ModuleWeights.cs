using System.Collections.Immutable;
using DefiNet.Learning.Gradients;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets;

/// <summary>The trained weights of a module as one flat row of numbers.</summary>
internal sealed class ModuleWeights
{
    private readonly nn.Module _net;
    private readonly Tensor[] _parameters;

    /// <summary>All that a module trains, in its own order.</summary>
    public ModuleWeights(nn.Module net)
        : this(net, Layout(net))
    {
    }

    /// <summary>The weights of a module in a given order.</summary>
    public ModuleWeights(nn.Module net, ImmutableArray<NamedWeight> weights)
    {
        (_net, Weights) = (net, weights);
        var parameters = net.named_parameters().ToDictionary(one => one.name, one => (Tensor)one.parameter, StringComparer.Ordinal);
        _parameters = [.. weights.Select(weight => parameters[weight.Name])];
    }

    /// <summary>Where each weight stands.</summary>
    public ImmutableArray<NamedWeight> Weights { get; }

    /// <summary>The numbers that the module has now.</summary>
    public float[] Copy()
    {
        using var quiet = no_grad();
        var numbers = new float[Weights[^1].Offset + Weights[^1].Count];
        for (var index = 0; index < _parameters.Length; index++)
        {
            using var scope = NewDisposeScope();
            Read(_parameters[index]).CopyTo(numbers, Weights[index].Offset);
        }

        return numbers;
    }

    /// <summary>Puts numbers into the module.</summary>
    public void Take(ReadOnlySpan<float> numbers)
    {
        using var quiet = no_grad();
        for (var index = 0; index < _parameters.Length; index++)
        {
            using var scope = NewDisposeScope();
            var weight = Weights[index];
            _parameters[index].copy_(tensor(numbers.Slice(weight.Offset, weight.Count).ToArray(), [.. weight.Shape.Select(length => (long)length)]));
        }
    }

    /// <summary>A loss at the given weights, and its gradient; that of weights that have no part in it is zero.</summary>
    /// <param name="weights">The numbers of all weights; they stay in the module.</param>
    /// <param name="gradient">Takes the gradient.</param>
    /// <param name="isReduced">Whether linear layers take their products in bfloat16.</param>
    /// <param name="lossOf">Works the loss out, with the module; inside a scope of the caller's.</param>
    public double Evaluate(ReadOnlySpan<float> weights, Span<float> gradient, bool isReduced, Func<Tensor> lossOf)
    {
        Take(weights);
        foreach (var parameter in _parameters)
            parameter.grad?.zero_();
        Dense.Reduce(_net, isReduced);
        var loss = lossOf();
        loss.backward();
        for (var index = 0; index < _parameters.Length; index++)
            if (_parameters[index].grad is { } slope)
                Read(slope).CopyTo(gradient[Weights[index].Offset..]);
            else
                gradient.Slice(Weights[index].Offset, Weights[index].Count).Clear();
        return loss.cpu().to_type(ScalarType.Float64).item<double>();
    }

    private static float[] Read(Tensor tensor) => tensor.detach().cpu().contiguous().data<float>().ToArray();

    private static ImmutableArray<NamedWeight> Layout(nn.Module net)
    {
        var weights = ImmutableArray.CreateBuilder<NamedWeight>();
        var offset = 0;
        foreach (var (name, parameter) in net.named_parameters())
        {
            if (!parameter.requires_grad)
                continue;
            ImmutableArray<int> shape = [.. parameter.shape.Select(length => checked((int)length))];
            var count = shape.Aggregate(1, (product, length) => checked(product * length));
            weights.Add(new(name, shape, offset, count));
            offset = checked(offset + count);
        }

        return weights.ToImmutable();
    }
}
