using System.Runtime.InteropServices;

namespace DefiNet.Torch;

/// <summary>libtorch is absent, could not be used, or refused an operation. The message is one sentence.</summary>
/// <remarks>TorchSharp throws <see cref="ExternalException"/> for what libtorch refuses; code that catches it catches this.</remarks>
public sealed class TorchException : ExternalException
{
    /// <summary>Makes the complaint.</summary>
    public TorchException(string message) : base(message)
    {
    }

    /// <summary>Makes the complaint and keeps its cause.</summary>
    public TorchException(string message, Exception cause) : base(message, cause)
    {
    }
}
