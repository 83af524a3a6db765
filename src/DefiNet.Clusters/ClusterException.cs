namespace DefiNet.Clusters;

/// <summary>A host or a job on it that did not do what was asked. The message is one sentence: where, what is wrong, what would be right.</summary>
public class ClusterException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public ClusterException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public ClusterException(string message, Exception cause) : base(message, cause)
    {
    }
}
