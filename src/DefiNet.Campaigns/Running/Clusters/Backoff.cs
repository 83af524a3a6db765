namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>When to try again what failed: after a pause that doubles from failure to failure up to a longest one.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    /// <summary>After so many failures in a row the cluster is paused, with the last one's words.</summary>
    public const int FailuresBeforePause = 3;

    private TimeSpan _next = TimeSpan.MinValue;

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>When to try next.</summary>
    public TimeSpan Next => _next;

    /// <summary>Whether to try now.</summary>
    public bool IsDue(TimeSpan now) => now >= _next;

    /// <summary>Notes a failure.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="mayHeal">Whether trying again can help by itself; otherwise the longest pause is taken at once.</param>
    public void Failed(TimeSpan now, bool mayHeal)
    {
        var pause = mayHeal ? first * Math.Pow(2, Math.Min(Failures, 20)) : longest;
        Failures++;
        _next = now + (pause < longest ? pause : longest);
    }

    /// <summary>Notes a success, or that a person wants it tried at once.</summary>
    public void Succeeded() => (Failures, _next) = (0, TimeSpan.MinValue);
}
