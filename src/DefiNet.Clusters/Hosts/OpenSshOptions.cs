namespace DefiNet.Clusters.Hosts;

/// <summary>How a host is reached by OpenSSH.</summary>
/// <param name="Host">The host as ssh knows it: an alias of the user's configuration, a name, or user@name.</param>
public sealed record OpenSshOptions(string Host)
{
    /// <summary>Configuration file in place of the user's own; null for the user's own.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>At most so many commands at once over the connection; sites allow ten (sshd's MaxSessions), and a person may want some of them.</summary>
    public int MaxSessions { get; init; } = 6;

    /// <summary>Time for a connection to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>So long the connection stays open with nothing to do.</summary>
    public TimeSpan Persist { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Name under which a person knows the cluster, for the hint to log in.</summary>
    public string? Cluster { get; init; }
}
