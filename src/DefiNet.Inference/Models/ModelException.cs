namespace DefiNet.Inference.Models;

/// <summary>A model that is not there or whose description is wrong. The message is one sentence: where, what is wrong, what would be right.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public ModelException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public ModelException(string message, Exception cause) : base(message, cause)
    {
    }
}
