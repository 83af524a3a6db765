namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Keeps the number of submissions in any minute within a limit.</summary>
internal sealed class SubmissionPace(int perMinute)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Queue<TimeSpan> _recent = new();

    /// <summary>The limit.</summary>
    public int PerMinute => perMinute;

    /// <summary>The same past under another limit.</summary>
    public SubmissionPace With(int otherPerMinute)
    {
        var pace = new SubmissionPace(otherPerMinute);
        foreach (var time in _recent)
            pace._recent.Enqueue(time);
        return pace;
    }

    /// <summary>How many may go now.</summary>
    public int Free(TimeSpan now)
    {
        while (_recent.TryPeek(out var oldest) && now - oldest >= Minute)
            _recent.Dequeue();
        return Math.Max(0, perMinute - _recent.Count);
    }

    /// <summary>When the next may go.</summary>
    public TimeSpan NextFree(TimeSpan now) => Free(now) > 0 ? now : _recent.Peek() + Minute;

    /// <summary>Notes submissions.</summary>
    public void Note(int count, TimeSpan now)
    {
        for (var index = 0; index < count; index++)
            _recent.Enqueue(now);
    }
}
