namespace DefiNet.Inference.Checkpoints;

/// <summary>The numbers of one storage as they lie in the file; several tensors may look at them.</summary>
/// <param name="Type">Type of the numbers.</param>
/// <param name="Bytes">The numbers.</param>
/// <param name="BigEndian">Whether the highest byte of a number comes first.</param>
internal sealed record StorageBytes(ElementType Type, ReadOnlyMemory<byte> Bytes, bool BigEndian)
{
    /// <summary>Number of elements.</summary>
    public long Count => Bytes.Length / SizeOf(Type);

    /// <summary>Bytes that one number takes.</summary>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        _ => 1,
    };
}
