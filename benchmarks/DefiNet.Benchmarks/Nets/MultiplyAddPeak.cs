using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DefiNet.Benchmarks.Nets;

/// <summary>How many multiply-adds in single precision the cores do when nothing else stands in their way: chains in registers, none waiting for another.</summary>
internal static class MultiplyAddPeak
{
    private const int Rounds = 4_000_000;
    private const int Chains = 12;

    /// <summary>Floating-point operations of one burst, in 10⁹.</summary>
    public static double WorkOfBurst(int threads) => threads * 2e-9 * Rounds * Chains * Vector512<float>.Count;

    /// <summary>Does a burst on so many threads at once.</summary>
    public static void Burst(int threads) =>
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => GC.KeepAlive(Chain(Rounds)));

    // The chains begin with different numbers, or the compiler sees that they are one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Chain(int rounds)
    {
        var (m, a) = (Vector512.Create(0.999f), Vector512.Create(1e-3f));
        var (c0, c1, c2, c3, c4, c5) = (a, a * 2f, a * 3f, a * 4f, a * 5f, a * 6f);
        var (c6, c7, c8, c9, c10, c11) = (a * 7f, a * 8f, a * 9f, a * 10f, a * 11f, a * 12f);
        for (var round = 0; round < rounds; round++)
        {
            c0 = Vector512.FusedMultiplyAdd(c0, m, a);
            c1 = Vector512.FusedMultiplyAdd(c1, m, a);
            c2 = Vector512.FusedMultiplyAdd(c2, m, a);
            c3 = Vector512.FusedMultiplyAdd(c3, m, a);
            c4 = Vector512.FusedMultiplyAdd(c4, m, a);
            c5 = Vector512.FusedMultiplyAdd(c5, m, a);
            c6 = Vector512.FusedMultiplyAdd(c6, m, a);
            c7 = Vector512.FusedMultiplyAdd(c7, m, a);
            c8 = Vector512.FusedMultiplyAdd(c8, m, a);
            c9 = Vector512.FusedMultiplyAdd(c9, m, a);
            c10 = Vector512.FusedMultiplyAdd(c10, m, a);
            c11 = Vector512.FusedMultiplyAdd(c11, m, a);
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }
}
