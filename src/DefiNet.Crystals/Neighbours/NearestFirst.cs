using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DefiNet.Crystals.Neighbours;

/// <summary>Ranks a few dozen distances: for each, how many come before it.</summary>
/// <remarks>Counting is quadratic but needs no branch, and beats sorting up to some hundred entries. Equals <see cref="RankPlain"/> exactly.</remarks>
internal static class NearestFirst
{
    /// <summary>Bits of a key that hold an image's place; the bits above hold the distance in steps.</summary>
    public const int OrdinalBits = 26;

    // Keys rank below this: 2^63 / 2^26 steps of 1e-8 Å are 1374 Å.
    private const double StepsPerAngstrom = 1 / NeighbourList.DistanceStep;
    private const double WholeNumbersFrom = 1L << 52;
    private const long StepMask = (1L << (63 - OrdinalBits)) - 1;

    /// <summary>A number that grows with the distance in whole steps, then with the place: no two are equal.</summary>
    /// <remarks>Adding 2^52 leaves the rounded number of steps in the low bits of the sum: cheaper than a checked conversion.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long KeyOf(double distance, int ordinal) =>
        (BitConverter.DoubleToInt64Bits(distance * StepsPerAngstrom + WholeNumbersFrom) & StepMask) << OrdinalBits | (uint)ordinal;

    /// <summary>Writes the rank of each of <paramref name="count"/> different keys.</summary>
    /// <param name="keys">The keys; there is room for a vector after them, which is written to.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="ranks">As long as <paramref name="keys"/>.</param>
    public static void Rank(Span<long> keys, int count, Span<long> ranks)
    {
        if (Vector512.IsHardwareAccelerated && count + Vector512<long>.Count <= Math.Min(keys.Length, ranks.Length))
            Rank512(keys, count, ranks);
        else if (Vector256.IsHardwareAccelerated && count + Vector256<long>.Count <= Math.Min(keys.Length, ranks.Length))
            Rank256(keys, count, ranks);
        else
            RankPlain(keys, count, ranks);
    }

    /// <summary>The same, one pair at a time.</summary>
    public static void RankPlain(ReadOnlySpan<long> keys, int count, Span<long> ranks)
    {
        for (var i = 0; i < count; i++)
        {
            var before = 0;
            for (var j = 0; j < count; j++)
                before += keys[j] < keys[i] ? 1 : 0;
            ranks[i] = before;
        }
    }

    private static void Rank512(Span<long> keys, int count, Span<long> ranks)
    {
        ref var key = ref MemoryMarshal.GetReference(keys);
        ref var rank = ref MemoryMarshal.GetReference(ranks);
        for (var i = 0; i < count; i += Vector512<long>.Count)
        {
            var mine = Vector512.LoadUnsafe(ref key, (nuint)i);
            var before = Vector512<long>.Zero;
            for (var j = 0; j < count; j++)
                before -= Vector512.LessThan(Vector512.Create(Unsafe.Add(ref key, j)), mine);
            before.StoreUnsafe(ref rank, (nuint)i);
        }
    }

    private static void Rank256(Span<long> keys, int count, Span<long> ranks)
    {
        ref var key = ref MemoryMarshal.GetReference(keys);
        ref var rank = ref MemoryMarshal.GetReference(ranks);
        for (var i = 0; i < count; i += Vector256<long>.Count)
        {
            var mine = Vector256.LoadUnsafe(ref key, (nuint)i);
            var before = Vector256<long>.Zero;
            for (var j = 0; j < count; j++)
                before -= Vector256.LessThan(Vector256.Create(Unsafe.Add(ref key, j)), mine);
            before.StoreUnsafe(ref rank, (nuint)i);
        }
    }
}
