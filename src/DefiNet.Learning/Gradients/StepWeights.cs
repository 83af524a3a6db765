using DefiNet.Inference.DefectNets;

namespace DefiNet.Learning.Gradients;

/// <summary>The weights of a net as a step uses them; all workers read them.</summary>
internal sealed class StepWeights
{
    /// <summary>Makes room.</summary>
    public StepWeights(WeightLayout layout)
    {
        (Layout, Flat) = (layout, new float[layout.Count]);
        Combine = new(layout.Combine);
        Layers = [.. layout.Layers.Select(places => new StepLayer(places, layout.Sizes.Channels))];
        Functions = new(layout.Sizes.RadialFunctions, layout.Sizes.RadialCutoff);
    }

    /// <summary>Where each weight stands.</summary>
    public WeightLayout Layout { get; }

    /// <summary>All weights.</summary>
    public float[] Flat { get; }

    /// <summary>Element and marker to an atom's first scalars.</summary>
    public TrainedLinear Combine { get; }

    /// <summary>The layers.</summary>
    public StepLayer[] Layers { get; }

    /// <summary>The radial functions.</summary>
    public RadialFunctions Functions { get; }

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        weights.CopyTo(Flat);
        Combine.Take(weights);
        var markers = weights.Slice(Layout.MarkerEmbedding, StepLayer.Kinds * Layout.Sizes.Channels);
        foreach (var layer in Layers)
            layer.Take(weights, markers);
    }
}
