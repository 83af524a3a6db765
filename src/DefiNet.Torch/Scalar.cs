using DefiNet.Torch.Native;

namespace TorchSharp;

/// <summary>A number of whatever type, as an argument of operators.</summary>
public sealed class Scalar
{
    private Scalar(Argument argument) => Argument = argument;

    internal Argument Argument { get; }

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(int value) => new((long)value);

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(long value) => new(value);

    /// <summary>A number.</summary>
    public static implicit operator Scalar(float value) => new((double)value);

    /// <summary>A number.</summary>
    public static implicit operator Scalar(double value) => new(value);

    /// <summary>Yes or no.</summary>
    public static implicit operator Scalar(bool value) => new(value);
}
