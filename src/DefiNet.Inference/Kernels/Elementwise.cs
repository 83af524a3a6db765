using System.Runtime.CompilerServices;

namespace DefiNet.Inference.Kernels;

/// <summary>exp, tanh and the scaled SiLU on lanes.</summary>
/// <remarks>exp: argument reduced by ln 2 in two parts (Cody and Waite), polynomial of degree 6 on ±ln 2 / 2, below 2 units in the last place.</remarks>
internal static class Elementwise
{
    private const float LowestExponent = -87f;
    private const float HighestExponent = 88f;
    private const float Log2E = 1.44269504f;
    private const float LogisticBorder = 30f;
    private const float Ln2 = 0.693147181f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float RoundingShift = 12582912f; // 1.5 · 2²³: adding it leaves the whole number in the last bits
    private const float SiLuScale = 1f / 0.6f;

    /// <summary>exp(x) for x in −87 … 88; the value at the border beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        x = TLanes.Min(TLanes.Max(x, TLanes.Splat(LowestExponent)), TLanes.Splat(HighestExponent));
        var shift = TLanes.Splat(RoundingShift);
        var n = TLanes.Subtract(TLanes.MultiplyAdd(x, TLanes.Splat(Log2E), shift), shift);
        var r = TLanes.MultiplyAdd(n, TLanes.Splat(-Ln2High), x);
        r = TLanes.MultiplyAdd(n, TLanes.Splat(-Ln2Low), r);
        var p = TLanes.Splat(1.3888889e-3f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(8.3333333e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(4.1666667e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(1.6666667e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(0.5f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(1f));
        return TLanes.Scale(p, n);
    }

    /// <summary>x · σ(x) / 0.6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ScaledSiLu<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var one = TLanes.Splat(1f);
        var e = Exp<TLanes, TVector>(TLanes.Subtract(TLanes.Splat(0f), x));
        return TLanes.Divide(TLanes.Multiply(x, TLanes.Splat(SiLuScale)), TLanes.Add(one, e));
    }

    /// <summary>x · σ(x) / 0.6 without the division: to the last bit or two, and not the same ones for every width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector QuickScaledSiLu<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : struct =>
        TLanes.Multiply(TLanes.Multiply(x, TLanes.Splat(SiLuScale)), Logistic<TLanes, TVector>(x));

    /// <summary>1 / (1 + exp(−x)) to the last bit or two, cut off at ±30, where it is 1e-13 or one.</summary>
    /// <remarks>
    /// The exponential of −x: argument reduced by ln 2 in one part, which is exact enough within the borders, and the polynomial of degree 5 whose largest relative error on ±ln 2 / 2, 8e-8, is the smallest.
    /// Products of smaller values would fall below the smallest normal number, on which processors are a hundred times slower.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Logistic<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        x = TLanes.Limit(x, TLanes.Splat(LogisticBorder));
        var shift = TLanes.Splat(RoundingShift);
        var n = TLanes.Subtract(TLanes.MultiplyAdd(x, TLanes.Splat(-Log2E), shift), shift);
        var r = TLanes.MultiplyAdd(n, TLanes.Splat(Ln2), x); // −x = n · ln 2 − r
        var p = TLanes.Splat(-8.29761941e-3f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(4.19156291e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(-1.66675761e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(4.99988914e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(-9.99999702e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(1.00000012f));
        return TLanes.Reciprocal(TLanes.Add(TLanes.Splat(1f), TLanes.Scale(p, n)));
    }

    /// <summary>tanh(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TLanes, TVector>(TVector x)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var one = TLanes.Splat(1f);
        var limited = TLanes.Min(TLanes.Max(x, TLanes.Splat(-20f)), TLanes.Splat(20f));
        var e = Exp<TLanes, TVector>(TLanes.Add(limited, limited));
        return TLanes.Subtract(one, TLanes.Divide(TLanes.Splat(2f), TLanes.Add(e, one)));
    }
}
