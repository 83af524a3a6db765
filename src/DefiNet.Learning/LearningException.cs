namespace DefiNet.Learning;

/// <summary>Weights, data or settings that cannot be trained with. The message is one sentence: where, what is wrong and what would be right.</summary>
public sealed class LearningException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public LearningException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public LearningException(string message, Exception cause) : base(message, cause)
    {
    }
}
