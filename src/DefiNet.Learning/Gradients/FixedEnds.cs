namespace DefiNet.Learning.Gradients;

/// <summary>Edges between atoms that stay where they are.</summary>
internal readonly struct FixedEnds : IEdgeEnds
{
    /// <inheritdoc/>
    public static bool Move => false;
}
