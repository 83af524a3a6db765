using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DefiNet.Inference.Kernels;

/// <summary>C = A·Wᵀ + bias, or C += A·Wᵀ + bias, for a row-major A of shape (rows, inputs) and packed weights W of shape (outputs, inputs).</summary>
/// <remarks>
/// A block of 12 rows and 32 columns of C stays in 24 registers of 512 bits while the inputs pass by: 24 multiply-adds for 14 loads.
/// Meanwhile the first two blocks of a panel fetch the next panel into the second cache: weights are used a few times and come from far away.
/// Every element is the same chain of multiply-adds over ascending inputs, whichever block it falls into, so results do not depend on how rows are shared among threads.
/// Equals <see cref="PlainGemm"/> bit for bit where both have a fused multiply-add.
/// </remarks>
internal static unsafe class Gemm
{
    private const int WideRows = 12;
    private const int NarrowRows = 6;
    private const int QuarterRows = 4;

    /// <summary>Which version runs on this processor.</summary>
    public static GemmWidth Best { get; } = Vector512.IsHardwareAccelerated ? GemmWidth.Wide
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? GemmWidth.Narrow
        : AdvSimd.IsSupported ? GemmWidth.Quarter
        : GemmWidth.Plain;

    /// <summary>Multiplies.</summary>
    /// <param name="a">A, first row.</param>
    /// <param name="lda">Floats from row to row of A.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="weights">W and the bias.</param>
    /// <param name="c">C, first row.</param>
    /// <param name="ldc">Floats from row to row of C.</param>
    /// <param name="add">Whether C is added to or overwritten.</param>
    /// <param name="bias">Stands for the weights' own bias when given; padded to whole panels.</param>
    public static void Run(float* a, int lda, int rows, PackedMatrix weights, float* c, int ldc, bool add = false, float* bias = null) =>
        Run(a, lda, rows, weights, c, ldc, add, bias, Best);

    /// <summary>Multiplies with a chosen version.</summary>
    public static void Run(float* a, int lda, int rows, PackedMatrix weights, float* c, int ldc, bool add, float* bias, GemmWidth width)
    {
        var unbiased = bias == null && !weights.HasBias;
        if (bias == null)
            bias = weights.Bias;
        if (width == GemmWidth.Plain)
        {
            PlainGemm.Run(a, lda, rows, weights, c, ldc, add, bias);
            return;
        }

        var block = width switch { GemmWidth.Wide => WideRows, GemmWidth.Narrow => NarrowRows, _ => QuarterRows };
        var scratch = stackalloc float[WideRows * PackedMatrix.PanelWidth];
        for (var index = 0; index < weights.Panels; index++)
        {
            var first = index * PackedMatrix.PanelWidth;
            var columns = Math.Min(PackedMatrix.PanelWidth, weights.Outputs - first);
            var panel = weights.Panel(index);
            var next = index + 1 < weights.Panels ? weights.Panel(index + 1) : null;
            for (var row = 0; row < rows;)
            {
                var left = rows - row;
                var count = left >= block ? block : rows >= QuarterRows ? QuarterRows : 1;
                var again = Math.Max(0, count - left); // the last rows are done with some of those before: one row alone waits for itself
                row -= again;
                var from = a + (long)row * lda;
                var to = c + (long)row * ldc + first;
                var ahead = next != null && row < 2 * WideRows ? next + row / WideRows * (nint)weights.Inputs * (PackedMatrix.PanelWidth / 2) : null;
                if (columns == PackedMatrix.PanelWidth && !add)
                    Block(width, count, from, lda, weights.Inputs, panel, ahead, bias + first, 0, to, ldc);
                else if (columns == PackedMatrix.PanelWidth && unbiased && again == 0)
                    Block(width, count, from, lda, weights.Inputs, panel, ahead, to, ldc, to, ldc);
                else
                    ThroughScratch(width, count, from, lda, weights.Inputs, panel, ahead, bias + first, to, ldc, columns, add, scratch, again);
                row += count;
            }
        }
    }

