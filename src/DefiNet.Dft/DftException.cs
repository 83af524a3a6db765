namespace DefiNet.Dft;

/// <summary>DFT input or output that cannot be right. The message is one sentence: file, line or field, what is wrong, what would be right.</summary>
public sealed class DftException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public DftException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public DftException(string message, Exception cause) : base(message, cause)
    {
    }
}
