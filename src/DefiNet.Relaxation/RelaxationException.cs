namespace DefiNet.Relaxation;

/// <summary>A relaxation that cannot be done with the input given. The message is one sentence: what is wrong and what would be right.</summary>
public sealed class RelaxationException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public RelaxationException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public RelaxationException(string message, Exception cause) : base(message, cause)
    {
    }
}
