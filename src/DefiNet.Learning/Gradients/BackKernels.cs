using System.Runtime.CompilerServices;
using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>The element-by-element parts of a net and of the way back through it. Each runs over whole vectors first and then, one by one, over the channels left.</summary>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class BackKernels<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const float SiLuScale = 1f / 0.6f;

    private static readonly float InverseSqrt2 = (float)(1 / Math.Sqrt(2));

    private static int Whole(int n) => n - n % TLanes.Width;

    /// <summary>result ← scaled SiLU(argument).</summary>
    public static void SiLu(float* argument, float* result, int n)
    {
        var whole = Whole(n);
        for (var c = 0; c < whole; c += TLanes.Width)
            TLanes.Store(Elementwise.QuickScaledSiLu<TLanes, TVector>(TLanes.Load(argument + c)), result + c);
        for (var c = whole; c < n; c++)
            result[c] = Elementwise.QuickScaledSiLu<Lane1, float>(argument[c]);
    }

    /// <summary>gradient ← gradient · derivative of the scaled SiLU at the argument.</summary>
    public static void SiLuBack(float* argument, float* gradient, int n)
    {
        var whole = Whole(n);
        for (var c = 0; c < whole; c += TLanes.Width)
            TLanes.Store(TLanes.Multiply(TLanes.Load(gradient + c), Slope<TLanes, TVector>(TLanes.Load(argument + c))), gradient + c);
        for (var c = whole; c < n; c++)
            gradient[c] *= Slope<Lane1, float>(argument[c]);
    }

    /// <summary>result ← scaled SiLU(argument); argument ← its derivative there.</summary>
    public static void SiLuAndSlope(float* argument, float* result, int n)
    {
        Channels<TLanes, TVector>(0, Whole(n));
        Channels<Lane1, float>(Whole(n), n);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            for (var c = from; c < to; c += TL.Width)
            {
                var z = TL.Load(argument + c);
                var sigma = Elementwise.Logistic<TL, TV>(z);
                TL.Store(TL.Multiply(TL.Multiply(z, TL.Splat(SiLuScale)), sigma), result + c);
                TL.Store(SlopeOf<TL, TV>(z, sigma), argument + c);
            }
        }
    }

    /// <summary>target ← target · row, element by element.</summary>
    public static void Multiply(float* row, float* target, int n)
    {
        var whole = Whole(n);
        for (var c = 0; c < whole; c += TLanes.Width)
            TLanes.Store(TLanes.Multiply(TLanes.Load(row + c), TLanes.Load(target + c)), target + c);
        for (var c = whole; c < n; c++)
            target[c] *= row[c];
    }

    /// <summary>hidden ← gradient · row · derivative of the scaled SiLU at hidden; rowGradient += gradient · scaled SiLU(hidden).</summary>
    public static void DotOfSiLuBack(float* hidden, float gradient, float* row, float* rowGradient, int n)
    {
        Channels<TLanes, TVector>(0, Whole(n));
        Channels<Lane1, float>(Whole(n), n);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            var factor = TL.Splat(gradient);
            for (var c = from; c < to; c += TL.Width)
            {
                var z = TL.Load(hidden + c);
                var sigma = Sigma<TL, TV>(z);
                var value = TL.Multiply(TL.Multiply(z, TL.Splat(SiLuScale)), sigma);
                TL.Store(TL.MultiplyAdd(factor, value, TL.Load(rowGradient + c)), rowGradient + c);
                TL.Store(TL.Multiply(TL.Multiply(factor, TL.Load(row + c)), SlopeOf<TL, TV>(z, sigma)), hidden + c);
            }
        }
    }

    /// <summary>target += factor · row.</summary>
    public static void AddScaled(float* row, float factor, float* target, int n)
    {
        var whole = Whole(n);
        var factors = TLanes.Splat(factor);
        for (var c = 0; c < whole; c += TLanes.Width)
            TLanes.Store(TLanes.MultiplyAdd(factors, TLanes.Load(row + c), TLanes.Load(target + c)), target + c);
        for (var c = whole; c < n; c++)
            target[c] = MathF.FusedMultiplyAdd(factor, row[c], target[c]);
    }

    /// <summary>sum += rows of (rows, n).</summary>
    public static void AddRows(float* rows, int stride, int count, float* sum, int n)
    {
        Channels<TLanes, TVector>(0, Whole(n));
        Channels<Lane1, float>(Whole(n), n);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            for (var c = from; c < to; c += TL.Width)
            {
                var total = TL.Load(sum + c);
                for (var row = 0; row < count; row++)
                    total = TL.Add(total, TL.Load(rows + (long)row * stride + c));
                TL.Store(total, sum + c);
            }
        }
    }

    /// <summary>Back through the activation of vectors: gradients of the linear part, (3, h), and sums over channels of those of the gate.</summary>
    public static void ActivateBack(float* linear, float* gate, float* gradient, float* linearGradient, float* gateGradient, int h)
    {
        gateGradient[0] = gateGradient[1] = gateGradient[2] = 0;
        Channels<TLanes, TVector>(0, Whole(h));
        Channels<Lane1, float>(Whole(h), h);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            var (gx, gy, gz) = (TL.Splat(gate[0]), TL.Splat(gate[1]), TL.Splat(gate[2]));
            var (sx, sy, sz) = (TL.Splat(0), TL.Splat(0), TL.Splat(0));
            var (one, half, none) = (TL.Splat(1), TL.Splat(0.5f), TL.Splat(0));
            for (var c = from; c < to; c += TL.Width)
            {
                var along = TL.MultiplyAdd(TL.Load(linear + 2 * h + c), gz, TL.MultiplyAdd(TL.Load(linear + h + c), gy, TL.Multiply(TL.Load(linear + c), gx)));
                var kept = TL.WhereNotNegative(along, one, half);
                var turned = TL.WhereNotNegative(along, none, half);
                var (x, y, z) = (TL.Load(gradient + c), TL.Load(gradient + h + c), TL.Load(gradient + 2 * h + c));
                TL.Store(TL.Multiply(kept, x), linearGradient + c);
                TL.Store(TL.Multiply(kept, y), linearGradient + h + c);
                TL.Store(TL.Multiply(kept, z), linearGradient + 2 * h + c);
                sx = TL.MultiplyAdd(turned, x, sx);
                sy = TL.MultiplyAdd(turned, y, sy);
                sz = TL.MultiplyAdd(turned, z, sz);
            }

            gateGradient[0] += TL.Sum(sx);
            gateGradient[1] += TL.Sum(sy);
            gateGradient[2] += TL.Sum(sz);
        }
    }

    /// <summary>Back through the update of an atom.</summary>
    /// <param name="gates">The gates, (3h).</param>
    /// <param name="split">Vectors in two halves, (3, 2h).</param>
    /// <param name="scaledGradient">Gradient of the scaled vectors, (3, h).</param>
    /// <param name="scalars">Scalars before the update, (h).</param>
    /// <param name="scalarGradient">Gradient of the scalars after it; becomes that of those before it, as far as they do not go through the gates.</param>
    /// <param name="gateGradient">Gradient of the gates, (3h).</param>
    /// <param name="splitGradient">Gradient of the vectors' first half, (3, 2h).</param>
    /// <param name="h">Channels.</param>
    public static void UpdateBack(float* gates, float* split, float* scaledGradient, float* scalars, float* scalarGradient, float* gateGradient, float* splitGradient, int h)
    {
        Channels<TLanes, TVector>(0, Whole(h));
        Channels<Lane1, float>(Whole(h), h);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            var (factor, half, one) = (TL.Splat(InverseSqrt2), TL.Splat(0.5f), TL.Splat(1));
            for (var c = from; c < to; c += TL.Width)
            {
                var gate = TL.Load(gates + c);
                var (x, y, z) = (TL.Load(scaledGradient + c), TL.Load(scaledGradient + h + c), TL.Load(scaledGradient + 2 * h + c));
                var sum = TL.Multiply(x, TL.Load(split + c));
                sum = TL.MultiplyAdd(y, TL.Load(split + 2 * h + c), sum);
                TL.Store(TL.MultiplyAdd(z, TL.Load(split + 4 * h + c), sum), gateGradient + c);
                TL.Store(TL.Multiply(gate, x), splitGradient + c);
                TL.Store(TL.Multiply(gate, y), splitGradient + 2 * h + c);
                TL.Store(TL.Multiply(gate, z), splitGradient + 4 * h + c);

                var given = TL.Load(scalarGradient + c);
                var tanh = Elementwise.Tanh<TL, TV>(TL.Load(gates + 2 * h + c));
                TL.Store(TL.Multiply(given, half), gateGradient + h + c);
                given = TL.Multiply(given, factor);
                TL.Store(TL.Multiply(TL.Multiply(given, TL.Load(scalars + c)), TL.Subtract(one, TL.Multiply(tanh, tanh))), gateGradient + 2 * h + c);
                TL.Store(TL.Multiply(given, TL.Add(one, tanh)), scalarGradient + c);
            }
        }
    }

    /// <summary>Back through the lengths of the vectors in the second half of (3, 2h).</summary>
    public static void NormsBack(float* split, float* norms, float* normGradient, float* splitGradient, int h)
    {
        Channels<TLanes, TVector>(0, Whole(h));
        Channels<Lane1, float>(Whole(h), h);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            for (var c = from; c < to; c += TL.Width)
            {
                var factor = TL.Divide(TL.Load(normGradient + c), TL.Load(norms + c));
                for (var axis = 0; axis < 3; axis++)
                    TL.Store(TL.Multiply(factor, TL.Load(split + (2 * axis + 1) * h + c)), splitGradient + (2 * axis + 1) * h + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Sigma<TL, TV>(TV z)
        where TL : ILanes<TV>
        where TV : struct => TL.Reciprocal(TL.Add(TL.Splat(1), Elementwise.Exp<TL, TV>(TL.Subtract(TL.Splat(0), z))));

    // d(z·σ)/dz = σ·(1 + z·(1 − σ))
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV SlopeOf<TL, TV>(TV z, TV sigma)
        where TL : ILanes<TV>
        where TV : struct =>
        TL.Multiply(TL.Multiply(sigma, TL.Splat(SiLuScale)), TL.MultiplyAdd(z, TL.Subtract(TL.Splat(1), sigma), TL.Splat(1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Slope<TL, TV>(TV z)
        where TL : ILanes<TV>
        where TV : struct => SlopeOf<TL, TV>(z, Sigma<TL, TV>(z));
}
