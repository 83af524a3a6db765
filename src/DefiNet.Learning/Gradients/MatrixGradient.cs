using System.Runtime.CompilerServices;
using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>The gradient of a matrix: D += Gᵀ·X for gradients of results G (rows, outputs) and arguments X (rows, inputs).</summary>
/// <remarks>Eight outputs by two vectors of inputs stay in registers while the rows pass by. Every element is the same chain of multiply-adds over ascending rows.</remarks>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class MatrixGradient<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const int Outputs = 8;

    /// <summary>Adds.</summary>
    /// <param name="g">G.</param>
    /// <param name="ldg">Floats from row to row of G.</param>
    /// <param name="x">X.</param>
    /// <param name="ldx">Floats from row to row of X.</param>
    /// <param name="rows">Rows of both.</param>
    /// <param name="outputs">Columns of G.</param>
    /// <param name="inputs">Columns of X.</param>
    /// <param name="d">D, row-major.</param>
    /// <param name="ldd">Floats from row to row of D.</param>
    public static void Add(float* g, nint ldg, float* x, nint ldx, nint rows, nint outputs, nint inputs, float* d, nint ldd)
    {
        nint w = TLanes.Width;
        nint input = 0;
        for (; input + 2 * w <= inputs; input += 2 * w)
        {
            nint output = 0;
            for (; output + Outputs <= outputs; output += Outputs)
                Block(g + output, ldg, x + input, ldx, rows, d + output * ldd + input, ldd);
            for (; output < outputs; output++)
            {
                Row<TLanes, TVector>(g + output, ldg, x + input, ldx, rows, d + output * ldd + input);
                Row<TLanes, TVector>(g + output, ldg, x + input + w, ldx, rows, d + output * ldd + input + w);
            }
        }

        for (; input + w <= inputs; input += w)
            for (nint output = 0; output < outputs; output++)
                Row<TLanes, TVector>(g + output, ldg, x + input, ldx, rows, d + output * ldd + input);
        for (; input < inputs; input++)
            for (nint output = 0; output < outputs; output++)
                Row<Lane1, float>(g + output, ldg, x + input, ldx, rows, d + output * ldd + input);
    }

    private static void Row<TL, TV>(float* g, nint ldg, float* x, nint ldx, nint rows, float* d)
        where TL : ILanes<TV>
        where TV : struct
    {
        var sum = TL.Load(d);
        for (nint row = 0; row < rows; row++)
            sum = TL.MultiplyAdd(TL.Splat(g[row * ldg]), TL.Load(x + row * ldx), sum);
        TL.Store(sum, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(float* g, nint ldg, float* x, nint ldx, nint rows, float* d, nint ldd)
    {
        nint w = TLanes.Width;
        var (p0, q0) = (TLanes.Load(d), TLanes.Load(d + w));
        var (p1, q1) = (TLanes.Load(d + ldd), TLanes.Load(d + ldd + w));
        var (p2, q2) = (TLanes.Load(d + 2 * ldd), TLanes.Load(d + 2 * ldd + w));
        var (p3, q3) = (TLanes.Load(d + 3 * ldd), TLanes.Load(d + 3 * ldd + w));
        var (p4, q4) = (TLanes.Load(d + 4 * ldd), TLanes.Load(d + 4 * ldd + w));
        var (p5, q5) = (TLanes.Load(d + 5 * ldd), TLanes.Load(d + 5 * ldd + w));
        var (p6, q6) = (TLanes.Load(d + 6 * ldd), TLanes.Load(d + 6 * ldd + w));
        var (p7, q7) = (TLanes.Load(d + 7 * ldd), TLanes.Load(d + 7 * ldd + w));
        for (nint row = 0; row < rows; row++, g += ldg, x += ldx)
        {
            var left = TLanes.Load(x);
            var right = TLanes.Load(x + w);
            var g0 = TLanes.Splat(g[0]);
            p0 = TLanes.MultiplyAdd(g0, left, p0);
            q0 = TLanes.MultiplyAdd(g0, right, q0);
            var g1 = TLanes.Splat(g[1]);
            p1 = TLanes.MultiplyAdd(g1, left, p1);
            q1 = TLanes.MultiplyAdd(g1, right, q1);
            var g2 = TLanes.Splat(g[2]);
            p2 = TLanes.MultiplyAdd(g2, left, p2);
            q2 = TLanes.MultiplyAdd(g2, right, q2);
            var g3 = TLanes.Splat(g[3]);
            p3 = TLanes.MultiplyAdd(g3, left, p3);
            q3 = TLanes.MultiplyAdd(g3, right, q3);
            var g4 = TLanes.Splat(g[4]);
            p4 = TLanes.MultiplyAdd(g4, left, p4);
            q4 = TLanes.MultiplyAdd(g4, right, q4);
            var g5 = TLanes.Splat(g[5]);
            p5 = TLanes.MultiplyAdd(g5, left, p5);
            q5 = TLanes.MultiplyAdd(g5, right, q5);
            var g6 = TLanes.Splat(g[6]);
            p6 = TLanes.MultiplyAdd(g6, left, p6);
            q6 = TLanes.MultiplyAdd(g6, right, q6);
            var g7 = TLanes.Splat(g[7]);
            p7 = TLanes.MultiplyAdd(g7, left, p7);
            q7 = TLanes.MultiplyAdd(g7, right, q7);
        }

        TLanes.Store(p0, d);
        TLanes.Store(q0, d + w);
        TLanes.Store(p1, d + ldd);
        TLanes.Store(q1, d + ldd + w);
        TLanes.Store(p2, d + 2 * ldd);
        TLanes.Store(q2, d + 2 * ldd + w);
        TLanes.Store(p3, d + 3 * ldd);
        TLanes.Store(q3, d + 3 * ldd + w);
        TLanes.Store(p4, d + 4 * ldd);
        TLanes.Store(q4, d + 4 * ldd + w);
        TLanes.Store(p5, d + 5 * ldd);
        TLanes.Store(q5, d + 5 * ldd + w);
        TLanes.Store(p6, d + 6 * ldd);
        TLanes.Store(q6, d + 6 * ldd + w);
        TLanes.Store(p7, d + 7 * ldd);
        TLanes.Store(q7, d + 7 * ldd + w);
    }
}
