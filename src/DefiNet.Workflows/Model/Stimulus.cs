namespace DefiNet.Workflows.Model;

/// <summary>What starts a workflow or resumes a bookmark.</summary>
/// <param name="Kind">What it is, such as <c>Event</c> or <c>Delay</c>.</param>
/// <param name="Key">What must be the same on both sides, such as <c>event:approved</c>.</param>
/// <param name="DueAt">When time brings it, UTC; null for never.</param>
/// <param name="Payload">What the activity wants to keep with it.</param>
public sealed record Stimulus(string Kind, string Key, DateTime? DueAt = null, object? Payload = null)
{
    /// <summary>Characters that a key may have: it stands in an index.</summary>
    internal const int MaxKey = 500;
}
