namespace DefiNet.Inference.Checkpoints;

/// <summary>A file of weights that cannot be read or holds something else than was asked for. The message is one sentence: file, where, what is wrong, what would be right.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public CheckpointException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public CheckpointException(string message, Exception cause) : base(message, cause)
    {
    }
}
