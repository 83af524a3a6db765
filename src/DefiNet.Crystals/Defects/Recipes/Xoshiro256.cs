using System.Numerics;

namespace DefiNet.Crystals.Defects.Recipes;

/// <summary>Random numbers that are the same for a seed on every machine and in every version.</summary>
/// <remarks>xoshiro256** started by SplitMix64: D. Blackman, S. Vigna, ACM Trans. Math. Softw. 47, 36 (2021); prng.di.unimi.it.</remarks>
internal sealed class Xoshiro256
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts one of the streams of a seed.</summary>
    public Xoshiro256(ulong seed, ulong stream = 0)
    {
        var state = seed;
        state = SplitMix(ref state) + stream;
        (_s0, _s1, _s2, _s3) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number from 0 to below a limit, all equally likely.</summary>
    public int Below(int limit)
    {
        var range = (ulong)limit;
        var unfair = (0 - range) % range; // 2^64 mod range
        ulong draw;
        do
            draw = Next();
        while (draw < unfair);
        return (int)(draw % range);
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