    private static void ThroughScratch(GemmWidth width, int rows, float* a, int lda, int inputs, float* panel, float* ahead, float* bias, float* c, int ldc, int columns, bool add, float* scratch, int known)
    {
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < PackedMatrix.PanelWidth; column++)
                scratch[row * PackedMatrix.PanelWidth + column] = bias[column] + (add && column < columns ? c[row * (long)ldc + column] : 0);
        Block(width, rows, a, lda, inputs, panel, ahead, scratch, PackedMatrix.PanelWidth, scratch, PackedMatrix.PanelWidth);
        for (var row = known; row < rows; row++)
            new ReadOnlySpan<float>(scratch + row * PackedMatrix.PanelWidth, columns).CopyTo(new Span<float>(c + row * (long)ldc, columns));
    }

    private static void Block(GemmWidth width, int rows, float* a, nint lda, nint inputs, float* panel, float* ahead, float* start, nint startStride, float* c, nint ldc)
    {
        switch (width, rows)
        {
            case (GemmWidth.Wide, WideRows):
                Wide12(a, lda, inputs, panel, ahead, start, startStride, c, ldc);
                break;
            case (GemmWidth.Wide, 4):
                Wide4(a, lda, inputs, panel, start, startStride, c, ldc);
                break;
            case (GemmWidth.Wide, _):
                Wide1(a, inputs, panel, start, c);
                break;
            case (GemmWidth.Quarter, QuarterRows):
                Quarter4(a, lda, inputs, panel, start, startStride, c, ldc);
                break;
            case (GemmWidth.Quarter, _):
                Quarter1(a, inputs, panel, start, c);
                break;
            case (_, NarrowRows):
                Narrow6(a, lda, inputs, panel, start, startStride, c, ldc);
                break;
            case (_, 4):
                Narrow4(a, lda, inputs, panel, start, startStride, c, ldc);
                break;
            default:
                Narrow1(a, inputs, panel, start, c);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide12(float* a, nint lda, nint inputs, float* panel, float* ahead, float* start, nint startStride, float* c, nint ldc)
    {
        var p0 = Vector512.Load(start);
        var q0 = Vector512.Load(start + 16);
        var p1 = Vector512.Load(start + 1 * startStride);
        var q1 = Vector512.Load(start + 1 * startStride + 16);
        var p2 = Vector512.Load(start + 2 * startStride);
        var q2 = Vector512.Load(start + 2 * startStride + 16);
        var p3 = Vector512.Load(start + 3 * startStride);
        var q3 = Vector512.Load(start + 3 * startStride + 16);
        var p4 = Vector512.Load(start + 4 * startStride);
        var q4 = Vector512.Load(start + 4 * startStride + 16);
        var p5 = Vector512.Load(start + 5 * startStride);
        var q5 = Vector512.Load(start + 5 * startStride + 16);
        var p6 = Vector512.Load(start + 6 * startStride);
        var q6 = Vector512.Load(start + 6 * startStride + 16);
        var p7 = Vector512.Load(start + 7 * startStride);
        var q7 = Vector512.Load(start + 7 * startStride + 16);
        var p8 = Vector512.Load(start + 8 * startStride);
        var q8 = Vector512.Load(start + 8 * startStride + 16);
        var p9 = Vector512.Load(start + 9 * startStride);
        var q9 = Vector512.Load(start + 9 * startStride + 16);
        var p10 = Vector512.Load(start + 10 * startStride);
        var q10 = Vector512.Load(start + 10 * startStride + 16);
        var p11 = Vector512.Load(start + 11 * startStride);
        var q11 = Vector512.Load(start + 11 * startStride + 16);
        var lda3 = 3 * lda;
        var a1 = a + 4 * lda;
        var a2 = a + 8 * lda;
        var line = ahead == null ? 0 : (nint)16;
        ahead = ahead == null ? panel : ahead;
        for (var end = panel + inputs * PackedMatrix.PanelWidth; panel < end; panel += PackedMatrix.PanelWidth)
        {
            if (Sse.IsSupported)
                Sse.Prefetch1(ahead);
            ahead += line;
            var left = Vector512.LoadAligned(panel);
            var right = Vector512.LoadAligned(panel + 16);
            var x0 = Vector512.Create(*a);
            p0 = Vector512.FusedMultiplyAdd(left, x0, p0);
            q0 = Vector512.FusedMultiplyAdd(right, x0, q0);
            var x1 = Vector512.Create(a[lda]);
            p1 = Vector512.FusedMultiplyAdd(left, x1, p1);
            q1 = Vector512.FusedMultiplyAdd(right, x1, q1);
            var x2 = Vector512.Create(a[2 * lda]);
            p2 = Vector512.FusedMultiplyAdd(left, x2, p2);
            q2 = Vector512.FusedMultiplyAdd(right, x2, q2);
            var x3 = Vector512.Create(a[lda3]);
            p3 = Vector512.FusedMultiplyAdd(left, x3, p3);
            q3 = Vector512.FusedMultiplyAdd(right, x3, q3);
            var x4 = Vector512.Create(*a1);
            p4 = Vector512.FusedMultiplyAdd(left, x4, p4);
            q4 = Vector512.FusedMultiplyAdd(right, x4, q4);
            var x5 = Vector512.Create(a1[lda]);
            p5 = Vector512.FusedMultiplyAdd(left, x5, p5);
            q5 = Vector512.FusedMultiplyAdd(right, x5, q5);
            var x6 = Vector512.Create(a1[2 * lda]);
            p6 = Vector512.FusedMultiplyAdd(left, x6, p6);
            q6 = Vector512.FusedMultiplyAdd(right, x6, q6);
            var x7 = Vector512.Create(a1[lda3]);
            p7 = Vector512.FusedMultiplyAdd(left, x7, p7);
            q7 = Vector512.FusedMultiplyAdd(right, x7, q7);
            var x8 = Vector512.Create(*a2);
            p8 = Vector512.FusedMultiplyAdd(left, x8, p8);
            q8 = Vector512.FusedMultiplyAdd(right, x8, q8);
            var x9 = Vector512.Create(a2[lda]);
            p9 = Vector512.FusedMultiplyAdd(left, x9, p9);
            q9 = Vector512.FusedMultiplyAdd(right, x9, q9);
            var x10 = Vector512.Create(a2[2 * lda]);
            p10 = Vector512.FusedMultiplyAdd(left, x10, p10);
            q10 = Vector512.FusedMultiplyAdd(right, x10, q10);
            var x11 = Vector512.Create(a2[lda3]);
            p11 = Vector512.FusedMultiplyAdd(left, x11, p11);
            q11 = Vector512.FusedMultiplyAdd(right, x11, q11);
            a++;
            a1++;
            a2++;
        }

        p0.Store(c);
        q0.Store(c + 16);
        p1.Store(c + 1 * ldc);
        q1.Store(c + 1 * ldc + 16);
        p2.Store(c + 2 * ldc);
        q2.Store(c + 2 * ldc + 16);
        p3.Store(c + 3 * ldc);
        q3.Store(c + 3 * ldc + 16);
        p4.Store(c + 4 * ldc);
        q4.Store(c + 4 * ldc + 16);
        p5.Store(c + 5 * ldc);
        q5.Store(c + 5 * ldc + 16);
        p6.Store(c + 6 * ldc);
        q6.Store(c + 6 * ldc + 16);
        p7.Store(c + 7 * ldc);
        q7.Store(c + 7 * ldc + 16);
        p8.Store(c + 8 * ldc);
        q8.Store(c + 8 * ldc + 16);
        p9.Store(c + 9 * ldc);
        q9.Store(c + 9 * ldc + 16);
        p10.Store(c + 10 * ldc);
        q10.Store(c + 10 * ldc + 16);
        p11.Store(c + 11 * ldc);
        q11.Store(c + 11 * ldc + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide4(float* a, nint lda, nint inputs, float* panel, float* start, nint startStride, float* c, nint ldc)
    {
        var p0 = Vector512.Load(start);
        var q0 = Vector512.Load(start + 16);
        var p1 = Vector512.Load(start + 1 * startStride);
        var q1 = Vector512.Load(start + 1 * startStride + 16);
        var p2 = Vector512.Load(start + 2 * startStride);
        var q2 = Vector512.Load(start + 2 * startStride + 16);
        var p3 = Vector512.Load(start + 3 * startStride);
        var q3 = Vector512.Load(start + 3 * startStride + 16);
        var lda3 = 3 * lda;
        for (var end = panel + inputs * PackedMatrix.PanelWidth; panel < end; panel += PackedMatrix.PanelWidth)
        {
            var left = Vector512.LoadAligned(panel);
            var right = Vector512.LoadAligned(panel + 16);
            var x0 = Vector512.Create(*a);
            p0 = Vector512.FusedMultiplyAdd(left, x0, p0);
            q0 = Vector512.FusedMultiplyAdd(right, x0, q0);
            var x1 = Vector512.Create(a[lda]);
            p1 = Vector512.FusedMultiplyAdd(left, x1, p1);
            q1 = Vector512.FusedMultiplyAdd(right, x1, q1);
            var x2 = Vector512.Create(a[2 * lda]);
            p2 = Vector512.FusedMultiplyAdd(left, x2, p2);
            q2 = Vector512.FusedMultiplyAdd(right, x2, q2);
            var x3 = Vector512.Create(a[lda3]);
            p3 = Vector512.FusedMultiplyAdd(left, x3, p3);
            q3 = Vector512.FusedMultiplyAdd(right, x3, q3);
            a++;
        }

        p0.Store(c);
        q0.Store(c + 16);
        p1.Store(c + 1 * ldc);
        q1.Store(c + 1 * ldc + 16);
        p2.Store(c + 2 * ldc);
        q2.Store(c + 2 * ldc + 16);
        p3.Store(c + 3 * ldc);
        q3.Store(c + 3 * ldc + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide1(float* a, nint inputs, float* panel, float* start, float* c)
    {
        var p0 = Vector512.Load(start);
        var q0 = Vector512.Load(start + 16);
        for (var end = panel + inputs * PackedMatrix.PanelWidth; panel < end; panel += PackedMatrix.PanelWidth)
        {
            var left = Vector512.LoadAligned(panel);
            var right = Vector512.LoadAligned(panel + 16);
            var x0 = Vector512.Create(*a);
            p0 = Vector512.FusedMultiplyAdd(left, x0, p0);
            q0 = Vector512.FusedMultiplyAdd(right, x0, q0);
            a++;
        }

        p0.Store(c);
        q0.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow6(float* a, nint lda, nint inputs, float* panel, float* start, nint startStride, float* c, nint ldc)
    {
        for (var half = 0; half < PackedMatrix.PanelWidth; half += 16)
        {
            var p0 = Vector256.Load(start + half);
            var q0 = Vector256.Load(start + half + 8);
            var p1 = Vector256.Load(start + 1 * startStride + half);
            var q1 = Vector256.Load(start + 1 * startStride + half + 8);
            var p2 = Vector256.Load(start + 2 * startStride + half);
            var q2 = Vector256.Load(start + 2 * startStride + half + 8);
            var p3 = Vector256.Load(start + 3 * startStride + half);
            var q3 = Vector256.Load(start + 3 * startStride + half + 8);
            var p4 = Vector256.Load(start + 4 * startStride + half);
            var q4 = Vector256.Load(start + 4 * startStride + half + 8);
            var p5 = Vector256.Load(start + 5 * startStride + half);
            var q5 = Vector256.Load(start + 5 * startStride + half + 8);
            var b = panel + half;
            for (nint k = 0; k < inputs; k++, b += PackedMatrix.PanelWidth)
            {
                var left = Vector256.Load(b);
                var right = Vector256.Load(b + 8);
                var x0 = Vector256.Create(a[k]);
                p0 = Vector256.FusedMultiplyAdd(left, x0, p0);
                q0 = Vector256.FusedMultiplyAdd(right, x0, q0);
                var x1 = Vector256.Create(a[1 * lda + k]);
                p1 = Vector256.FusedMultiplyAdd(left, x1, p1);
                q1 = Vector256.FusedMultiplyAdd(right, x1, q1);
                var x2 = Vector256.Create(a[2 * lda + k]);
                p2 = Vector256.FusedMultiplyAdd(left, x2, p2);
                q2 = Vector256.FusedMultiplyAdd(right, x2, q2);
                var x3 = Vector256.Create(a[3 * lda + k]);
                p3 = Vector256.FusedMultiplyAdd(left, x3, p3);
                q3 = Vector256.FusedMultiplyAdd(right, x3, q3);
                var x4 = Vector256.Create(a[4 * lda + k]);
                p4 = Vector256.FusedMultiplyAdd(left, x4, p4);
                q4 = Vector256.FusedMultiplyAdd(right, x4, q4);
                var x5 = Vector256.Create(a[5 * lda + k]);
                p5 = Vector256.FusedMultiplyAdd(left, x5, p5);
                q5 = Vector256.FusedMultiplyAdd(right, x5, q5);
            }

            p0.Store(c + half);
            q0.Store(c + half + 8);
            p1.Store(c + 1 * ldc + half);
            q1.Store(c + 1 * ldc + half + 8);
            p2.Store(c + 2 * ldc + half);
            q2.Store(c + 2 * ldc + half + 8);
            p3.Store(c + 3 * ldc + half);
            q3.Store(c + 3 * ldc + half + 8);
            p4.Store(c + 4 * ldc + half);
            q4.Store(c + 4 * ldc + half + 8);
            p5.Store(c + 5 * ldc + half);
            q5.Store(c + 5 * ldc + half + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow4(float* a, nint lda, nint inputs, float* panel, float* start, nint startStride, float* c, nint ldc)
    {
        for (var half = 0; half < PackedMatrix.PanelWidth; half += 16)
        {
            var p0 = Vector256.Load(start + half);
            var q0 = Vector256.Load(start + half + 8);
            var p1 = Vector256.Load(start + 1 * startStride + half);
            var q1 = Vector256.Load(start + 1 * startStride + half + 8);
            var p2 = Vector256.Load(start + 2 * startStride + half);
            var q2 = Vector256.Load(start + 2 * startStride + half + 8);
            var p3 = Vector256.Load(start + 3 * startStride + half);
            var q3 = Vector256.Load(start + 3 * startStride + half + 8);
            var b = panel + half;
            for (nint k = 0; k < inputs; k++, b += PackedMatrix.PanelWidth)
            {
                var left = Vector256.Load(b);
                var right = Vector256.Load(b + 8);
                var x0 = Vector256.Create(a[k]);
                p0 = Vector256.FusedMultiplyAdd(left, x0, p0);
                q0 = Vector256.FusedMultiplyAdd(right, x0, q0);
                var x1 = Vector256.Create(a[1 * lda + k]);
                p1 = Vector256.FusedMultiplyAdd(left, x1, p1);
                q1 = Vector256.FusedMultiplyAdd(right, x1, q1);
                var x2 = Vector256.Create(a[2 * lda + k]);
                p2 = Vector256.FusedMultiplyAdd(left, x2, p2);
                q2 = Vector256.FusedMultiplyAdd(right, x2, q2);
                var x3 = Vector256.Create(a[3 * lda + k]);
                p3 = Vector256.FusedMultiplyAdd(left, x3, p3);
                q3 = Vector256.FusedMultiplyAdd(right, x3, q3);
            }

            p0.Store(c + half);
            q0.Store(c + half + 8);
            p1.Store(c + 1 * ldc + half);
            q1.Store(c + 1 * ldc + half + 8);
            p2.Store(c + 2 * ldc + half);
            q2.Store(c + 2 * ldc + half + 8);
            p3.Store(c + 3 * ldc + half);
            q3.Store(c + 3 * ldc + half + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow1(float* a, nint inputs, float* panel, float* start, float* c)
    {
        for (var half = 0; half < PackedMatrix.PanelWidth; half += 16)
        {
            var p0 = Vector256.Load(start + half);
            var q0 = Vector256.Load(start + half + 8);
            var b = panel + half;
            for (nint k = 0; k < inputs; k++, b += PackedMatrix.PanelWidth)
            {
                var left = Vector256.Load(b);
                var right = Vector256.Load(b + 8);
                var x0 = Vector256.Create(a[k]);
                p0 = Vector256.FusedMultiplyAdd(left, x0, p0);
                q0 = Vector256.FusedMultiplyAdd(right, x0, q0);
            }

            p0.Store(c + half);
            q0.Store(c + half + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quarter4(float* a, nint lda, nint inputs, float* panel, float* start, nint startStride, float* c, nint ldc)
    {
        for (var part = 0; part < PackedMatrix.PanelWidth; part += 8)
        {
            var p0 = Vector128.Load(start + part);
            var q0 = Vector128.Load(start + part + 4);
            var p1 = Vector128.Load(start + 1 * startStride + part);
            var q1 = Vector128.Load(start + 1 * startStride + part + 4);
            var p2 = Vector128.Load(start + 2 * startStride + part);
            var q2 = Vector128.Load(start + 2 * startStride + part + 4);
            var p3 = Vector128.Load(start + 3 * startStride + part);
            var q3 = Vector128.Load(start + 3 * startStride + part + 4);
            var b = panel + part;
            for (nint k = 0; k < inputs; k++, b += PackedMatrix.PanelWidth)
            {
                var left = Vector128.Load(b);
                var right = Vector128.Load(b + 4);
                var x0 = Vector128.Create(a[k]);
                p0 = Vector128.FusedMultiplyAdd(left, x0, p0);
                q0 = Vector128.FusedMultiplyAdd(right, x0, q0);
                var x1 = Vector128.Create(a[1 * lda + k]);
                p1 = Vector128.FusedMultiplyAdd(left, x1, p1);
                q1 = Vector128.FusedMultiplyAdd(right, x1, q1);
                var x2 = Vector128.Create(a[2 * lda + k]);
                p2 = Vector128.FusedMultiplyAdd(left, x2, p2);
                q2 = Vector128.FusedMultiplyAdd(right, x2, q2);
                var x3 = Vector128.Create(a[3 * lda + k]);
                p3 = Vector128.FusedMultiplyAdd(left, x3, p3);
                q3 = Vector128.FusedMultiplyAdd(right, x3, q3);
            }

            p0.Store(c + part);
            q0.Store(c + part + 4);
            p1.Store(c + 1 * ldc + part);
            q1.Store(c + 1 * ldc + part + 4);
            p2.Store(c + 2 * ldc + part);
            q2.Store(c + 2 * ldc + part + 4);
            p3.Store(c + 3 * ldc + part);
            q3.Store(c + 3 * ldc + part + 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quarter1(float* a, nint inputs, float* panel, float* start, float* c)
    {
        for (var part = 0; part < PackedMatrix.PanelWidth; part += 8)
        {
            var p0 = Vector128.Load(start + part);
            var q0 = Vector128.Load(start + part + 4);
            var b = panel + part;
            for (nint k = 0; k < inputs; k++, b += PackedMatrix.PanelWidth)
            {
                var x0 = Vector128.Create(a[k]);
                p0 = Vector128.FusedMultiplyAdd(Vector128.Load(b), x0, p0);
                q0 = Vector128.FusedMultiplyAdd(Vector128.Load(b + 4), x0, q0);
            }

            p0.Store(c + part);
            q0.Store(c + part + 4);
        }
    }
}
