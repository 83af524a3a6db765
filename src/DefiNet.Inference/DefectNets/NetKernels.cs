using System.Runtime.CompilerServices;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>The element-by-element parts of the net. Each runs over whole vectors first and then, one by one, over the channels left.</summary>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class NetKernels<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const float NormFloor = 1e-8f;

    private static readonly float InverseSqrt2 = (float)(1 / Math.Sqrt(2));

    /// <summary>Channels that whole vectors cover.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Whole(int n) => n - n % TLanes.Width;

    /// <summary>row ← scaled SiLU(row).</summary>
    public static void ScaledSiLu(float* row, int n)
    {
        var whole = Whole(n);
        for (var c = 0; c < whole; c += TLanes.Width)
            TLanes.Store(Elementwise.ScaledSiLu<TLanes, TVector>(TLanes.Load(row + c)), row + c);
        for (var c = whole; c < n; c++)
            row[c] = Elementwise.ScaledSiLu<Lane1, float>(row[c]);
    }

    /// <summary>sum ← a + b.</summary>
    public static void Add(float* a, float* b, float* sum, int n)
    {
        var whole = Whole(n);
        for (var c = 0; c < whole; c += TLanes.Width)
            TLanes.Store(TLanes.Add(TLanes.Load(a + c), TLanes.Load(b + c)), sum + c);
        for (var c = whole; c < n; c++)
            sum[c] = a[c] + b[c];
    }

    /// <summary>row ← factor · row.</summary>
    public static void Multiply(float* row, float factor, int n)
    {
        var whole = Whole(n);
        var factors = TLanes.Splat(factor);
        for (var c = 0; c < whole; c += TLanes.Width)
            TLanes.Store(TLanes.Multiply(TLanes.Load(row + c), factors), row + c);
        for (var c = whole; c < n; c++)
            row[c] *= factor;
    }

    /// <summary>Σ a·b.</summary>
    public static float Dot(float* a, float* b, int n)
    {
        var whole = Whole(n);
        var sums = TLanes.Splat(0);
        for (var c = 0; c < whole; c += TLanes.Width)
            sums = TLanes.MultiplyAdd(TLanes.Load(a + c), TLanes.Load(b + c), sums);
        var sum = TLanes.Sum(sums);
        for (var c = whole; c < n; c++)
            sum = MathF.FusedMultiplyAdd(a[c], b[c], sum);
        return sum;
    }

    /// <summary>Σ scaled SiLU(a)·b.</summary>
    public static float DotOfSiLu(float* a, float* b, int n)
    {
        var whole = Whole(n);
        var sums = TLanes.Splat(0);
        for (var c = 0; c < whole; c += TLanes.Width)
            sums = TLanes.MultiplyAdd(Elementwise.QuickScaledSiLu<TLanes, TVector>(TLanes.Load(a + c)), TLanes.Load(b + c), sums);
        var sum = TLanes.Sum(sums);
        for (var c = whole; c < n; c++)
            sum = MathF.FusedMultiplyAdd(Elementwise.ScaledSiLu<Lane1, float>(a[c]), b[c], sum);
        return sum;
    }

    /// <summary>filter ← bias + Σ band[k] · table[k]: a radial filter from the functions that are not zero. Table of shape (band, n).</summary>
    /// <remarks>Four vectors at a time, so that four chains of multiply-adds hide each other's latency.</remarks>
    public static void Filter(float* table, float* bias, float* band, int count, float* filter, int n)
    {
        var w = TLanes.Width;
        var c = 0;
        for (; c + 4 * w <= n; c += 4 * w)
        {
            var s0 = TLanes.Load(bias + c);
            var s1 = TLanes.Load(bias + c + w);
            var s2 = TLanes.Load(bias + c + 2 * w);
            var s3 = TLanes.Load(bias + c + 3 * w);
            var row = table + c;
            for (var k = 0; k < count; k++, row += n)
            {
                var value = TLanes.Splat(band[k]);
                s0 = TLanes.MultiplyAdd(TLanes.Load(row), value, s0);
                s1 = TLanes.MultiplyAdd(TLanes.Load(row + w), value, s1);
                s2 = TLanes.MultiplyAdd(TLanes.Load(row + 2 * w), value, s2);
                s3 = TLanes.MultiplyAdd(TLanes.Load(row + 3 * w), value, s3);
            }

            TLanes.Store(s0, filter + c);
            TLanes.Store(s1, filter + c + w);
            TLanes.Store(s2, filter + c + 2 * w);
            TLanes.Store(s3, filter + c + 3 * w);
        }

        for (; c + w <= n; c += w)
        {
            var sum = TLanes.Load(bias + c);
            for (var k = 0; k < count; k++)
                sum = TLanes.MultiplyAdd(TLanes.Load(table + (long)k * n + c), TLanes.Splat(band[k]), sum);
            TLanes.Store(sum, filter + c);
        }

        for (; c < n; c++)
        {
            var sum = bias[c];
            for (var k = 0; k < count; k++)
                sum = MathF.FusedMultiplyAdd(table[(long)k * n + c], band[k], sum);
            filter[c] = sum;
        }
    }

    /// <summary>Adds the activated vectors l, gated by the three numbers g, to the target; all of shape (3, h).</summary>
    /// <remarks>A channel whose vector points along g stays; another is moved half-way to g.</remarks>
    public static void AddActivated(float* l, float* g, float* target, int h)
    {
        ActivatedChannels<TLanes, TVector>(l, g, target, h, 0, Whole(h));
        ActivatedChannels<Lane1, float>(l, g, target, h, Whole(h), h);
    }

    /// <summary>norms ← lengths of the vectors in the second half of each row of (3, 2h).</summary>
    public static void Norms(float* vectors, float* norms, int h)
    {
        NormChannels<TLanes, TVector>(vectors, norms, h, 0, Whole(h));
        NormChannels<Lane1, float>(vectors, norms, h, Whole(h), h);
    }

    /// <summary>Scales the first half of (3, 2h) vectors by the gates of (3, h) into (3, h), and updates the scalars.</summary>
    public static void Update(float* gates, float* vectors, float* scaled, float* scalars, int h)
    {
        UpdateChannels<TLanes, TVector>(gates, vectors, scaled, scalars, h, 0, Whole(h));
        UpdateChannels<Lane1, float>(gates, vectors, scaled, scalars, h, Whole(h), h);
    }

    /// <summary>scalars ← (scalars + change) / √2.</summary>
    public static void AddHalved(float* scalars, float* change, int h)
    {
        var whole = Whole(h);
        var factor = TLanes.Splat(InverseSqrt2);
        for (var c = 0; c < whole; c += TLanes.Width)
            TLanes.Store(TLanes.Multiply(TLanes.Add(TLanes.Load(scalars + c), TLanes.Load(change + c)), factor), scalars + c);
        for (var c = whole; c < h; c++)
            scalars[c] = (scalars[c] + change[c]) * InverseSqrt2;
    }

    private static void ActivatedChannels<TL, TV>(float* l, float* g, float* target, int h, int from, int to)
        where TL : ILanes<TV>
        where TV : struct
    {
        var (gx, gy, gz) = (TL.Splat(g[0]), TL.Splat(g[1]), TL.Splat(g[2]));
        var half = TL.Splat(0.5f);
        for (var c = from; c < to; c += TL.Width)
        {
            var x = TL.Load(l + c);
            var y = TL.Load(l + h + c);
            var z = TL.Load(l + 2 * h + c);
            var along = TL.MultiplyAdd(z, gz, TL.MultiplyAdd(y, gy, TL.Multiply(x, gx)));
            TL.Store(TL.Add(TL.Load(target + c), TL.WhereNotNegative(along, x, TL.Multiply(TL.Add(x, gx), half))), target + c);
            TL.Store(TL.Add(TL.Load(target + h + c), TL.WhereNotNegative(along, y, TL.Multiply(TL.Add(y, gy), half))), target + h + c);
            TL.Store(TL.Add(TL.Load(target + 2 * h + c), TL.WhereNotNegative(along, z, TL.Multiply(TL.Add(z, gz), half))), target + 2 * h + c);
        }
    }

    private static void NormChannels<TL, TV>(float* vectors, float* norms, int h, int from, int to)
        where TL : ILanes<TV>
        where TV : struct
    {
        for (var c = from; c < to; c += TL.Width)
        {
            var x = TL.Load(vectors + h + c);
            var y = TL.Load(vectors + 3 * h + c);
            var z = TL.Load(vectors + 5 * h + c);
            var square = TL.MultiplyAdd(z, z, TL.MultiplyAdd(y, y, TL.MultiplyAdd(x, x, TL.Splat(NormFloor))));
            TL.Store(TL.Sqrt(square), norms + c);
        }
    }

    private static void UpdateChannels<TL, TV>(float* gates, float* vectors, float* scaled, float* scalars, int h, int from, int to)
        where TL : ILanes<TV>
        where TV : struct
    {
        var factor = TL.Splat(InverseSqrt2);
        for (var c = from; c < to; c += TL.Width)
        {
            var gate = TL.Load(gates + c);
            TL.Store(TL.Multiply(gate, TL.Load(vectors + c)), scaled + c);
            TL.Store(TL.Multiply(gate, TL.Load(vectors + 2 * h + c)), scaled + h + c);
            TL.Store(TL.Multiply(gate, TL.Load(vectors + 4 * h + c)), scaled + 2 * h + c);

            var x = TL.Load(scalars + c);
            var change = TL.Multiply(TL.Load(gates + h + c), factor);
            change = TL.MultiplyAdd(x, Elementwise.Tanh<TL, TV>(TL.Load(gates + 2 * h + c)), change);
            TL.Store(TL.Multiply(TL.Add(x, change), factor), scalars + c);
        }
    }
}
