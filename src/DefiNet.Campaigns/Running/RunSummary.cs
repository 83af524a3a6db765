using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Campaigns.Running;

/// <summary>One run for a person to look at.</summary>
/// <param name="Token">Name of its job.</param>
/// <param name="Campaign">Its campaign.</param>
/// <param name="Material">The host material.</param>
/// <param name="Descriptor">The defects.</param>
/// <param name="SourceId">Name in the published set; null for a generated configuration.</param>
/// <param name="Relaxer">The arm.</param>
/// <param name="Engine">The engine.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it failed or was cancelled; null otherwise.</param>
/// <param name="Parts">Number of its folders.</param>
/// <param name="Restarted">Whether it was interrupted and continued.</param>
/// <param name="Attempts">How often its engine was launched.</param>
/// <param name="Folder">Folder of its parts; null before it is submitted.</param>
/// <param name="IonicSteps">Ionic steps; null without a record.</param>
/// <param name="Converged">Whether it converged; null without a record.</param>
/// <param name="EnergyEv">Energy at the end in eV; null without a record.</param>
public sealed record RunSummary(
    string Token, string Campaign, string Material, string Descriptor, string? SourceId, string Relaxer, string Engine, string State, string? Reason,
    int Parts, bool Restarted, int Attempts, string? Folder, int? IonicSteps, bool? Converged, double? EnergyEv)
{
    /// <summary>Where it is computed.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>The scheduler's number of its job; null without one.</summary>
    public string? SchedulerId { get; init; }

    /// <summary>How far it was when last looked at while it ran; null when it never was.</summary>
    public RunProgressRow? Live { get; init; }
}
