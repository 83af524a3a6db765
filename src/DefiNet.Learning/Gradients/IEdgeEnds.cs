namespace DefiNet.Learning.Gradients;

/// <summary>What the way back along an edge goes to beside the weights.</summary>
internal interface IEdgeEnds
{
    /// <summary>Whether atoms move as the net works and markers tell them apart, so that distance, direction and markers have gradients.</summary>
    static abstract bool Move { get; }
}
