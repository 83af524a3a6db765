using DefiNet.Crystals.Defects.Recipes;

namespace DefiNet.Learning.Gradients;

/// <summary>Weights and orders drawn from <see cref="Xoshiro256"/>: the same for a seed on every machine and in every version.</summary>
/// <param name="seed">Seed.</param>
/// <param name="stream">Which of the streams of the seed.</param>
internal sealed class SeededNumbers(ulong seed, ulong stream)
{
    /// <summary>Stream of the first weights.</summary>
    public const ulong WeightStream = 1;

    /// <summary>First of the streams that order the structures of an epoch.</summary>
    public const ulong EpochStream = 1 << 20;

    /// <summary>First of the streams that vary the starts of a step.</summary>
    public const ulong VariationStream = 1UL << 62;

    private readonly Xoshiro256 _bits = new(seed, stream);

    /// <summary>Evenly distributed from 0 to below 1, in 24 bits.</summary>
    public float Uniform() => (_bits.Next() >> 40) * (1f / (1 << 24));

    /// <summary>From a normal distribution of mean 0 and variance 1.</summary>
    public float Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - (_bits.Next() >> 11) * (1.0 / (1L << 53))));
        return (float)(radius * Math.Cos(2 * Math.PI * ((_bits.Next() >> 11) * (1.0 / (1L << 53)))));
    }

    /// <summary>Puts items into a random order, all equally likely.</summary>
    public void Shuffle(Span<int> items)
    {
        for (var left = items.Length; left > 1; left--)
        {
            var drawn = (int)Math.BigMul(_bits.Next(), (ulong)left, out _);
            (items[left - 1], items[drawn]) = (items[drawn], items[left - 1]);
        }
    }
}
