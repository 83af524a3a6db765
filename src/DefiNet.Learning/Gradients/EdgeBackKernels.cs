using System.Runtime.CompilerServices;
using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>The way back along an edge. The radial filter and its slope are made anew in registers; nothing of edges times channels is kept.</summary>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class EdgeBackKernels<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>Back along a message. Returns the gradient of the edge's distance, as far as it goes through the filter.</summary>
    /// <param name="rows">Rows of the filter, (count, 3h).</param>
    /// <param name="rowsGradient">Their gradient, added to.</param>
    /// <param name="bias">Bias of the filter, (3h).</param>
    /// <param name="biasGradient">Its gradient, added to.</param>
    /// <param name="band">Radial functions of the edge.</param>
    /// <param name="slopes">Their derivatives.</param>
    /// <param name="count">How many.</param>
    /// <param name="sender">Sender's projection, (3h).</param>
    /// <param name="senderGradient">Its gradient, added to.</param>
    /// <param name="markers">Markers' projection, (3h).</param>
    /// <param name="markerGradient">Its gradient, added to.</param>
    /// <param name="vectors">Sender's vectors, (3, h).</param>
    /// <param name="vectorGradient">Their gradient, added to.</param>
    /// <param name="direction">From sender to receiver.</param>
    /// <param name="directionGradient">Its gradient, added to.</param>
    /// <param name="heard">Gradient of the receiver's summed vectors, (3, h).</param>
    /// <param name="heardScalars">Gradient of the receiver's summed scalars, (h).</param>
    /// <param name="h">Channels.</param>
    /// <typeparam name="TEnds">Whether distance, direction and markers have gradients; where they have none, nothing is written to them.</typeparam>
    public static float Message<TEnds>(
        float* rows, float* rowsGradient, float* bias, float* biasGradient, float* band, float* slopes, nint count, float* sender, float* senderGradient,
        float* markers, float* markerGradient, float* vectors, float* vectorGradient, float* direction, float* directionGradient, float* heard, float* heardScalars, nint h)
        where TEnds : IEdgeEnds
    {
        var whole = h - h % TLanes.Width;
        return Message<TLanes, TVector, TEnds>(
                rows, rowsGradient, bias, biasGradient, band, slopes, count, sender, senderGradient, markers, markerGradient, vectors, vectorGradient, direction, directionGradient, heard, heardScalars, h, 0, whole)
            + (whole == h ? 0 : Message<Lane1, float, TEnds>(
                rows, rowsGradient, bias, biasGradient, band, slopes, count, sender, senderGradient, markers, markerGradient, vectors, vectorGradient, direction, directionGradient, heard, heardScalars, h, whole, h));
    }

    /// <summary>Back along a push. Returns the gradient of the edge's distance, as far as it goes through the filter.</summary>
    /// <param name="rows">Rows of the filter, (count, h).</param>
    /// <param name="rowsGradient">Their gradient, added to.</param>
    /// <param name="bias">Bias of the filter.</param>
    /// <param name="biasGradient">Its gradient, added to.</param>
    /// <param name="band">Radial functions of the edge.</param>
    /// <param name="slopes">Their derivatives.</param>
    /// <param name="count">How many.</param>
    /// <param name="sender">Sender's projection.</param>
    /// <param name="senderGradient">Its gradient, added to.</param>
    /// <param name="markers">Markers' projection.</param>
    /// <param name="markerGradient">Its gradient, added to.</param>
    /// <param name="gradient">Gradient of the product.</param>
    /// <param name="h">Channels.</param>
    public static float Push(
        float* rows, float* rowsGradient, float* bias, float* biasGradient, float* band, float* slopes, nint count, float* sender, float* senderGradient,
        float* markers, float* markerGradient, float* gradient, nint h)
    {
        var whole = h - h % TLanes.Width;
        return Push<TLanes, TVector>(rows, rowsGradient, bias, biasGradient, band, slopes, count, sender, senderGradient, markers, markerGradient, gradient, h, 0, whole)
            + (whole == h ? 0 : Push<Lane1, float>(rows, rowsGradient, bias, biasGradient, band, slopes, count, sender, senderGradient, markers, markerGradient, gradient, h, whole, h));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Message<TL, TV, TEnds>(
        float* rows, float* rowsGradient, float* bias, float* biasGradient, float* band, float* slopes, nint count, float* sender, float* senderGradient,
        float* markers, float* markerGradient, float* vectors, float* vectorGradient, float* direction, float* directionGradient, float* heard, float* heardScalars, nint h, nint from, nint to)
        where TL : ILanes<TV>
        where TV : struct
        where TEnds : IEdgeEnds
    {
        var (x, y, z) = (TL.Splat(direction[0]), TL.Splat(direction[1]), TL.Splat(direction[2]));
        var (alongX, alongY, alongZ) = (TL.Splat(0), TL.Splat(0), TL.Splat(0));
        var distance = TL.Splat(0);
        for (var c = from; c < to; c += TL.Width)
        {
            var (f0, f1, f2) = (TL.Load(bias + c), TL.Load(bias + h + c), TL.Load(bias + 2 * h + c));
            var (s0, s1, s2) = (TL.Splat(0), TL.Splat(0), TL.Splat(0));
            var row = rows + c;
            for (nint k = 0; k < count; k++, row += 3 * h)
            {
                var value = TL.Splat(band[k]);
                var (w0, w1, w2) = (TL.Load(row), TL.Load(row + h), TL.Load(row + 2 * h));
                f0 = TL.MultiplyAdd(w0, value, f0);
                f1 = TL.MultiplyAdd(w1, value, f1);
                f2 = TL.MultiplyAdd(w2, value, f2);
                if (!TEnds.Move)
                    continue;
                var slope = TL.Splat(slopes[k]);
                s0 = TL.MultiplyAdd(w0, slope, s0);
                s1 = TL.MultiplyAdd(w1, slope, s1);
                s2 = TL.MultiplyAdd(w2, slope, s2);
            }

            var (hx, hy, hz) = (TL.Load(heard + c), TL.Load(heard + h + c), TL.Load(heard + 2 * h + c));
            var carried = TL.Multiply(hx, TL.Load(vectors + c)); // gradient of the first part of the message
            carried = TL.MultiplyAdd(hy, TL.Load(vectors + h + c), carried);
            carried = TL.MultiplyAdd(hz, TL.Load(vectors + 2 * h + c), carried);
            var along = TL.MultiplyAdd(hz, z, TL.MultiplyAdd(hy, y, TL.Multiply(hx, x))); // of the second
            var scalar = TL.Load(heardScalars + c); // of the third

            var (sent, said) = (TL.Load(sender + c), TL.Load(markers + c));
            var part = TL.Multiply(sent, said);
            var message = TL.Multiply(part, f0);
            TL.Store(TL.MultiplyAdd(message, hx, TL.Load(vectorGradient + c)), vectorGradient + c);
            TL.Store(TL.MultiplyAdd(message, hy, TL.Load(vectorGradient + h + c)), vectorGradient + h + c);
            TL.Store(TL.MultiplyAdd(message, hz, TL.Load(vectorGradient + 2 * h + c)), vectorGradient + 2 * h + c);
            var filtered = TL.Multiply(carried, f0);
            TL.Store(TL.MultiplyAdd(filtered, said, TL.Load(senderGradient + c)), senderGradient + c);
            if (TEnds.Move)
                TL.Store(TL.MultiplyAdd(filtered, sent, TL.Load(markerGradient + c)), markerGradient + c);
            carried = TL.Multiply(carried, part);
            if (TEnds.Move)
                distance = TL.MultiplyAdd(carried, s0, distance);
            TL.Store(TL.Add(carried, TL.Load(biasGradient + c)), biasGradient + c);

            (sent, said) = (TL.Load(sender + h + c), TL.Load(markers + h + c));
            part = TL.Multiply(sent, said);
            if (TEnds.Move)
            {
                message = TL.Multiply(part, f1);
                alongX = TL.MultiplyAdd(message, hx, alongX);
                alongY = TL.MultiplyAdd(message, hy, alongY);
                alongZ = TL.MultiplyAdd(message, hz, alongZ);
            }

            filtered = TL.Multiply(along, f1);
            TL.Store(TL.MultiplyAdd(filtered, said, TL.Load(senderGradient + h + c)), senderGradient + h + c);
            if (TEnds.Move)
                TL.Store(TL.MultiplyAdd(filtered, sent, TL.Load(markerGradient + h + c)), markerGradient + h + c);
            along = TL.Multiply(along, part);
            if (TEnds.Move)
                distance = TL.MultiplyAdd(along, s1, distance);
            TL.Store(TL.Add(along, TL.Load(biasGradient + h + c)), biasGradient + h + c);

            (sent, said) = (TL.Load(sender + 2 * h + c), TL.Load(markers + 2 * h + c));
            filtered = TL.Multiply(scalar, f2);
            TL.Store(TL.MultiplyAdd(filtered, said, TL.Load(senderGradient + 2 * h + c)), senderGradient + 2 * h + c);
            if (TEnds.Move)
                TL.Store(TL.MultiplyAdd(filtered, sent, TL.Load(markerGradient + 2 * h + c)), markerGradient + 2 * h + c);
            scalar = TL.Multiply(scalar, TL.Multiply(sent, said));
            if (TEnds.Move)
                distance = TL.MultiplyAdd(scalar, s2, distance);
            TL.Store(TL.Add(scalar, TL.Load(biasGradient + 2 * h + c)), biasGradient + 2 * h + c);

            row = rowsGradient + c;
            for (nint k = 0; k < count; k++, row += 3 * h)
            {
                var value = TL.Splat(band[k]);
                TL.Store(TL.MultiplyAdd(value, carried, TL.Load(row)), row);
                TL.Store(TL.MultiplyAdd(value, along, TL.Load(row + h)), row + h);
                TL.Store(TL.MultiplyAdd(value, scalar, TL.Load(row + 2 * h)), row + 2 * h);
            }
        }

        if (!TEnds.Move)
            return 0;
        directionGradient[0] += TL.Sum(alongX);
        directionGradient[1] += TL.Sum(alongY);
        directionGradient[2] += TL.Sum(alongZ);
        return TL.Sum(distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Push<TL, TV>(
        float* rows, float* rowsGradient, float* bias, float* biasGradient, float* band, float* slopes, nint count, float* sender, float* senderGradient,
        float* markers, float* markerGradient, float* gradient, nint h, nint from, nint to)
        where TL : ILanes<TV>
        where TV : struct
    {
        var distance = TL.Splat(0);
        for (var c = from; c < to; c += TL.Width)
        {
            var filter = TL.Load(bias + c);
            var slopeSum = TL.Splat(0);
            var row = rows + c;
            for (nint k = 0; k < count; k++, row += h)
            {
                var weight = TL.Load(row);
                filter = TL.MultiplyAdd(weight, TL.Splat(band[k]), filter);
                slopeSum = TL.MultiplyAdd(weight, TL.Splat(slopes[k]), slopeSum);
            }

            var (sent, said, given) = (TL.Load(sender + c), TL.Load(markers + c), TL.Load(gradient + c));
            var filtered = TL.Multiply(given, filter);
            TL.Store(TL.MultiplyAdd(filtered, said, TL.Load(senderGradient + c)), senderGradient + c);
            TL.Store(TL.MultiplyAdd(filtered, sent, TL.Load(markerGradient + c)), markerGradient + c);
            given = TL.Multiply(given, TL.Multiply(sent, said));
            distance = TL.MultiplyAdd(given, slopeSum, distance);
            TL.Store(TL.Add(given, TL.Load(biasGradient + c)), biasGradient + c);
            row = rowsGradient + c;
            for (nint k = 0; k < count; k++, row += h)
                TL.Store(TL.MultiplyAdd(TL.Splat(band[k]), given, TL.Load(row)), row);
        }

        return TL.Sum(distance);
    }
}
