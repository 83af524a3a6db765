using System.Runtime.CompilerServices;

namespace DefiNet.Inference.Potentials;

/// <summary>Numbers that stay where they are in memory, on a border of 64 bytes, in room that only grows: work of the same size finds it again.</summary>
/// <remarks>The pointer is valid as long as the buffer is reachable and nobody reserves more.</remarks>
/// <typeparam name="T">Numbers of one type.</typeparam>
internal sealed unsafe class GrowingBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private T[] _pinned = [];

    /// <summary>The first number.</summary>
    public T* Pointer { get; private set; }

    /// <summary>Numbers that there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>The numbers.</summary>
    public Span<T> Span => new(Pointer, Capacity);

    /// <summary>Makes room for <paramref name="count"/> numbers; what was there is lost when the room must grow.</summary>
    public T* Reserve(long count)
    {
        if (count > Capacity || Pointer == null)
        {
            var room = count + count / 4 + 16;
            if (room > Array.MaxLength)
                throw new InferenceException($"The structure needs {count} numbers side by side, more than fit into memory; take a smaller one.");
            _pinned = GC.AllocateUninitializedArray<T>((int)room + Alignment / Unsafe.SizeOf<T>(), pinned: true);
            Pointer = (T*)(((nuint)Unsafe.AsPointer(ref _pinned[0]) + Alignment - 1) & ~(nuint)(Alignment - 1));
            Capacity = (int)room;
        }

        return Pointer;
    }

    /// <summary>Makes room and keeps what was there.</summary>
    public T* Extend(long count)
    {
        if (count <= Capacity && Pointer != null)
            return Pointer;
        var kept = _pinned;
        var old = new ReadOnlySpan<T>(Pointer, Capacity);
        Reserve(count);
        old.CopyTo(Span);
        GC.KeepAlive(kept);
        return Pointer;
    }
}
