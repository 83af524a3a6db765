using System.Numerics;

namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>A linear layer in any precision, one product after the other: the twin that others are tested against.</summary>
internal sealed unsafe class PlainLinear<T> : Linear<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _weights;
    private readonly T[] _bias;

    /// <summary>Takes a row-major matrix of shape (outputs, inputs) and a bias, which may be empty.</summary>
    public PlainLinear(ReadOnlySpan<float> weights, int outputs, int inputs, ReadOnlySpan<float> bias)
    {
        (Outputs, Inputs) = (outputs, inputs);
        _weights = new T[outputs * inputs];
        for (var index = 0; index < _weights.Length; index++)
            _weights[index] = T.CreateTruncating(weights[index]);
        _bias = new T[outputs];
        for (var index = 0; index < bias.Length; index++)
            _bias[index] = T.CreateTruncating(bias[index]);
    }

    /// <inheritdoc/>
    public override int Outputs { get; }

    /// <inheritdoc/>
    public override int Inputs { get; }

    /// <inheritdoc/>
    public override void Apply(T* x, int ldx, int rows, T* y, int ldy, bool add = false)
    {
        for (var row = 0; row < rows; row++)
            for (var output = 0; output < Outputs; output++)
            {
                var sum = _bias[output];
                var weights = _weights.AsSpan(output * Inputs, Inputs);
                var from = x + (long)row * ldx;
                for (var input = 0; input < weights.Length; input++)
                    sum += weights[input] * from[input];
                var to = y + (long)row * ldy + output;
                *to = add ? *to + sum : sum;
            }
    }
}
