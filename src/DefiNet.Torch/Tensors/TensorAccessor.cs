using System.Collections;
using System.Runtime.InteropServices;
using DefiNet.Torch.Native;

namespace TorchSharp.Utils;

/// <summary>The numbers of a tensor, in row-major order.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly bool _owned;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _owned = Shim.definet_tensor_is_contiguous(tensor.Handle) == 0;
        _tensor = _owned ? tensor.contiguous() : tensor;
    }

    /// <summary>Number of numbers.</summary>
    public long Count => _tensor.NumberOfElements;

    /// <summary>One of them.</summary>
    public T this[long index]
    {
        get => Numbers[checked((int)index)];
        set => Numbers[checked((int)index)] = value;
    }

    private Span<T> Numbers => MemoryMarshal.Cast<byte, T>(_tensor.bytes);

    /// <summary>A copy of them.</summary>
    public T[] ToArray() => Numbers.ToArray();

    /// <summary>Copies them.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => Numbers[checked((int)tensorIndex)..].CopyTo(array.AsSpan(arrayIndex));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var index = 0L; index < Count; index++)
            yield return this[index];
    }

    /// <summary>Lets go of the numbers.</summary>
    public void Dispose()
    {
        if (_owned)
            _tensor.Dispose();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
