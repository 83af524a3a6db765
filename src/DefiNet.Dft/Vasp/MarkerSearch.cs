using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DefiNet.Dft.Vasp;

/// <summary>Finds the next of several short byte strings in a text, all at once.</summary>
/// <remarks>
/// A block of 32 positions is checked by looking up, for each of the first three bytes, which groups of markers may begin with it (two shuffles for the two halves of a byte);
/// only positions where all three agree are compared in full. Known as Teddy, after the algorithm in Hyperscan. Equals <see cref="PlainNext"/>.
/// </remarks>
internal sealed class MarkerSearch
{
    private const int Groups = 8;
    private const int Prefix = 3;

    private readonly byte[][] _markers;
    private readonly int[][] _group;
    private readonly byte[] _firstByte = new byte[256];
    private readonly Vector256<byte>[] _low = new Vector256<byte>[Prefix];
    private readonly Vector256<byte>[] _high = new Vector256<byte>[Prefix];

    /// <summary>Prepares a search; each marker has at least three bytes.</summary>
    public MarkerSearch(params string[] markers)
    {
        _markers = [.. markers.Select(marker => System.Text.Encoding.ASCII.GetBytes(marker))];
        _group = [.. Enumerable.Range(0, Groups).Select(group => Enumerable.Range(0, markers.Length).Where(marker => marker % Groups == group).ToArray())];
        Span<byte> low = stackalloc byte[Prefix * 16];
        Span<byte> high = stackalloc byte[Prefix * 16];
        low.Clear();
        high.Clear();
        for (var marker = 0; marker < _markers.Length; marker++)
        {
            var bit = (byte)(1 << (marker % Groups));
            _firstByte[_markers[marker][0]] |= bit;
            for (var i = 0; i < Prefix; i++)
            {
                low[16 * i + (_markers[marker][i] & 15)] |= bit;
                high[16 * i + (_markers[marker][i] >> 4)] |= bit;
            }
        }

        for (var i = 0; i < Prefix; i++)
        {
            var (lowHalf, highHalf) = (Vector128.Create<byte>(low.Slice(16 * i, 16)), Vector128.Create<byte>(high.Slice(16 * i, 16)));
            _low[i] = Vector256.Create(lowHalf, lowHalf);
            _high[i] = Vector256.Create(highHalf, highHalf);
        }
    }

    /// <summary>Position of the next marker at or after <paramref name="from"/>, and which; -1 when there is none. Where two begin at one position the one given first counts.</summary>
    public int Next(ReadOnlySpan<byte> text, int from, out int marker)
    {
        if (!Avx2.IsSupported)
            return PlainNext(text, from, out marker);
        var at = from;
        ref var start = ref MemoryMarshal.GetReference(text);
        var (low0, low1, low2) = (_low[0], _low[1], _low[2]);
        var (high0, high1, high2) = (_high[0], _high[1], _high[2]);
        var nibble = Vector256.Create((byte)15);
        for (var last = text.Length - Vector256<byte>.Count - (Prefix - 1); at <= last; at += Vector256<byte>.Count)
        {
            ref var here = ref Unsafe.Add(ref start, at);
            var first = Vector256.LoadUnsafe(ref here);
            var second = Vector256.LoadUnsafe(ref here, 1);
            var third = Vector256.LoadUnsafe(ref here, 2);
            var candidates = Avx2.Shuffle(low0, first & nibble) & Avx2.Shuffle(high0, (first.AsUInt16() >> 4).AsByte() & nibble)
                & Avx2.Shuffle(low1, second & nibble) & Avx2.Shuffle(high1, (second.AsUInt16() >> 4).AsByte() & nibble)
                & Avx2.Shuffle(low2, third & nibble) & Avx2.Shuffle(high2, (third.AsUInt16() >> 4).AsByte() & nibble);
            if (candidates == Vector256<byte>.Zero)
                continue;
            for (var bits = ~Vector256.Equals(candidates, Vector256<byte>.Zero).ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                var position = at + BitOperations.TrailingZeroCount(bits);
                marker = MarkerAt(text, position, candidates.GetElement(position - at));
                if (marker >= 0)
                    return position;
            }
        }

        return PlainNext(text, at, out marker);
    }

    /// <summary>The same, byte by byte.</summary>
    public int PlainNext(ReadOnlySpan<byte> text, int from, out int marker)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (_firstByte[text[at]] is var groups and not 0)
            {
                marker = MarkerAt(text, at, groups);
                if (marker >= 0)
                    return at;
            }
        }

        marker = -1;
        return -1;
    }

    private int MarkerAt(ReadOnlySpan<byte> text, int at, byte groups)
    {
        var found = int.MaxValue;
        for (int bits = groups; bits != 0; bits &= bits - 1)
            foreach (var marker in _group[BitOperations.TrailingZeroCount(bits)])
                if (marker < found && text[at..].StartsWith(_markers[marker]))
                    found = marker;
        return found == int.MaxValue ? -1 : found;
    }
}
