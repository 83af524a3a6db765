using static TorchSharp.torch;

namespace DefiNet.Torch.Native;

/// <summary>An argument of an operator.</summary>
internal readonly struct Argument
{
    private Argument(ValueKind kind, long number, object? reference) => (Kind, Number, Reference) = (kind, number, reference);

    /// <summary>What it is.</summary>
    public ValueKind Kind { get; }

    /// <summary>A number, or the bits of a double.</summary>
    public long Number { get; }

    /// <summary>A tensor, a list or a text.</summary>
    public object? Reference { get; }

    /// <summary>An argument that is left out.</summary>
    public static Argument None => default;

    /// <summary>A list of tensors of which some may be null.</summary>
    public static Argument Optional(Tensor?[] tensors) => new(ValueKind.OptionalTensors, 0, tensors);

    /// <summary>A tensor, or none.</summary>
    public static implicit operator Argument(Tensor? tensor) => tensor is null ? None : new(ValueKind.Tensor, 0, tensor);

    /// <summary>An integer.</summary>
    public static implicit operator Argument(long number) => new(ValueKind.Integer, number, null);

    /// <summary>An integer or none.</summary>
    public static implicit operator Argument(long? number) => number is { } given ? given : None;

    /// <summary>A double.</summary>
    public static implicit operator Argument(double number) => new(ValueKind.Real, BitConverter.DoubleToInt64Bits(number), null);

    /// <summary>Yes or no.</summary>
    public static implicit operator Argument(bool yes) => new(ValueKind.Boolean, yes ? 1 : 0, null);

    /// <summary>Integers.</summary>
    public static implicit operator Argument(long[] numbers) => new(ValueKind.Integers, 0, numbers);

    /// <summary>Tensors.</summary>
    public static implicit operator Argument(Tensor[] tensors) => new(ValueKind.Tensors, 0, tensors);

    /// <summary>Text.</summary>
    public static implicit operator Argument(string text) => new(ValueKind.Text, 0, text);

    /// <summary>A type of numbers.</summary>
    public static implicit operator Argument(ScalarType type) => (long)type;

    /// <summary>A type of numbers or none.</summary>
    public static implicit operator Argument(ScalarType? type) => type is { } given ? given : None;

    /// <summary>A device, or none.</summary>
    public static implicit operator Argument(Device? device) => device is null ? None : new(ValueKind.Device, 0, device.ToString());

    /// <summary>A number of whatever type, or none.</summary>
    public static implicit operator Argument(TorchSharp.Scalar? number) => number is null ? None : number.Argument;
}
