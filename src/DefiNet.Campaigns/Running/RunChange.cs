using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Campaigns.Running;

/// <summary>A transition that is to be committed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Event">What happened.</param>
/// <param name="Reason">Why, as a sentence; null where the event says it all.</param>
/// <param name="Also">What else changes in the row; null for nothing.</param>
internal sealed record RunChange(ActiveRun Run, RunEvent Event, string? Reason = null, Action<DftRunRow, DefiNetContext>? Also = null);
