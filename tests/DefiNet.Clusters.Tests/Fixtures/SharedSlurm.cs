namespace DefiNet.Clusters.Tests.Fixtures;

/// <summary>One Slurm for all tests of a class, started by the first that needs it.</summary>
public sealed class SharedSlurm : IDisposable
{
    private readonly Lock _lock = new();
    private SlurmCluster? _cluster;

    /// <summary>The cluster; skips the test where none can run.</summary>
    public SlurmCluster Cluster()
    {
        lock (_lock)
            return _cluster ??= SlurmCluster.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => _cluster?.Dispose();
}
