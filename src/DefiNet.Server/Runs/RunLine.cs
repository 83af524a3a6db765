using System.Text.Json.Serialization;
using DefiNet.Campaigns.Running;

namespace DefiNet.Server.Runs;

/// <summary>A run; fields as of <c>runs show --json</c>.</summary>
internal sealed record RunLine(
    string Run,
    string Campaign,
    string Material,
    string Descriptor,
    string? SourceId,
    string Relaxer,
    string Engine,
    string State,
    string? Reason,
    int Parts,
    bool Restarted,
    int Attempts,
    int? IonicSteps,
    bool? Converged,
    [property: JsonPropertyName("energy_eV")] double? EnergyEv)
{
    public static RunLine Of(RunSummary run) => new(
        run.Token, run.Campaign, run.Material, run.Descriptor, run.SourceId, run.Relaxer, run.Engine, run.State, run.Reason, run.Parts, run.Restarted, run.Attempts, run.IonicSteps, run.Converged, run.EnergyEv);
}

/// <summary>Something that happened to a run; fields as of <c>runs log --json</c>.</summary>
internal sealed record RunEventLine(string Run, DateTime At, string? From, string Event, string To, string? Reason);

/// <summary>What became of a run.</summary>
internal sealed record RunMoved(string Run, string State);
