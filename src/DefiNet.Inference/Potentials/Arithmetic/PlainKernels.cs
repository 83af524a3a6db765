using System.Numerics;

namespace DefiNet.Inference.Potentials.Arithmetic;

/// <summary>The steps in any precision, one number after the other: double precision for tests of derivatives, and the twin of the vectorised ones.</summary>
internal unsafe class PlainKernels<T> : PotentialKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T NormFloor = T.CreateTruncating(1e-5);

    /// <inheritdoc/>
    public override Linear<T> Linear(ReadOnlySpan<float> weights, int outputs, int inputs, ReadOnlySpan<float> bias) => new PlainLinear<T>(weights, outputs, inputs, bias);

    /// <inheritdoc/>
    public override void GatherSilu(T* z, bool fresh, int rows, int width, RowSource<T> a, RowSource<T> b, RowSource<T> c, T* slope)
    {
        for (var row = 0; row < rows; row++)
            for (var k = 0; k < width; k++)
            {
                var at = (long)row * width + k;
                var sum = fresh ? T.Zero : z[at];
                sum += a.Row(row)[k] + b.Row(row)[k];
                if (c.Table != null)
                    sum += c.Row(row)[k];
                z[at] = sum;
            }

        if (slope != null)
            Silu(z, slope, (long)rows * width);
    }

    /// <inheritdoc/>
    public override void Silu(T* z, T* slope, long count)
    {
        for (var k = 0L; k < count; k++)
        {
            var s = Sigmoid(z[k]);
            slope[k] = s * (T.One + z[k] * (T.One - s));
            z[k] *= s;
        }
    }

    /// <inheritdoc/>
    public override void Sigmoid(T* z, long count)
    {
        for (var k = 0L; k < count; k++)
            z[k] = Sigmoid(z[k]);
    }

    /// <inheritdoc/>
    public override void Multiply(T* x, T* y, long count)
    {
        for (var k = 0L; k < count; k++)
            x[k] *= y[k];
    }

    /// <inheritdoc/>
    public override void Add(T* y, T* x, long count)
    {
        for (var k = 0L; k < count; k++)
            y[k] += x[k];
    }

    /// <inheritdoc/>
    public override void Gate(T* z, int rows, int width, T* value)
    {
        for (var row = 0; row < rows; row++)
            for (var k = 0; k < width; k++)
            {
                var core = z + (long)row * 2 * width + k;
                var gate = core + width;
                (value[(long)row * width + k], *core, *gate) = Gated(*core, *gate);
            }
    }

    /// <inheritdoc/>
    public override void NormGate(T* z, int rows, int width, T* coreScale, T* coreShift, T* gateScale, T* gateShift, T* value, T* normal, T* spread)
    {
        for (var row = 0; row < rows; row++)
        {
            var core = z + (long)row * 2 * width;
            var gate = core + width;
            var normalCore = normal + (long)row * 2 * width;
            var normalGate = normalCore + width;
            spread[2 * row] = Normalise(core, width, normalCore);
            spread[2 * row + 1] = Normalise(gate, width, normalGate);
            for (var k = 0; k < width; k++)
            {
                var (m, byCore, byGate) = Gated(normalCore[k] * coreScale[k] + coreShift[k], normalGate[k] * gateScale[k] + gateShift[k]);
                value[(long)row * width + k] = m;
                core[k] = byCore * coreScale[k];
                gate[k] = byGate * gateScale[k];
            }
        }
    }

    /// <inheritdoc/>
    public override void NormReverse(T* g, int rows, int width, T* normal, T* spread)
    {
        var count = T.CreateTruncating(width);
        for (var row = 0; row < 2 * rows; row++)
        {
            var at = g + (long)row * width;
            var x = normal + (long)row * width;
            var (sum, dot) = (T.Zero, T.Zero);
            for (var k = 0; k < width; k++)
            {
                sum += at[k];
                dot += at[k] * x[k];
            }

            for (var k = 0; k < width; k++)
                at[k] = spread[row] * (at[k] - sum / count - x[k] * dot / count);
        }
    }

    /// <inheritdoc/>
    public override void Norm(T* x, int rows, int width, T* scale, T* shift, T* y, T* normal, T* spread)
    {
        for (var row = 0; row < rows; row++)
        {
            var at = (long)row * width;
            spread[row] = Normalise(x + at, width, normal + at);
            for (var k = 0; k < width; k++)
                y[at + k] = normal[at + k] * scale[k] + shift[k];
        }
    }

    /// <inheritdoc/>
    public override void SumProducts(T* x, RowSource<T> w, int first, int rows, int width, T* sum)
    {
        new Span<T>(sum, width).Clear();
        for (var row = first; row < first + rows; row++)
            for (var k = 0; k < width; k++)
                sum[k] += x[(long)row * width + k] * w.Row(row)[k];
    }

    /// <inheritdoc/>
    public override void SumProducts(T* x, RowSource<T> w, RowSource<T> v, int first, int rows, int width, T* sum)
    {
        new Span<T>(sum, width).Clear();
        for (var row = first; row < first + rows; row++)
            for (var k = 0; k < width; k++)
                sum[k] += x[(long)row * width + k] * w.Row(row)[k] * v.Row(row)[k];
    }

    /// <inheritdoc/>
    public override void AddProducts(T* x, T* m, T* w, T* y, long count)
    {
        for (var k = 0L; k < count; k++)
            y[k] = x[k] + m[k] * w[k];
    }

    /// <inheritdoc/>
    public override void MessageReverse(RowSource<T> u, T* m, RowSource<T> w, RowSource<T> dw, T* partial, int rows, int width, T* g, T* slopes)
    {
        for (var row = 0; row < rows; row++)
        {
            var sum = T.Zero;
            for (var k = 0; k < width; k++)
            {
                var (value, at) = (u.Row(row)[k], (long)row * 2 * width + k);
                g[at] = value * w.Row(row)[k] * partial[at];
                g[at + width] = value * w.Row(row)[k] * partial[at + width];
                sum += value * m[(long)row * width + k] * dw.Row(row)[k];
            }

            slopes[row] += sum;
        }
    }

    /// <inheritdoc/>
    public override void MessageReverse(RowSource<T> u, T* m, RowSource<T> w, RowSource<T> dw, RowSource<T> v, RowSource<T> dv, T* partial, int rows, int width, T* g, T* slopesW, T* slopesV)
    {
        for (var row = 0; row < rows; row++)
        {
            var (sumW, sumV) = (T.Zero, T.Zero);
            for (var k = 0; k < width; k++)
            {
                var (value, at) = (u.Row(row)[k], (long)row * 2 * width + k);
                var (left, right) = (w.Row(row)[k], v.Row(row)[k]);
                g[at] = value * left * right * partial[at];
                g[at + width] = value * left * right * partial[at + width];
                var um = value * m[(long)row * width + k];
                sumW += um * dw.Row(row)[k] * right;
                sumV += um * left * dv.Row(row)[k];
            }

            slopesW[row] += sumW;
            slopesV[row] += sumV;
        }
    }

    /// <inheritdoc/>
    public override void GateReverse(T* u, T* partial, int rows, int width, T* g)
    {
        for (var row = 0; row < rows; row++)
            for (var k = 0; k < width; k++)
            {
                var (value, at) = (u[(long)row * width + k], (long)row * 2 * width + k);
                g[at] = value * partial[at];
                g[at + width] = value * partial[at + width];
            }
    }

    /// <inheritdoc/>
    public override void AddDots(T* a, T* b, T* c, int rows, int width, T* slopes)
    {
        for (var row = 0; row < rows; row++)
        {
            var sum = T.Zero;
            for (var k = (long)row * width; k < (row + 1L) * width; k++)
                sum += c == null ? a[k] * b[k] : a[k] * b[k] * c[k];
            slopes[row] += sum;
        }
    }

    /// <inheritdoc/>
    public override void SumRows(T* x, int ldx, int rows, int width, T* sum)
    {
        new Span<T>(sum, width).Clear();
        for (var row = 0; row < rows; row++)
            for (var k = 0; k < width; k++)
                sum[k] += x[(long)row * ldx + k];
    }

    /// <inheritdoc/>
    public override void SumPicked(RowSource<T> x, int first, int rows, int width, T* sum)
    {
        new Span<T>(sum, width).Clear();
        for (var row = first; row < first + rows; row++)
            for (var k = 0; k < width; k++)
                sum[k] += x.Row(row)[k];
    }

    /// <inheritdoc/>
    public override void ThreeBody(int count, T* cosines, T* q, T* polynomial, T* acc)
    {
        new Span<T>(acc, count * BodyLanes).Clear();
        for (var a = 0; a < count; a++)
            for (var b = 0; b < count; b++)
                for (var k = 0; k < BodyLanes && a != b; k++)
                    acc[a * BodyLanes + k] += Value(polynomial + k, cosines[a * count + b]) * q[b * BodyLanes + k];
    }

    /// <inheritdoc/>
    public override void ThreeBodyReverse(int count, T* cosines, T* q, T* polynomial, T* b, T* dq, T* slopes)
    {
        new Span<T>(dq, count * BodyLanes).Clear();
        for (var left = 0; left < count; left++)
            for (var right = 0; right < count; right++)
            {
                if (left == right)
                    continue;
                var x = cosines[left * count + right];
                var sum = T.Zero;
                for (var k = 0; k < BodyLanes; k++)
                {
                    var gradient = b[left * BodyLanes + k];
                    dq[right * BodyLanes + k] += Value(polynomial + k, x) * gradient;
                    sum += Slope(polynomial + k, x) * q[right * BodyLanes + k] * gradient;
                }

                slopes[left * count + right] += sum;
            }
    }

    private static T Value(T* polynomial, T x) => polynomial[0] + x * (polynomial[BodyLanes] + x * polynomial[2 * BodyLanes]);

    private static T Slope(T* polynomial, T x) => polynomial[BodyLanes] + (x + x) * polynomial[2 * BodyLanes];

    private static T Sigmoid(T x) => T.One / (T.One + T.Exp(-x));

    private static (T Value, T ByCore, T ByGate) Gated(T core, T gate)
    {
        var (s, g) = (Sigmoid(core), Sigmoid(gate));
        var value = core * s * g;
        return (value, s * (T.One + core * (T.One - s)) * g, value * (T.One - g));
    }

    private static T Normalise(T* x, int width, T* normal)
    {
        var count = T.CreateTruncating(width);
        var mean = T.Zero;
        for (var k = 0; k < width; k++)
            mean += x[k];
        mean /= count;
        var variance = T.Zero;
        for (var k = 0; k < width; k++)
            variance += (x[k] - mean) * (x[k] - mean);
        var spread = T.One / T.Sqrt(variance / count + NormFloor);
        for (var k = 0; k < width; k++)
            normal[k] = (x[k] - mean) * spread;
        return spread;
    }
}
