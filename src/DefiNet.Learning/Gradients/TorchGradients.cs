using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets;
using DefiNet.Learning.Nets.DefectNets;
using static TorchSharp.torch;

namespace DefiNet.Learning.Gradients;

/// <summary>Loss and gradient of a DefiNet through libtorch, on the processor or a GPU.</summary>
public sealed class TorchGradients : IGradientSource
{
    private readonly DefectNetModule _net;
    private readonly ModuleWeights _weights;
    private readonly Device _device;
    private readonly bool _isReduced;

    /// <summary>Makes the net on a device.</summary>
    /// <param name="layout">Where each weight stands.</param>
    /// <param name="where"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c> and so on.</param>
    /// <param name="threads">Threads of the processor; the weights depend on their number to the last bits.</param>
    /// <param name="isReduced">Whether the linear layers of a step take their products in bfloat16; predictions are in full precision.</param>
    public TorchGradients(WeightLayout layout, string where, int threads, bool isReduced = false)
    {
        _isReduced = isReduced;
        Layout = layout;
        set_num_threads(threads);
        _device = device(where);
        _net = new DefectNetModule(layout.Sizes);
        TorchSharp.ModuleExtensionMethods.to(_net, _device);
        _weights = new(_net, layout.Weights);
    }

    /// <inheritdoc/>
    public WeightLayout Layout { get; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> batch, Span<float> gradient)
    {
        using var scope = NewDisposeScope();
        using var joined = new DefectBatch(batch, _device);
        return _weights.Evaluate(weights, gradient, _isReduced, () => RelaxationLoss.MeanDistance(_net.call(joined), joined));
    }

    /// <inheritdoc/>
    public double[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DefectGraph> graphs)
    {
        using var quiet = no_grad();
        _weights.Take(weights);
        Dense.Reduce(_net, isReduced: false);
        var predicted = new double[graphs.Count][];
        for (var index = 0; index < graphs.Count; index++)
        {
            using var scope = NewDisposeScope();
            using var batch = new DefectBatch([graphs[index]], _device);
            predicted[index] = Array.ConvertAll(_net.call(batch).cpu().data<float>().ToArray(), number => (double)number);
        }

        return predicted;
    }

    /// <inheritdoc/>
    public void Dispose() => _net.Dispose();
}
