using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Models;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.DefectNets;
using DefiNet.Relaxation;
using static TorchSharp.torch;

namespace DefiNet.Learning.Devices;

/// <summary>A DefiNet on a device.</summary>
internal sealed class TorchDefectNet : IPositionModel
{
    private readonly DefectNetModule _net;
    private readonly DefectNetSettings _settings;
    private readonly Device _device;
    private readonly BatchQueue<DefectGraph, Vector3[]> _queue;

    public TorchDefectNet(DefectNetModule net, ModelEntry entry, Device device, int mostAtoms)
    {
        (_net, _settings, _device) = (net, entry.Settings ?? new(), device);
        (Name, Sha256, Elements) = (entry.Name, entry.Sha256, entry.Elements);
        _queue = new(mostAtoms, graph => graph.Count, Run);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Sha256 { get; }

    /// <inheritdoc/>
    public ImmutableArray<Element> Elements { get; }

    /// <inheritdoc/>
    public Vector3[] Predict(Structure withGhosts, ReadOnlySpan<Marker> markers)
    {
        foreach (var element in withGhosts.Species)
            if (element.AtomicNumber >= _net.Sizes.Elements)
                throw new RelaxationException($"The net knows elements up to number {_net.Sizes.Elements - 1}; {element.Symbol} is number {element.AtomicNumber}.");
        try
        {
            return _queue.Ask(DefectGraph.Of(withGhosts, markers, _settings));
        }
        catch (LearningException cause)
        {
            throw new RelaxationException(cause.Message, cause);
        }
    }

    private Vector3[][] Run(IReadOnlyList<DefectGraph> graphs)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var batch = new DefectBatch(graphs, _device);
        var numbers = _net.call(batch).cpu().data<float>().ToArray();
        var answers = new Vector3[graphs.Count][];
        var at = 0;
        for (var index = 0; index < answers.Length; index++)
        {
            answers[index] = new Vector3[graphs[index].Count];
            for (var atom = 0; atom < graphs[index].Count; atom++, at += 3)
                answers[index][atom] = new(numbers[at], numbers[at + 1], numbers[at + 2]);
        }

        return answers;
    }
}
