using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>The gradient that one worker gathers over its structures.</summary>
internal sealed class DistanceGradientSum : IGradientSum
{
    private readonly RadialRows[] _rows;

    /// <summary>Makes room.</summary>
    public DistanceGradientSum(DistanceWeightLayout layout)
    {
        var radial = layout.Sizes.RadialFunctions;
        Flat = new(layout.Count);
        Edges = [.. layout.Layers.Select(layer => new RadialRows(layer.Edge, radial))];
        Displacement = new(layout.Displacement.EdgeIn, radial);
        Relaxed = new(layout.Relaxed.EdgeIn, radial);
        _rows = [.. Edges, Displacement, Relaxed];
    }

    /// <inheritdoc/>
    public FloatBuffer Flat { get; }

    /// <summary>Radial filters of messages, layer by layer.</summary>
    public RadialRows[] Edges { get; }

    /// <summary>Radial filter of displacements.</summary>
    public RadialRows Displacement { get; }

    /// <summary>Radial filter of relaxed distances.</summary>
    public RadialRows Relaxed { get; }

    /// <inheritdoc/>
    public void Clear()
    {
        Flat.Span.Clear();
        foreach (var rows in _rows)
            rows.Clear();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        foreach (var rows in _rows)
            rows.AddTo(Flat.Span);
    }
}
