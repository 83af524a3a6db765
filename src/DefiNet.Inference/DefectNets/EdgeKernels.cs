using System.Runtime.CompilerServices;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>What goes along an edge, some channels at a time: the radial filter is made in registers and used there.</summary>
/// <remarks>All pointers but those to the filter's rows point at the first of the channels; the rows have the parts side by side, <c>width</c> floats apart.</remarks>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class EdgeKernels<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>Adds one edge's message to the receiver's sums.</summary>
    /// <param name="rows">Rows of the radial filter, (count, 3, width).</param>
    /// <param name="width">Channels.</param>
    /// <param name="band">Radial functions of the edge.</param>
    /// <param name="count">How many.</param>
    /// <param name="bias">Bias of the filter, three parts h apart.</param>
    /// <param name="sender">Sender's projection, three parts h apart.</param>
    /// <param name="markers">Markers' projection, three parts h apart.</param>
    /// <param name="vectors">Sender's vectors, three parts h apart.</param>
    /// <param name="direction">From sender to receiver.</param>
    /// <param name="vectorSum">Receiver's vectors, three parts h apart, added to.</param>
    /// <param name="scalarSum">Receiver's scalars, added to.</param>
    /// <param name="h">Channels of the net.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddMessage(float* rows, nint width, float* band, nint count, float* bias, float* sender, float* markers, float* vectors, float* direction, float* vectorSum, float* scalarSum, nint h)
    {
        nint w = TLanes.Width;
        nint c = 0;
        var (x, y, z) = (TLanes.Splat(direction[0]), TLanes.Splat(direction[1]), TLanes.Splat(direction[2]));
        for (; c + 4 * w <= width; c += 4 * w)
        {
            var at = bias + c;
            var (a0, a1, a2, a3) = (TLanes.Load(at), TLanes.Load(at + w), TLanes.Load(at + 2 * w), TLanes.Load(at + 3 * w));
            at += h;
            var (b0, b1, b2, b3) = (TLanes.Load(at), TLanes.Load(at + w), TLanes.Load(at + 2 * w), TLanes.Load(at + 3 * w));
            at += h;
            var (s0, s1, s2, s3) = (TLanes.Load(at), TLanes.Load(at + w), TLanes.Load(at + 2 * w), TLanes.Load(at + 3 * w));
            var row = rows + c;
            for (nint k = 0; k < count; k++, row += 3 * width)
            {
                var value = TLanes.Splat(band[k]);
                a0 = TLanes.MultiplyAdd(TLanes.Load(row), value, a0);
                a1 = TLanes.MultiplyAdd(TLanes.Load(row + w), value, a1);
                a2 = TLanes.MultiplyAdd(TLanes.Load(row + 2 * w), value, a2);
                a3 = TLanes.MultiplyAdd(TLanes.Load(row + 3 * w), value, a3);
                var second = row + width;
                b0 = TLanes.MultiplyAdd(TLanes.Load(second), value, b0);
                b1 = TLanes.MultiplyAdd(TLanes.Load(second + w), value, b1);
                b2 = TLanes.MultiplyAdd(TLanes.Load(second + 2 * w), value, b2);
                b3 = TLanes.MultiplyAdd(TLanes.Load(second + 3 * w), value, b3);
                var third = second + width;
                s0 = TLanes.MultiplyAdd(TLanes.Load(third), value, s0);
                s1 = TLanes.MultiplyAdd(TLanes.Load(third + w), value, s1);
                s2 = TLanes.MultiplyAdd(TLanes.Load(third + 2 * w), value, s2);
                s3 = TLanes.MultiplyAdd(TLanes.Load(third + 3 * w), value, s3);
            }

            Send<TLanes, TVector>(a0, b0, s0, c, sender, markers, vectors, x, y, z, vectorSum, scalarSum, h);
            Send<TLanes, TVector>(a1, b1, s1, c + w, sender, markers, vectors, x, y, z, vectorSum, scalarSum, h);
            Send<TLanes, TVector>(a2, b2, s2, c + 2 * w, sender, markers, vectors, x, y, z, vectorSum, scalarSum, h);
            Send<TLanes, TVector>(a3, b3, s3, c + 3 * w, sender, markers, vectors, x, y, z, vectorSum, scalarSum, h);
        }

        for (; c + w <= width; c += w)
            AddNarrow<TLanes, TVector>(rows, width, band, count, bias, sender, markers, vectors, direction, vectorSum, scalarSum, h, c);
        for (; c < width; c++)
            AddNarrow<Lane1, float>(rows, width, band, count, bias, sender, markers, vectors, direction, vectorSum, scalarSum, h, c);
    }

    /// <summary>push ← sender · filter · markers.</summary>
    /// <param name="rows">Rows of the radial filter, (count, width).</param>
    /// <param name="width">Channels.</param>
    /// <param name="band">Radial functions of the edge.</param>
    /// <param name="count">How many.</param>
    /// <param name="bias">Bias of the filter.</param>
    /// <param name="sender">Sender's projection.</param>
    /// <param name="markers">Markers' projection.</param>
    /// <param name="push">The result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Push(float* rows, nint width, float* band, nint count, float* bias, float* sender, float* markers, float* push)
    {
        nint w = TLanes.Width;
        nint c = 0;
        for (; c + 4 * w <= width; c += 4 * w)
        {
            var (a0, a1, a2, a3) = (TLanes.Load(bias + c), TLanes.Load(bias + c + w), TLanes.Load(bias + c + 2 * w), TLanes.Load(bias + c + 3 * w));
            var row = rows + c;
            for (nint k = 0; k < count; k++, row += width)
            {
                var value = TLanes.Splat(band[k]);
                a0 = TLanes.MultiplyAdd(TLanes.Load(row), value, a0);
                a1 = TLanes.MultiplyAdd(TLanes.Load(row + w), value, a1);
                a2 = TLanes.MultiplyAdd(TLanes.Load(row + 2 * w), value, a2);
                a3 = TLanes.MultiplyAdd(TLanes.Load(row + 3 * w), value, a3);
            }

            Write<TLanes, TVector>(a0, c, sender, markers, push);
            Write<TLanes, TVector>(a1, c + w, sender, markers, push);
            Write<TLanes, TVector>(a2, c + 2 * w, sender, markers, push);
            Write<TLanes, TVector>(a3, c + 3 * w, sender, markers, push);
        }

        for (; c + w <= width; c += w)
            Write<TLanes, TVector>(Filter<TLanes, TVector>(rows + c, width, band, count, bias + c), c, sender, markers, push);
        for (; c < width; c++)
            Write<Lane1, float>(Filter<Lane1, float>(rows + c, width, band, count, bias + c), c, sender, markers, push);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddNarrow<TL, TV>(float* rows, nint width, float* band, nint count, float* bias, float* sender, float* markers, float* vectors, float* direction, float* vectorSum, float* scalarSum, nint h, nint c)
        where TL : ILanes<TV>
        where TV : struct
    {
        var carried = Filter<TL, TV>(rows + c, 3 * width, band, count, bias + c);
        var along = Filter<TL, TV>(rows + c + width, 3 * width, band, count, bias + c + h);
        var scalar = Filter<TL, TV>(rows + c + 2 * width, 3 * width, band, count, bias + c + 2 * h);
        Send<TL, TV>(carried, along, scalar, c, sender, markers, vectors, TL.Splat(direction[0]), TL.Splat(direction[1]), TL.Splat(direction[2]), vectorSum, scalarSum, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Filter<TL, TV>(float* row, nint stride, float* band, nint count, float* bias)
        where TL : ILanes<TV>
        where TV : struct
    {
        var sum = TL.Load(bias);
        for (nint k = 0; k < count; k++, row += stride)
            sum = TL.MultiplyAdd(TL.Load(row), TL.Splat(band[k]), sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Send<TL, TV>(TV carried, TV along, TV scalar, nint c, float* sender, float* markers, float* vectors, TV x, TV y, TV z, float* vectorSum, float* scalarSum, nint h)
        where TL : ILanes<TV>
        where TV : struct
    {
        carried = TL.Multiply(TL.Multiply(TL.Load(sender + c), TL.Load(markers + c)), carried);
        along = TL.Multiply(TL.Multiply(TL.Load(sender + h + c), TL.Load(markers + h + c)), along);
        scalar = TL.Multiply(TL.Multiply(TL.Load(sender + 2 * h + c), TL.Load(markers + 2 * h + c)), scalar);
        TL.Store(TL.MultiplyAdd(along, x, TL.MultiplyAdd(carried, TL.Load(vectors + c), TL.Load(vectorSum + c))), vectorSum + c);
        TL.Store(TL.MultiplyAdd(along, y, TL.MultiplyAdd(carried, TL.Load(vectors + h + c), TL.Load(vectorSum + h + c))), vectorSum + h + c);
        TL.Store(TL.MultiplyAdd(along, z, TL.MultiplyAdd(carried, TL.Load(vectors + 2 * h + c), TL.Load(vectorSum + 2 * h + c))), vectorSum + 2 * h + c);
        TL.Store(TL.Add(TL.Load(scalarSum + c), scalar), scalarSum + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TL, TV>(TV filter, nint c, float* sender, float* markers, float* push)
        where TL : ILanes<TV>
        where TV : struct =>
        TL.Store(TL.Multiply(TL.Multiply(TL.Load(sender + c), filter), TL.Load(markers + c)), push + c);
}
