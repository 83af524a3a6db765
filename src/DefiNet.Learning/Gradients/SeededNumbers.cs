using System.Numerics;

namespace DefiNet.Learning.Gradients;

/// <summary>Random numbers that are the same for a seed on every machine and in every version.</summary>
/// <remarks>xoshiro256** started by SplitMix64: D. Blackman, S. Vigna, ACM Trans. Math. Softw. 47, 36 (2021).</remarks>
internal sealed class SeededNumbers
{
    /// <summary>Stream of the first weights.</summary>
    public const ulong WeightStream = 1;

    /// <summary>First of the streams that order the structures of an epoch.</summary>
    public const ulong EpochStream = 1 << 20;

    private const ulong SplitStep = 0x9E3779B97F4A7C15;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Starts one of the streams of a seed.</summary>
    public SeededNumbers(ulong seed, ulong stream)
    {
        var state = Mixed(seed + SplitStep) + stream;
        _a = Mixed(state += SplitStep);
        _b = Mixed(state += SplitStep);
        _c = Mixed(state += SplitStep);
        _d = Mixed(state + SplitStep);
    }

    /// <summary>Evenly distributed from 0 to below 1, in 24 bits.</summary>
    public float Uniform() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>From a normal distribution of mean 0 and variance 1.</summary>
    public float Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - (Next() >> 11) * (1.0 / (1L << 53))));
        return (float)(radius * Math.Cos(2 * Math.PI * ((Next() >> 11) * (1.0 / (1L << 53)))));
    }

    /// <summary>Puts items into a random order, all equally likely.</summary>
    public void Shuffle(Span<int> items)
    {
        for (var left = items.Length; left > 1; left--)
        {
            var drawn = (int)Math.BigMul(Next(), (ulong)left, out _);
            (items[left - 1], items[drawn]) = (items[drawn], items[left - 1]);
        }
    }

    private ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
