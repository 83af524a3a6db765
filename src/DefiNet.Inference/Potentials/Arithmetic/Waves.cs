using System.Runtime.Intrinsics;

namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>Sines and cosines of several angles at once.</summary>
internal static class Waves
{
    /// <summary>Angles come in whole groups of so many.</summary>
    public const int Group = 8;

    /// <summary>So many angles or more, in whole groups.</summary>
    public static int Room(int count) => (count + Group - 1) / Group * Group;

    /// <summary>Wave numbers, filled up with zeros to whole groups.</summary>
    public static double[] Of(IEnumerable<double> numbers)
    {
        double[] given = [.. numbers];
        var waves = new double[Room(given.Length)];
        given.CopyTo(waves, 0);
        return waves;
    }

    /// <summary>sin(wave · x) and cos(wave · x) for every wave.</summary>
    public static void SinCos(ReadOnlySpan<double> waves, double x, Span<double> sin, Span<double> cos)
    {
        var factor = Vector512.Create(x);
        for (var first = 0; first < waves.Length; first += Group)
        {
            var (s, c) = Vector512.SinCos(Vector512.Create(waves.Slice(first, Group)) * factor);
            s.CopyTo(sin[first..]);
            c.CopyTo(cos[first..]);
        }
    }
}
