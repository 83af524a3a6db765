using static TorchSharp.torch;

namespace DefiNet.Learning.Training;

/// <summary>The exponential moving average of a net's weights, which predicts better than the weights of any one step.</summary>
public sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly Dictionary<string, Tensor> _average = new(StringComparer.Ordinal);

    /// <summary>Begins with the weights as they are.</summary>
    /// <param name="net">The net.</param>
    /// <param name="decay">Share of the average that a step keeps; between 0 and 1.</param>
    /// <exception cref="LearningException">The decay is not between 0 and 1.</exception>
    public WeightAverage(nn.Module net, double decay)
    {
        if (decay is not (>= 0 and < 1))
            throw new LearningException($"The average of the weights keeps a share of {decay} at each step; it must be at least 0 and below 1.");
        _decay = decay;
        using var quiet = no_grad();
        foreach (var (name, parameter) in net.named_parameters())
            _average[name] = parameter.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Takes in the weights after a step.</summary>
    public void Update(nn.Module net)
    {
        using var quiet = no_grad();
        foreach (var (name, parameter) in net.named_parameters())
            _average[name].mul_(_decay).add_(parameter, 1 - _decay);
    }

    /// <summary>Puts the average into a net in place of its weights.</summary>
    public void CopyTo(nn.Module net)
    {
        using var quiet = no_grad();
        foreach (var (name, parameter) in net.named_parameters())
            parameter.copy_(_average[name]);
    }

    /// <summary>Frees the average.</summary>
    public void Dispose()
    {
        foreach (var tensor in _average.Values)
            tensor.Dispose();
    }
}
