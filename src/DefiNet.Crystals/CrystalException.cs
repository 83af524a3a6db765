namespace DefiNet.Crystals;

/// <summary>Input about crystals that cannot be right. The message is one sentence for the person who gave it: where, what is wrong, what would be right.</summary>
public sealed class CrystalException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public CrystalException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public CrystalException(string message, Exception cause) : base(message, cause)
    {
    }
}
