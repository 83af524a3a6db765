using DefiNet.Crystals;
using DefiNet.Inference.DistanceNets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets;
using DefiNet.Learning.Nets.DistanceNets;
using static TorchSharp.torch;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>Loss and gradient of a DeepRelax through libtorch, on the processor or a GPU.</summary>
public sealed class TorchDistanceGradients : IDistanceGradientSource
{
    private const int PredictedAtOnce = 8;

    private readonly DistanceNetModule _net;
    private readonly ModuleWeights _weights;
    private readonly Device _device;
    private readonly bool _isReduced;

    /// <summary>Makes the net on a device.</summary>
    /// <param name="layout">Where each weight stands.</param>
    /// <param name="where"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c> and so on.</param>
    /// <param name="threads">Threads of the processor; the weights depend on their number to the last bits.</param>
    /// <param name="isReduced">Whether the linear layers of a step take their products in bfloat16; predictions are in full precision.</param>
    public TorchDistanceGradients(DistanceWeightLayout layout, string where, int threads, bool isReduced = false)
    {
        _isReduced = isReduced;
        Layout = layout;
        set_num_threads(threads);
        _device = device(where);
        _net = new DistanceNetModule(layout.Sizes);
        TorchSharp.ModuleExtensionMethods.to(_net, _device);
        _weights = new(_net, layout.Weights);
    }

    /// <inheritdoc/>
    public DistanceWeightLayout Layout { get; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<DistanceGraph> batch, Span<float> gradient)
    {
        using var scope = NewDisposeScope();
        using var joined = new DistanceBatch(batch, _device);
        return _weights.Evaluate(weights, gradient, _isReduced, () => DistanceLoss.Of(_net.call(joined), joined));
    }

    /// <inheritdoc/>
    public Vector3[][] Predict(ReadOnlySpan<float> weights, IReadOnlyList<DistanceGraph> graphs, PositionSearch search)
    {
        using var quiet = no_grad();
        _weights.Take(weights);
        Dense.Reduce(_net, isReduced: false);
        var predicted = new List<Vector3[]>(graphs.Count);
        foreach (var few in graphs.Chunk(PredictedAtOnce))
        {
            using var scope = NewDisposeScope();
            using var batch = new DistanceBatch(few, _device);
            predicted.AddRange(DistancePositions.Of(_net.call(batch), batch, search));
        }

        return [.. predicted];
    }

    /// <summary>Frees the net.</summary>
    public void Dispose() => _net.Dispose();
}
