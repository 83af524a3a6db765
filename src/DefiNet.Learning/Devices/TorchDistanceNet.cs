using DefiNet.Crystals;
using DefiNet.Inference;
using DefiNet.Inference.DistanceNets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.DistanceNets;
using static TorchSharp.torch;

namespace DefiNet.Learning.Devices;

/// <summary>A DeepRelax on a device; positions are looked for on the processor.</summary>
internal sealed class TorchDistanceNet : IDistanceModel
{
    private readonly DistanceNetModule _net;
    private readonly DistanceNetSettings _settings;
    private readonly Device _device;
    private readonly BatchQueue<DistanceGraph, DistancePrediction> _queue;

    public TorchDistanceNet(DistanceNetModule net, string sha256, DistanceNetSettings settings, Device device, int mostAtoms)
    {
        (_net, Sha256, _settings, _device) = (net, sha256, settings, device);
        _queue = new(mostAtoms, graph => graph.Count, Run);
    }

    /// <inheritdoc/>
    public string Sha256 { get; }

    /// <inheritdoc/>
    public DistancePrediction Predict(Structure structure, int threads = 0)
    {
        foreach (var element in structure.Species)
            if (element.AtomicNumber > _net.Sizes.Elements || element.AtomicNumber == 0)
                throw new InferenceException($"The net knows elements 1 to {_net.Sizes.Elements}; {element.Symbol} is number {element.AtomicNumber}.");
        try
        {
            return _queue.Ask(DistanceGraph.Of(structure, _settings));
        }
        catch (LearningException cause)
        {
            throw new InferenceException(cause.Message, cause);
        }
    }

    private DistancePrediction[] Run(IReadOnlyList<DistanceGraph> graphs)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var batch = new DistanceBatch(graphs, _device);
        var answers = _net.call(batch);
        var positions = DistancePositions.Of(answers, batch, _settings.Search);
        var cells = answers.Cell.cpu().data<float>().ToArray();
        var predictions = new DistancePrediction[graphs.Count];
        for (var index = 0; index < predictions.Length; index++)
        {
            var edges = graphs[index].Edges;
            predictions[index] = new([.. positions[index]], [Row(9 * index), Row(9 * index + 3), Row(9 * index + 6)], edges.Count, edges.HomeCount);
        }

        return predictions;

        Vector3 Row(int at) => new(cells[at], cells[at + 1], cells[at + 2]);
    }
}
