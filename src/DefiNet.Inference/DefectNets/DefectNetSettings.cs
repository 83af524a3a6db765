namespace DefiNet.Inference.DefectNets;

/// <summary>What a DefiNet was trained with and its file of weights does not say. The defaults are those of the published training.</summary>
public sealed record DefectNetSettings
{
    /// <summary>Atoms within this distance exchange messages, in Angstrom.</summary>
    public double EdgeCutoff { get; init; } = 6;

    /// <summary>An atom hears at most this many, the nearest.</summary>
    public int MaxNeighbours { get; init; } = 50;

    /// <summary>Distance at which the radial functions end and their envelope is zero, in Angstrom.</summary>
    public double RadialCutoff { get; init; } = 30;

    /// <summary>Whether atoms also send messages to themselves, as they do in graphs of the published builder.</summary>
    public SelfEdges SelfEdges { get; init; }
}
