using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>One campaign's part in a <see cref="ClusterShare"/>.</summary>
internal sealed class ClusterSeat(ClusterShare share) : IDisposable
{
    /// <summary>When it is to look next; null before its first look. The share's own.</summary>
    public TimeSpan? NextLook { get; set; }

    /// <summary>Jobs of it that the last look did not see. The share's own.</summary>
    public int Claimed { get; set; }

    /// <summary>Time until the next look is due.</summary>
    public TimeSpan UntilNextLook => share.UntilNextLook(this);

    /// <summary>Time until a submission may go.</summary>
    public TimeSpan UntilPaceIsFree => share.UntilPaceIsFree();

    /// <inheritdoc cref="ClusterShare.LookAsync"/>
    public Task<QueueAnswer> LookAsync(ClusterLink link, QueueQuestion question, CancellationToken stop) => share.LookAsync(this, link, question, stop);

    /// <inheritdoc cref="ClusterShare.Reserve"/>
    public int Reserve(int limit, int seen, int unseen, int wanted) => share.Reserve(this, limit, seen, unseen, wanted);

    /// <inheritdoc cref="ClusterShare.Claim"/>
    public void Claim(int unseen) => share.Claim(this, unseen);

    /// <inheritdoc cref="ClusterShare.TakePace"/>
    public int TakePace(int wanted) => share.TakePace(wanted);

    /// <inheritdoc/>
    public void Dispose() => share.Leave(this);
}
