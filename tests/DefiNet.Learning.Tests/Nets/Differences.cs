using static TorchSharp.torch;

namespace DefiNet.Learning.Tests.Nets;

/// <summary>Derivatives by parameters against differences, and whether steps lower a loss.</summary>
internal static class Differences
{
    /// <summary>Along a random direction through all parameters that have a gradient, the derivative and the central difference of a loss.</summary>
    public static (double Derivative, double Difference) Along(nn.Module net, Func<Tensor> loss, double step)
    {
        var directions = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var derivative = 0d;
        net.zero_grad();
        loss().backward();
        manual_seed(11);
        foreach (var (name, parameter) in net.named_parameters())
            if (parameter.grad is { } gradient)
            {
                var direction = directions[name] = randn(parameter.shape, parameter.dtype) * (0.1 + parameter.detach().norm().to(float64).item<double>() / Math.Sqrt(parameter.numel()));
                derivative += (gradient * direction).sum().to(float64).item<double>();
            }

        var ahead = Moved(1);
        var behind = Moved(-1);
        return (derivative, (ahead - behind) / (2 * step));

        double Moved(double sign)
        {
            Move(sign * step);
            var value = loss().detach().to(float64).item<double>();
            Move(-sign * step);
            return value;
        }

        void Move(double by)
        {
            using var quiet = no_grad();
            foreach (var (name, parameter) in net.named_parameters())
                if (directions.TryGetValue(name, out var direction))
                    parameter.add_(direction, by);
        }
    }

    /// <summary>The losses of a few steps of AdamW, and that after them.</summary>
    public static double[] Train(nn.Module net, Func<Tensor> loss, int steps, double rate)
    {
        using var optimiser = optim.AdamW(net.parameters(), rate, amsgrad: true);
        var losses = new double[steps + 1];
        for (var step = 0; step <= steps; step++)
        {
            using var scope = NewDisposeScope();
            optimiser.zero_grad();
            var value = loss();
            losses[step] = value.detach().to(float64).item<double>();
            if (step == steps)
                break;
            value.backward();
            optimiser.step();
        }

        return losses;
    }
}
