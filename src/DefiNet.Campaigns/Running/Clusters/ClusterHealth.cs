using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Keeps a cluster's row true: paused with a reason after failures in a row, active again when what failed succeeds. What a person paused, a person resumes.</summary>
internal sealed class ClusterHealth(Store store, long cluster)
{
    private const int MaxSentence = 500;

    private string? _paused;

    /// <summary>Looks at the row: whether a person paused it, and whether a person resumed what was paused by us.</summary>
    public (bool ByPerson, bool Resumed) Look()
    {
        using var context = store.NewContext();
        var row = context.Clusters.AsNoTracking().Single(row => row.Id == cluster);
        var paused = row.State == ClusterControl.Paused;
        if (paused && row.PausedBy == ClusterControl.ByPerson)
            return (true, false);
        var resumed = _paused is not null && !paused;
        _paused = paused ? row.PausedReason : null;
        return (false, resumed);
    }

    /// <summary>Pauses it with what failed.</summary>
    public void Pause(string reason)
    {
        reason = reason.Length > MaxSentence ? reason[..MaxSentence] : reason;
        if (reason == _paused)
            return;
        _paused = reason;
        using var context = store.NewContext();
        var now = DateTime.UtcNow;
        context.Clusters.Where(row => row.Id == cluster && (row.State != ClusterControl.Paused || row.PausedBy == ClusterControl.ByHost))
            .ExecuteUpdate(row => row
                .SetProperty(column => column.State, ClusterControl.Paused)
                .SetProperty(column => column.PausedBy, ClusterControl.ByHost)
                .SetProperty(column => column.PausedReason, reason)
                .SetProperty(column => column.PausedAt, now));
    }

    /// <summary>Lets it go on, if it was paused by a failure.</summary>
    public void Heal()
    {
        if (_paused is null)
            return;
        _paused = null;
        using var context = store.NewContext();
        ClusterControl.SetActive(context.Clusters.Where(row => row.Id == cluster && row.PausedBy == ClusterControl.ByHost));
    }
}
