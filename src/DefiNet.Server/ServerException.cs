namespace DefiNet.Server;

/// <summary>The server cannot start as asked. The message is one sentence for the person who starts it.</summary>
public sealed class ServerException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public ServerException(string message) : base(message)
    {
    }
}
