using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials;

/// <summary>One layer of a gated perceptron: core and gate each have a linear layer of their own; rows hold core and gate side by side.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class GatedLayer<T>
    where T : unmanaged
{
    private readonly Linear<T> _core;
    private readonly Linear<T> _gate;
    private readonly Linear<T> _coreReverse;
    private readonly Linear<T> _gateReverse;

    /// <summary>Takes the matrices and biases of core and gate.</summary>
    public GatedLayer(PotentialKernels<T> kernels, Matrix core, float[] coreBias, Matrix gate, float[] gateBias)
    {
        (Inputs, Outputs) = (core.Inputs, core.Outputs);
        (_core, _gate) = (Linear(core, coreBias), Linear(gate, gateBias));
        (_coreReverse, _gateReverse) = (Linear(core.Transposed(), []), Linear(gate.Transposed(), []));

        Linear<T> Linear(Matrix matrix, float[] bias) => kernels.Linear(matrix.Numbers, matrix.Outputs, matrix.Inputs, bias);
    }

    /// <summary>Length of the argument of core or gate.</summary>
    public int Inputs { get; }

    /// <summary>Length of the result of core or gate.</summary>
    public int Outputs { get; }

    /// <summary>From rows (core | gate) of twice the inputs to rows of twice the outputs.</summary>
    public void Apply(T* x, int rows, T* y)
    {
        _core.Apply(x, 2 * Inputs, rows, y, 2 * Outputs);
        _gate.Apply(x + Inputs, 2 * Inputs, rows, y + Outputs, 2 * Outputs);
    }

    /// <summary>Core and gate of one and the same argument.</summary>
    public void ApplyToShared(T* x, int rows, T* y)
    {
        _core.Apply(x, Inputs, rows, y, 2 * Outputs);
        _gate.Apply(x, Inputs, rows, y + Outputs, 2 * Outputs);
    }

    /// <summary>Carries gradients from rows of twice the outputs back to rows of twice the inputs.</summary>
    public void Reverse(T* g, int rows, T* x)
    {
        _coreReverse.Apply(g, 2 * Outputs, rows, x, 2 * Inputs);
        _gateReverse.Apply(g + Outputs, 2 * Outputs, rows, x + Inputs, 2 * Inputs);
    }

    /// <summary>Carries gradients back to the shared argument.</summary>
    public void ReverseToShared(T* g, int rows, T* x)
    {
        _coreReverse.Apply(g, 2 * Outputs, rows, x, Inputs);
        _gateReverse.Apply(g + Outputs, 2 * Outputs, rows, x, Inputs, add: true);
    }
}
