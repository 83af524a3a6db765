namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>One cluster during a session of running a campaign: at most one tick is under way; between two of them its runs may be looked at.</summary>
internal sealed class ClusterSession(ClusterDriver driver) : IAsyncDisposable
{
    /// <summary>What moves its runs.</summary>
    public ClusterDriver Driver => driver;

    /// <summary>The tick under way; null between two.</summary>
    public Task? Tick { get; set; }

    /// <summary>Runs that had not come to their end after the last tick.</summary>
    public int Left { get; private set; }

    /// <summary>Those of them that were jobs in the queue.</summary>
    public int InQueue { get; private set; }

    /// <summary>Whether there is or may be something left.</summary>
    public bool HasRuns => Tick is not null || Left > 0;

    /// <summary>Takes note of a tick that has ended: the runs that came to their end in it.</summary>
    public async Task<List<ActiveRun>> EndTickAsync()
    {
        if (Tick is not null)
            await Tick.ConfigureAwait(false);
        Tick = null;
        var ended = driver.TakeEnded();
        Count();
        return ended;
    }

    /// <summary>Counts its runs.</summary>
    public void Count() => (Left, InQueue) = (driver.Runs.Count, driver.Runs.Count(run => RunMachine.MayBeInQueue(run.State)));

    public ValueTask DisposeAsync() => driver.DisposeAsync();
}
