using System.Runtime.CompilerServices;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>The steps in single precision, several numbers at once. Rows that no whole vectors fill go the plain way.</summary>
/// <remarks>Equals <see cref="PlainKernels{T}"/> to rounding. Sums over a row are made lane by lane and joined at its end.</remarks>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal sealed unsafe class VectorKernels<TLanes, TVector> : PlainKernels<float>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const float NormFloor = 1e-5f;

    /// <inheritdoc/>
    public override Linear<float> Linear(ReadOnlySpan<float> weights, int outputs, int inputs, ReadOnlySpan<float> bias) => new PackedLinear(new PackedMatrix(weights, outputs, inputs, bias));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void GatherSilu(float* z, bool fresh, int rows, int width, RowSource<float> a, RowSource<float> b, RowSource<float> c, float* slope)
    {
        if (width % TLanes.Width != 0)
        {
            base.GatherSilu(z, fresh, rows, width, a, b, c, slope);
            return;
        }

        for (var row = 0; row < rows; row++, z += width, slope = slope == null ? null : slope + width)
        {
            var left = a.Row(row);
            var right = b.Row(row);
            var third = c.Table == null ? null : c.Row(row);
            for (var k = 0; k < width; k += TLanes.Width)
            {
                var sum = TLanes.Add(TLanes.Load(left + k), TLanes.Load(right + k));
                if (third != null)
                    sum = TLanes.Add(sum, TLanes.Load(third + k));
                if (!fresh)
                    sum = TLanes.Add(sum, TLanes.Load(z + k));
                if (slope == null)
                {
                    TLanes.Store(sum, z + k);
                    continue;
                }

                var s = Sigmoid(sum);
                TLanes.Store(TLanes.Multiply(sum, s), z + k);
                TLanes.Store(SiluSlope(sum, s), slope + k);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Silu(float* z, float* slope, long count)
    {
        var whole = count - count % TLanes.Width;
        for (var k = 0L; k < whole; k += TLanes.Width)
        {
            var x = TLanes.Load(z + k);
            var s = Sigmoid(x);
            TLanes.Store(TLanes.Multiply(x, s), z + k);
            TLanes.Store(SiluSlope(x, s), slope + k);
        }

        base.Silu(z + whole, slope + whole, count - whole);
    }

    /// <inheritdoc/>
    public override void Sigmoid(float* z, long count)
    {
        var whole = count - count % TLanes.Width;
        for (var k = 0L; k < whole; k += TLanes.Width)
            TLanes.Store(Sigmoid(TLanes.Load(z + k)), z + k);
        base.Sigmoid(z + whole, count - whole);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(float* x, float* y, long count)
    {
        var whole = count - count % TLanes.Width;
        for (var k = 0L; k < whole; k += TLanes.Width)
            TLanes.Store(TLanes.Multiply(TLanes.Load(x + k), TLanes.Load(y + k)), x + k);
        base.Multiply(x + whole, y + whole, count - whole);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(float* y, float* x, long count)
    {
        var whole = count - count % TLanes.Width;
        for (var k = 0L; k < whole; k += TLanes.Width)
            TLanes.Store(TLanes.Add(TLanes.Load(y + k), TLanes.Load(x + k)), y + k);
        base.Add(y + whole, x + whole, count - whole);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gate(float* z, int rows, int width, float* value)
    {
        if (width % TLanes.Width != 0)
        {
            base.Gate(z, rows, width, value);
            return;
        }

        for (var row = 0; row < rows; row++, z += 2 * width, value += width)
            for (var k = 0; k < width; k += TLanes.Width)
                Gated(TLanes.Load(z + k), TLanes.Load(z + width + k), TLanes.Splat(1f), TLanes.Splat(1f), value + k, z + k, z + width + k);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void NormGate(float* z, int rows, int width, float* coreScale, float* coreShift, float* gateScale, float* gateShift, float* value, float* normal, float* spread)
    {
        if (width % TLanes.Width != 0)
        {
            base.NormGate(z, rows, width, coreScale, coreShift, gateScale, gateShift, value, normal, spread);
            return;
        }

        for (var row = 0; row < rows; row++, z += 2 * width, normal += 2 * width, value += width, spread += 2)
        {
            spread[0] = Normalise(z, width, normal);
            spread[1] = Normalise(z + width, width, normal + width);
            for (var k = 0; k < width; k += TLanes.Width)
            {
                var left = TLanes.Load(coreScale + k);
                var right = TLanes.Load(gateScale + k);
                Gated(TLanes.MultiplyAdd(TLanes.Load(normal + k), left, TLanes.Load(coreShift + k)), TLanes.MultiplyAdd(TLanes.Load(normal + width + k), right, TLanes.Load(gateShift + k)),
                    left, right, value + k, z + k, z + width + k);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void NormReverse(float* g, int rows, int width, float* normal, float* spread)
    {
        if (width % TLanes.Width != 0)
        {
            base.NormReverse(g, rows, width, normal, spread);
            return;
        }

        for (var row = 0; row < 2 * rows; row++, g += width, normal += width)
        {
            var sum = TLanes.Splat(0f);
            var dot = TLanes.Splat(0f);
            for (var k = 0; k < width; k += TLanes.Width)
            {
                var x = TLanes.Load(g + k);
                sum = TLanes.Add(sum, x);
                dot = TLanes.MultiplyAdd(x, TLanes.Load(normal + k), dot);
            }

            var mean = TLanes.Splat(-TLanes.Sum(sum) / width);
            var slope = TLanes.Splat(-TLanes.Sum(dot) / width);
            var factor = TLanes.Splat(spread[row]);
            for (var k = 0; k < width; k += TLanes.Width)
                TLanes.Store(TLanes.Multiply(factor, TLanes.MultiplyAdd(TLanes.Load(normal + k), slope, TLanes.Add(TLanes.Load(g + k), mean))), g + k);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SumProducts(float* x, RowSource<float> w, int first, int rows, int width, float* sum)
    {
        if (width % TLanes.Width != 0)
        {
            base.SumProducts(x, w, first, rows, width, sum);
            return;
        }

        for (var k = 0; k < width; k += TLanes.Width)
        {
            var total = TLanes.Splat(0f);
            for (var row = first; row < first + rows; row++)
                total = TLanes.MultiplyAdd(TLanes.Load(x + (long)row * width + k), TLanes.Load(w.Row(row) + k), total);
            TLanes.Store(total, sum + k);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SumProducts(float* x, RowSource<float> w, RowSource<float> v, int first, int rows, int width, float* sum)
    {
        if (width % TLanes.Width != 0)
        {
            base.SumProducts(x, w, v, first, rows, width, sum);
            return;
        }

        for (var k = 0; k < width; k += TLanes.Width)
        {
            var total = TLanes.Splat(0f);
            for (var row = first; row < first + rows; row++)
                total = TLanes.MultiplyAdd(TLanes.Multiply(TLanes.Load(x + (long)row * width + k), TLanes.Load(w.Row(row) + k)), TLanes.Load(v.Row(row) + k), total);
            TLanes.Store(total, sum + k);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddProducts(float* x, float* m, float* w, float* y, long count)
    {
        var whole = count - count % TLanes.Width;
        for (var k = 0L; k < whole; k += TLanes.Width)
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(m + k), TLanes.Load(w + k), TLanes.Load(x + k)), y + k);
        base.AddProducts(x + whole, m + whole, w + whole, y + whole, count - whole);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MessageReverse(RowSource<float> u, float* m, RowSource<float> w, RowSource<float> dw, float* partial, int rows, int width, float* g, float* slopes)
    {
        if (width % TLanes.Width != 0)
        {
            base.MessageReverse(u, m, w, dw, partial, rows, width, g, slopes);
            return;
        }

        for (var row = 0; row < rows; row++, m += width, partial += 2 * width, g += 2 * width)
        {
            var upstream = u.Row(row);
            var filter = w.Row(row);
            var filterSlope = dw.Row(row);
            var sum = TLanes.Splat(0f);
            for (var k = 0; k < width; k += TLanes.Width)
            {
                var value = TLanes.Load(upstream + k);
                var scaled = TLanes.Multiply(value, TLanes.Load(filter + k));
                TLanes.Store(TLanes.Multiply(scaled, TLanes.Load(partial + k)), g + k);
                TLanes.Store(TLanes.Multiply(scaled, TLanes.Load(partial + width + k)), g + width + k);
                sum = TLanes.MultiplyAdd(TLanes.Multiply(value, TLanes.Load(m + k)), TLanes.Load(filterSlope + k), sum);
            }

            slopes[row] += TLanes.Sum(sum);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MessageReverse(RowSource<float> u, float* m, RowSource<float> w, RowSource<float> dw, RowSource<float> v, RowSource<float> dv, float* partial, int rows, int width, float* g, float* slopesW, float* slopesV)
    {
        if (width % TLanes.Width != 0)
        {
            base.MessageReverse(u, m, w, dw, v, dv, partial, rows, width, g, slopesW, slopesV);
            return;
        }

        for (var row = 0; row < rows; row++, m += width, partial += 2 * width, g += 2 * width)
        {
            var upstream = u.Row(row);
            var left = w.Row(row);
            var leftSlope = dw.Row(row);
            var right = v.Row(row);
            var rightSlope = dv.Row(row);
            var sumW = TLanes.Splat(0f);
            var sumV = TLanes.Splat(0f);
            for (var k = 0; k < width; k += TLanes.Width)
            {
                var value = TLanes.Load(upstream + k);
                var (a, b) = (TLanes.Load(left + k), TLanes.Load(right + k));
                var scaled = TLanes.Multiply(TLanes.Multiply(value, a), b);
                TLanes.Store(TLanes.Multiply(scaled, TLanes.Load(partial + k)), g + k);
                TLanes.Store(TLanes.Multiply(scaled, TLanes.Load(partial + width + k)), g + width + k);
                var um = TLanes.Multiply(value, TLanes.Load(m + k));
                sumW = TLanes.MultiplyAdd(TLanes.Multiply(um, TLanes.Load(leftSlope + k)), b, sumW);
                sumV = TLanes.MultiplyAdd(TLanes.Multiply(um, a), TLanes.Load(rightSlope + k), sumV);
            }

            slopesW[row] += TLanes.Sum(sumW);
            slopesV[row] += TLanes.Sum(sumV);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void GateReverse(float* u, float* partial, int rows, int width, float* g)
    {
        if (width % TLanes.Width != 0)
        {
            base.GateReverse(u, partial, rows, width, g);
            return;
        }

        for (var row = 0; row < rows; row++, u += width, partial += 2 * width, g += 2 * width)
            for (var k = 0; k < width; k += TLanes.Width)
            {
                var value = TLanes.Load(u + k);
                TLanes.Store(TLanes.Multiply(value, TLanes.Load(partial + k)), g + k);
                TLanes.Store(TLanes.Multiply(value, TLanes.Load(partial + width + k)), g + width + k);
            }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddDots(float* a, float* b, float* c, int rows, int width, float* slopes)
    {
        if (width % TLanes.Width != 0)
        {
            base.AddDots(a, b, c, rows, width, slopes);
            return;
        }

        for (var row = 0; row < rows; row++, a += width, b += width, c = c == null ? null : c + width)
        {
            var sum = TLanes.Splat(0f);
            for (var k = 0; k < width; k += TLanes.Width)
            {
                var x = TLanes.Load(a + k);
                sum = TLanes.MultiplyAdd(c == null ? x : TLanes.Multiply(x, TLanes.Load(c + k)), TLanes.Load(b + k), sum);
            }

            slopes[row] += TLanes.Sum(sum);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SumRows(float* x, int ldx, int rows, int width, float* sum)
    {
        if (width % TLanes.Width != 0)
        {
            base.SumRows(x, ldx, rows, width, sum);
            return;
        }

        for (var k = 0; k < width; k += TLanes.Width)
        {
            var total = TLanes.Splat(0f);
            for (var row = 0; row < rows; row++)
                total = TLanes.Add(total, TLanes.Load(x + (long)row * ldx + k));
            TLanes.Store(total, sum + k);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SumPicked(RowSource<float> x, int first, int rows, int width, float* sum)
    {
        if (width % TLanes.Width != 0)
        {
            base.SumPicked(x, first, rows, width, sum);
            return;
        }

        for (var k = 0; k < width; k += TLanes.Width)
        {
            var total = TLanes.Splat(0f);
            for (var row = first; row < first + rows; row++)
                total = TLanes.Add(total, TLanes.Load(x.Row(row) + k));
            TLanes.Store(total, sum + k);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ThreeBody(int count, float* cosines, float* q, float* polynomial, float* acc)
    {
        for (var k = 0; k < BodyLanes; k += TLanes.Width)
        {
            var (zeroth, first, second) = (TLanes.Load(polynomial + k), TLanes.Load(polynomial + BodyLanes + k), TLanes.Load(polynomial + 2 * BodyLanes + k));
            for (var a = 0; a < count; a++)
            {
                var sum = TLanes.Splat(0f);
                var row = cosines + (long)a * count;
                for (var b = 0; b < count; b++)
                {
                    if (a == b)
                        continue;
                    var x = TLanes.Splat(row[b]);
                    var y = TLanes.MultiplyAdd(x, TLanes.MultiplyAdd(x, second, first), zeroth);
                    sum = TLanes.MultiplyAdd(y, TLanes.Load(q + b * BodyLanes + k), sum);
                }

                TLanes.Store(sum, acc + a * BodyLanes + k);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ThreeBodyReverse(int count, float* cosines, float* q, float* polynomial, float* b, float* dq, float* slopes)
    {
        for (var k = 0; k < BodyLanes; k += TLanes.Width)
        {
            var (zeroth, first, second) = (TLanes.Load(polynomial + k), TLanes.Load(polynomial + BodyLanes + k), TLanes.Load(polynomial + 2 * BodyLanes + k));
            var twice = TLanes.Add(second, second);
            for (var right = 0; right < count; right++)
            {
                var sum = TLanes.Splat(0f);
                var factor = TLanes.Load(q + right * BodyLanes + k);
                for (var left = 0; left < count; left++)
                {
                    if (left == right)
                        continue;
                    var x = TLanes.Splat(cosines[(long)left * count + right]);
                    var gradient = TLanes.Load(b + left * BodyLanes + k);
                    sum = TLanes.MultiplyAdd(TLanes.MultiplyAdd(x, TLanes.MultiplyAdd(x, second, first), zeroth), gradient, sum);
                    slopes[(long)left * count + right] += TLanes.Sum(TLanes.Multiply(TLanes.Multiply(TLanes.MultiplyAdd(x, twice, first), factor), gradient));
                }

                TLanes.Store(sum, dq + right * BodyLanes + k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sigmoid(TVector x) => Elementwise.Logistic<TLanes, TVector>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SiluSlope(TVector x, TVector s) => TLanes.Multiply(s, TLanes.MultiplyAdd(x, TLanes.Subtract(TLanes.Splat(1f), s), TLanes.Splat(1f)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gated(TVector core, TVector gate, TVector coreScale, TVector gateScale, float* value, float* byCore, float* byGate)
    {
        var (s, g) = (Sigmoid(core), Sigmoid(gate));
        var result = TLanes.Multiply(TLanes.Multiply(core, s), g);
        TLanes.Store(result, value);
        TLanes.Store(TLanes.Multiply(TLanes.Multiply(SiluSlope(core, s), g), coreScale), byCore);
        TLanes.Store(TLanes.Multiply(TLanes.Multiply(result, TLanes.Subtract(TLanes.Splat(1f), g)), gateScale), byGate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Normalise(float* x, int width, float* normal)
    {
        var sum = TLanes.Splat(0f);
        for (var k = 0; k < width; k += TLanes.Width)
            sum = TLanes.Add(sum, TLanes.Load(x + k));
        var mean = TLanes.Splat(TLanes.Sum(sum) / width);
        var square = TLanes.Splat(0f);
        for (var k = 0; k < width; k += TLanes.Width)
        {
            var d = TLanes.Subtract(TLanes.Load(x + k), mean);
            square = TLanes.MultiplyAdd(d, d, square);
        }

        var spread = 1 / MathF.Sqrt(TLanes.Sum(square) / width + NormFloor);
        var factor = TLanes.Splat(spread);
        for (var k = 0; k < width; k += TLanes.Width)
            TLanes.Store(TLanes.Multiply(TLanes.Subtract(TLanes.Load(x + k), mean), factor), normal + k);
        return spread;
    }
}
