namespace DefiNet.Inference;

/// <summary>A structure that a model cannot treat. The message is one sentence: what is wrong and what would be right.</summary>
public sealed class InferenceException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public InferenceException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public InferenceException(string message, Exception cause) : base(message, cause)
    {
    }
}
