namespace DefiNet.Inference.Kernels;

/// <summary>Numbers that stay where they are in memory, the first on a border of 64 bytes, so that a whole cache line is one load.</summary>
/// <remarks>The pointer is valid as long as the buffer is reachable; who works with it ends with <see cref="GC.KeepAlive"/>.</remarks>
internal sealed unsafe class FloatBuffer
{
    private const int Alignment = 64;

    private readonly float[] _pinned;

    /// <summary>Makes a buffer of zeros.</summary>
    public FloatBuffer(int length)
    {
        Length = length;
        _pinned = GC.AllocateArray<float>(length + Alignment / sizeof(float), pinned: true);
        fixed (float* start = _pinned)
            Pointer = (float*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    /// <summary>Makes a buffer with the given numbers.</summary>
    public FloatBuffer(ReadOnlySpan<float> numbers) : this(numbers.Length) => numbers.CopyTo(Span);

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>The first number.</summary>
    public float* Pointer { get; }

    /// <summary>The numbers.</summary>
    public Span<float> Span => new(Pointer, Length);
}
