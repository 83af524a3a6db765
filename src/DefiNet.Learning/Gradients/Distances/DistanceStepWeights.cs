using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>The weights of a DeepRelax as a step uses them; all workers read them.</summary>
internal sealed class DistanceStepWeights
{
    /// <summary>Makes room.</summary>
    public DistanceStepWeights(DistanceWeightLayout layout)
    {
        var (h, radial) = (layout.Sizes.Channels, layout.Sizes.RadialFunctions);
        (Layout, Flat) = (layout, new(layout.Count));
        Layers = [.. layout.Layers.Select(places => new DistanceStepLayer(places, radial))];
        Displacement = new(layout.Displacement, h, radial);
        Relaxed = new(layout.Relaxed, h, radial);
        Cell = new(layout.Cell);
        Functions = new(radial, layout.Sizes.RadialCutoff);
        Factors = new(3 * h);
        Factors.Span[..(2 * h)].Fill((float)(1 / Math.Sqrt(3.0 * h)));
        Factors.Span[(2 * h)..].Fill((float)(1 / Math.Sqrt(3)));
    }

    /// <summary>Where each weight stands.</summary>
    public DistanceWeightLayout Layout { get; }

    /// <summary>All weights.</summary>
    public FloatBuffer Flat { get; }

    /// <summary>The layers.</summary>
    public DistanceStepLayer[] Layers { get; }

    /// <summary>Distance between a sender's relaxed and a receiver's unrelaxed position.</summary>
    public PairHeadLayers Displacement { get; }

    /// <summary>Distance between two relaxed positions.</summary>
    public PairHeadLayers Relaxed { get; }

    /// <summary>Relaxed cell.</summary>
    public CellLayers Cell { get; }

    /// <summary>The radial functions.</summary>
    public RadialFunctions Functions { get; }

    /// <summary>The constant factors of a message's three parts, (3h).</summary>
    public FloatBuffer Factors { get; }

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        weights.CopyTo(Flat.Span);
        foreach (var layer in Layers)
            layer.Take(weights);
        Displacement.Take(weights);
        Relaxed.Take(weights);
        Cell.Take(weights);
    }
}
