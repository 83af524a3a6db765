using System.Runtime.InteropServices;
using DefiNet.Torch.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(size, 0, dtype ?? ScalarType.Float32, device, requires_grad);

    /// <summary>A row of zeros.</summary>
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([size], dtype, device, requires_grad);

    /// <summary>A matrix of zeros.</summary>
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([rows, columns], dtype, device, requires_grad);

    /// <summary>A tensor of zeros of the shape of another.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(size, 1, dtype ?? ScalarType.Float32, device, requires_grad);

    /// <summary>A row of ones.</summary>
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([size], dtype, device, requires_grad);

    /// <summary>A matrix of ones.</summary>
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([rows, columns], dtype, device, requires_grad);

    /// <summary>A tensor of ones of the shape of another.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones(input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>A tensor of three axes of zeros.</summary>
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>A tensor full of one number.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Operators.Full.Call(size, value, dtype ?? ScalarType.Float32, Argument.None, device).with_requires_grad(requires_grad);

    /// <summary>A tensor of numbers that nobody set.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Operators.Empty.Call(size, dtype ?? ScalarType.Float32, Argument.None, device).with_requires_grad(requires_grad);

    /// <summary>The numbers from 0 on, below the end.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>The numbers from a start by a step, below the end.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Operators.Arange.Call(start, stop, step, dtype, Argument.None, device).with_requires_grad(requires_grad);

    /// <summary>Random numbers between 0 and 1.</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(size, dtype, device).uniform_(0, 1).with_requires_grad(requires_grad);

    /// <summary>Random numbers of the normal distribution.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(size, dtype, device).normal_().with_requires_grad(requires_grad);

    /// <summary>A copy of the numbers as a row.</summary>
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<float>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A copy of the numbers in a shape, row after row.</summary>
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<float>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A single number.</summary>
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) => Filled<float>([scalar], [], null, device, requires_grad);

    /// <summary>A copy of the numbers as a row.</summary>
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<double>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A copy of the numbers in a shape, row after row.</summary>
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<double>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A single number.</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<double>([scalar], [], dtype, device, requires_grad);

    /// <summary>A copy of the numbers as a row.</summary>
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<long>(dataArray, [dataArray.Length], dtype, device, requires_grad);

    /// <summary>A copy of the numbers in a shape, row after row.</summary>
    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<long>(dataArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A single number.</summary>
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<long>([scalar], [], dtype, device, requires_grad);

    /// <summary>A copy of the numbers as a row.</summary>
    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<int>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A copy of the numbers in a shape, row after row.</summary>
    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<int>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A single number.</summary>
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) => Filled<int>([scalar], [], null, device, requires_grad);

    /// <summary>A copy of the numbers as a row.</summary>
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<bool>(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A copy of the numbers in a shape, row after row.</summary>
    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<bool>(rawArray, dimensions.ToArray(), dtype, device, requires_grad);

    /// <summary>A single number.</summary>
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled<bool>([scalar], [], dtype, device, requires_grad);

    /// <summary>A copy of the numbers of an array of one or more axes.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        var shape = new long[rawArray.Rank];
        for (var axis = 0; axis < shape.Length; axis++)
            shape[axis] = rawArray.GetLongLength(axis);
        return rawArray.GetType().GetElementType() switch
        {
            var type when type == typeof(float) => Filled<float>(Flat<float>(), shape, dtype, device, requires_grad),
            var type when type == typeof(double) => Filled<double>(Flat<double>(), shape, dtype, device, requires_grad),
            var type when type == typeof(long) => Filled<long>(Flat<long>(), shape, dtype, device, requires_grad),
            var type when type == typeof(int) => Filled<int>(Flat<int>(), shape, dtype, device, requires_grad),
            var type when type == typeof(bool) => Filled<bool>(Flat<bool>(), shape, dtype, device, requires_grad),
            var type => throw new ArgumentException($"No tensor is made from an array of {type?.Name}; float, double, long, int and bool are.", nameof(rawArray)),
        };

        T[] Flat<T>()
        {
            var flat = new T[rawArray.LongLength];
            Buffer.BlockCopy(rawArray, 0, flat, 0, Buffer.ByteLength(rawArray));
            return flat;
        }
    }

    /// <summary>A copy of the numbers of an array of one or more axes.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    private static Tensor Filled<T>(ReadOnlySpan<T> numbers, long[] shape, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged
    {
        var filled = empty(shape, Tensor.TypeOf<T>());
        if (filled.NumberOfElements != numbers.Length)
            throw new ArgumentException($"{numbers.Length} numbers do not fill the shape [{string.Join(", ", shape)}].", nameof(numbers));
        MemoryMarshal.AsBytes(numbers).CopyTo(filled.bytes);
        GC.KeepAlive(filled);
        return filled.to(dtype ?? filled.dtype, device ?? CPU, disposeAfter: true).with_requires_grad(requires_grad);
    }
}
