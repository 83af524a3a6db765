namespace DefiNet.Learning.Gradients;

/// <summary>Edges between atoms that the net moves.</summary>
internal readonly struct MovingEnds : IEdgeEnds
{
    /// <inheritdoc/>
    public static bool Move => true;
}
