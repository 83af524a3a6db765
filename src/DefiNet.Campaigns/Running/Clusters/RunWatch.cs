using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>What is kept in mind of a job between two looks; nothing of it needs to outlive a crash.</summary>
internal sealed class RunWatch
{
    /// <summary>Since when trusted answers of the queue do not show the job; null while they do.</summary>
    public TimeSpan? AbsentSince { get; set; }

    /// <summary>In how many trusted answers in a row it was absent.</summary>
    public int AbsentLooks { get; set; }

    /// <summary>The end that it noted, while the accounting is asked for the reason.</summary>
    public EndedRun? End { get; set; }

    /// <summary>Size of its growing output when last seen.</summary>
    public long LiveBytes { get; set; }

    /// <summary>Forgets its absence: it was seen, or does something.</summary>
    public void Seen() => (AbsentSince, AbsentLooks) = (null, 0);

    /// <summary>Notes a trusted answer without it.</summary>
    public void Absent(TimeSpan now)
    {
        AbsentSince ??= now;
        AbsentLooks++;
    }

    /// <summary>Whether it has been absent for so long, and in several answers.</summary>
    public bool AbsentFor(TimeSpan span, int looks, TimeSpan now) => AbsentSince is { } since && AbsentLooks >= looks && now - since >= span;
}
