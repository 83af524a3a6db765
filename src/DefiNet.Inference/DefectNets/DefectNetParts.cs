namespace DefiNet.Inference.DefectNets;

/// <summary>Parts of a DefiNet that an ablation leaves out.</summary>
[Flags]
public enum DefectNetParts
{
    /// <summary>Nothing: the published net is whole.</summary>
    None = 0,

    /// <summary>The markers of both ends in the messages along edges.</summary>
    MarkersInMessages = 1,

    /// <summary>The markers of both ends in the pushes along edges.</summary>
    MarkersInMoves = 2,
}
