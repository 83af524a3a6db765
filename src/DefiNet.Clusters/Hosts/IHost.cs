namespace DefiNet.Clusters.Hosts;

/// <summary>A machine that runs commands and holds files: this one, or one behind OpenSSH.</summary>
/// <remarks>Every call has its own deadline. A host that cannot be reached is a <see cref="HostUnreachableException"/>, which says nothing about any job on it.</remarks>
public interface IHost : IAsyncDisposable
{
    /// <summary>Name for the person: <c>local</c>, or the name that the ssh configuration knows.</summary>
    string Name { get; }

    /// <summary>Runs a program there and waits for its end.</summary>
    /// <exception cref="HostUnreachableException">The host cannot be reached, or was lost before the end was seen: whether the program ran is unknown.</exception>
    /// <exception cref="ClusterException">The program answered more than it may.</exception>
    Task<HostReply> RunAsync(HostCommand command, CancellationToken stop);

    /// <summary>Brings a file there; it appears under its name only when it is complete and its hash is right. A broken transfer is continued by the next call.</summary>
    /// <param name="localFile">File on this machine.</param>
    /// <param name="remoteFile">Absolute path there, or one from the home folder (<c>~/…</c>); its folder must exist.</param>
    /// <param name="deadline">Time after which the call gives up.</param>
    /// <param name="stop">Ends the call.</param>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    /// <exception cref="ClusterException">The file cannot be read here or written there.</exception>
    Task PutAsync(string localFile, string remoteFile, TimeSpan deadline, CancellationToken stop);

    /// <summary>Fetches a file; it appears under its name only when it is complete and its hash is right. A broken transfer is continued by the next call.</summary>
    /// <param name="remoteFile">Absolute path there, or one from the home folder (<c>~/…</c>).</param>
    /// <param name="localFile">File on this machine; its folder must exist.</param>
    /// <param name="deadline">Time after which the call gives up.</param>
    /// <param name="stop">Ends the call.</param>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    /// <exception cref="ClusterException">The file cannot be read there or written here.</exception>
    Task GetAsync(string remoteFile, string localFile, TimeSpan deadline, CancellationToken stop);
}
