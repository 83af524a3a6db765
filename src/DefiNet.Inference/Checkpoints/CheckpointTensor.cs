using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace DefiNet.Inference.Checkpoints;

/// <summary>One tensor of a checkpoint: its shape, and its numbers on request.</summary>
public sealed class CheckpointTensor
{
    private readonly StorageBytes _storage;
    private readonly long _offset;
    private readonly ImmutableArray<long> _strides;

    internal CheckpointTensor(StorageBytes storage, long offset, ImmutableArray<int> shape, ImmutableArray<long> strides, int count)
    {
        (_storage, _offset, Shape, _strides, Count) = (storage, offset, shape, strides, count);
    }

    /// <summary>Length along each axis; empty for a single number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Type of the stored numbers.</summary>
    public ElementType Type => _storage.Type;

    /// <summary>The numbers in row-major order, whatever the strides in the file; wider and narrower types are converted.</summary>
    public float[] ToFloats()
    {
        var numbers = new float[Count];
        if (IsContiguous && Type == ElementType.Float32 && _storage.BigEndian != BitConverter.IsLittleEndian)
            _storage.Bytes.Span.Slice(checked((int)_offset * 4), Count * 4).CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        else
            ForEach((index, element) => numbers[index] = (float)Number(element));
        return numbers;
    }

    /// <summary>The numbers in row-major order in double precision.</summary>
    public double[] ToDoubles()
    {
        var numbers = new double[Count];
        ForEach((index, element) => numbers[index] = Number(element));
        return numbers;
    }

    /// <summary>The shape as text, such as <c>64×128</c>.</summary>
    public string ShapeText => Shape.IsEmpty ? "a single number" : string.Join('×', Shape);

    private bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && _strides[axis] != expected)
                    return false;
                expected *= Shape[axis];
            }

            return true;
        }
    }

    private void ForEach(Action<int, long> visit)
    {
        if (Count == 0)
            return;
        Span<int> position = stackalloc int[Shape.Length];
        position.Clear();
        var element = _offset;
        for (var index = 0; ; index++)
        {
            visit(index, element);
            var axis = Shape.Length - 1;
            for (; axis >= 0; axis--)
            {
                element += _strides[axis];
                if (++position[axis] < Shape[axis])
                    break;
                element -= _strides[axis] * Shape[axis];
                position[axis] = 0;
            }

            if (axis < 0)
                return;
        }
    }

    private double Number(long element)
    {
        var bytes = _storage.Bytes.Span[checked((int)(element * StorageBytes.SizeOf(Type)))..];
        var big = _storage.BigEndian;
        return Type switch
        {
            ElementType.Float32 => big ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ElementType.Float64 => big ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ElementType.Float16 => (double)(big ? BinaryPrimitives.ReadHalfBigEndian(bytes) : BinaryPrimitives.ReadHalfLittleEndian(bytes)),
            ElementType.BFloat16 => BitConverter.Int32BitsToSingle((big ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes)) << 16),
            ElementType.Int64 => big ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ElementType.Int32 => big ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ElementType.Int16 => big ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ElementType.Int8 => (sbyte)bytes[0],
            _ => bytes[0],
        };
    }
}
