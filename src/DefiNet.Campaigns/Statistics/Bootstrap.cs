namespace DefiNet.Campaigns.Statistics;

/// <summary>Percentile bootstrap over pairs: how far the pooled saving would scatter had other configurations of the same kind been drawn.</summary>
/// <remarks>B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13. Seeded: the same pairs give the same interval.</remarks>
internal static class Bootstrap
{
    public const int Resamples = 4000;

    private const ulong Seed = 0x5EED_DEF1;

    public static Interval? PooledInterval95(List<(int Raw, int Other)> pairs)
    {
        if (pairs.Count < 2)
            return null;
        var (raw, other) = (pairs.Select(pair => pair.Raw).ToArray(), pairs.Select(pair => pair.Other).ToArray());
        var pooled = new double[Resamples];
        Parallel.For(0, Resamples, resample =>
        {
            // Each resample has its own stream, so the number of cores does not show.
            var random = new SplitMix64(Seed + (ulong)resample);
            var (rawSum, otherSum) = (0L, 0L);
            for (var draw = 0; draw < raw.Length; draw++)
            {
                var pair = random.Below(raw.Length);
                rawSum += raw[pair];
                otherSum += other[pair];
            }

            pooled[resample] = 1 - (double)otherSum / rawSum;
        });
        Array.Sort(pooled);
        return new(SavingStatistics.Quantile(pooled, 0.025)!.Value, SavingStatistics.Quantile(pooled, 0.975)!.Value);
    }

    // G. Steele, D. Lea, C. Flood, OOPSLA 2014: fixed here, so that an interval does not change with the runtime.
    private struct SplitMix64
    {
        private ulong _state;

        public SplitMix64(ulong seed) => _state = Mix(seed * 0x9E3779B97F4A7C15);

        public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

        private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

        private static ulong Mix(ulong z)
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
