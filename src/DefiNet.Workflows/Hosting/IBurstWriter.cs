using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Execution;

namespace DefiNet.Workflows.Hosting;

/// <summary>Writes bursts to a kind of store, each in one transaction.</summary>
internal interface IBurstWriter
{
    /// <summary>Writes a burst: state, executions, bookmarks, incidents, messages, all or nothing.</summary>
    /// <param name="instance">The instance as it is now, with the revision that it was loaded with.</param>
    /// <param name="state">Its state, written.</param>
    /// <param name="changes">What changed.</param>
    /// <param name="wakeAt">When there is something to do again.</param>
    /// <param name="owner">Who goes on with it; null when the lease is given back.</param>
    /// <param name="now">The time of the commit, UTC.</param>
    /// <returns>False when another process has the instance: nothing was written.</returns>
    Task<bool> WriteAsync(WorkflowInstanceRow instance, string state, BurstChanges changes, DateTime? wakeAt, string? owner, DateTime now);
}
