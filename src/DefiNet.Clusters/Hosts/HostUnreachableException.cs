namespace DefiNet.Clusters.Hosts;

/// <summary>A host that cannot be reached now. It says nothing about the jobs there: none of them failed by this.</summary>
public sealed class HostUnreachableException : ClusterException
{
    /// <summary>Makes the complaint.</summary>
    public HostUnreachableException(UnreachableReason reason, string message) : base(message) => Reason = reason;

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public HostUnreachableException(UnreachableReason reason, string message, Exception cause) : base(message, cause) => Reason = reason;

    /// <summary>Why.</summary>
    public UnreachableReason Reason { get; }

    /// <summary>Whether trying again by itself can help; otherwise a person must act first.</summary>
    public bool MayHeal => Reason is not (UnreachableReason.LoginNeeded or UnreachableReason.HostKeyWrong or UnreachableReason.NoClient);
}
