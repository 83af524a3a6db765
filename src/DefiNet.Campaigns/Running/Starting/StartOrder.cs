namespace DefiNet.Campaigns.Running.Starting;

/// <summary>Starts that are to be made elsewhere: what of a campaign's definition and of its configurations they depend on.</summary>
internal sealed record StartOrder
{
    /// <summary>Layout of the file.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Layout of the file.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>What makes this order another than an equal one before it.</summary>
    public required string Nonce { get; init; }

    /// <summary>Names or paths there of the models of each arm, with commas between; an arm without models is not among them.</summary>
    public required Dictionary<string, string> Models { get; init; }

    /// <summary>Potential that the gate asks, by name or path there; null for none.</summary>
    public string? GateModel { get; init; }

    /// <summary>Where nets run there; null for managed code on the processor.</summary>
    public string? Device { get; init; }

    /// <summary>Whether a start that the gate speaks against is replaced by the unrelaxed configuration.</summary>
    public bool FallsBack { get; init; }

    /// <summary>The configurations.</summary>
    public required List<OrderedConfiguration> Configurations { get; init; }
}
