namespace DefiNet.Campaigns.Storage;

/// <summary>A store that cannot be used as it is, or a name that it does not know. The message is one sentence: what is wrong and what would be right; it never holds a password.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public StoreException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public StoreException(string message, Exception cause) : base(message, cause)
    {
    }
}
