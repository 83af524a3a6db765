using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.M3GNet;

/// <summary>A gated perceptron along bonds and the radial filter that its result is multiplied with.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class M3GNetPerceptron<T>
    where T : unmanaged
{
    /// <summary>Arranges the tensors of an update function and its weight function.</summary>
    public M3GNetPerceptron(PotentialKernels<T> kernels, WeightSource source, string update, string weight, M3GNetSettings settings, int channels, int hidden)
    {
        var first = new Matrix(source.Take($"{update}.layers.0.weight", hidden, 3 * channels), hidden, 3 * channels)
            .Above(new Matrix(source.Take($"{update}.gates.0.weight", hidden, 3 * channels), hidden, 3 * channels));
        (Left, Right) = (first.Columns(0, channels), first.Columns(channels, channels));
        var bond = first.Columns(2 * channels, channels);
        Bond = kernels.Linear(bond.Numbers, bond.Outputs, bond.Inputs, [.. source.Take($"{update}.layers.0.bias", hidden), .. source.Take($"{update}.gates.0.bias", hidden)]);
        BondReverse = kernels.Linear(bond.Transposed().Numbers, bond.Inputs, bond.Outputs, []);
        Second = M3GNetWeights<T>.Gated(kernels, source, update, 2, hidden, hidden);
        Third = M3GNetWeights<T>.Gated(kernels, source, update, 4, hidden, channels);
        Filter = kernels.Linear(source.Take($"{weight}.weight", channels, settings.BondFunctions), channels, settings.BondFunctions, []);
    }

    /// <summary>Part of the first layer for the atom at which the published bond begins, core above gate.</summary>
    public Matrix Left { get; }

    /// <summary>Part of the first layer for the atom at which the published bond ends.</summary>
    public Matrix Right { get; }

    /// <summary>Part of the first layer for the bond, with both biases.</summary>
    public Linear<T> Bond { get; }

    /// <summary>Gradient of <see cref="Bond"/>.</summary>
    public Linear<T> BondReverse { get; }

    /// <summary>Second layer.</summary>
    public GatedLayer<T> Second { get; }

    /// <summary>Third layer.</summary>
    public GatedLayer<T> Third { get; }

    /// <summary>From radial functions, or their derivatives, to the filter, or its derivative.</summary>
    public Linear<T> Filter { get; }
}
