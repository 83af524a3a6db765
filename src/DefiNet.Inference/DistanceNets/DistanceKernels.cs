using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DistanceNets;

/// <summary>The element-by-element parts that this net alone has. Each runs over whole vectors first and then, one by one, over the channels left.</summary>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class DistanceKernels<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private static readonly float InverseSqrt2 = (float)(1 / Math.Sqrt(2));

    /// <summary>Adds one pair's message to the receiver's sums.</summary>
    /// <param name="sender">Sender's projection, (3, h).</param>
    /// <param name="filter">Filter of the pair, (3, h).</param>
    /// <param name="vectors">Sender's vectors, (3, h).</param>
    /// <param name="direction">From sender to receiver.</param>
    /// <param name="vectorSum">Receiver's vectors, (3, h), added to.</param>
    /// <param name="scalarSum">Receiver's scalars, (h), added to.</param>
    /// <param name="h">Channels.</param>
    public static void AddMessage(float* sender, float* filter, float* vectors, float* direction, float* vectorSum, float* scalarSum, int h)
    {
        var whole = h - h % TLanes.Width;
        MessageChannels<TLanes, TVector>(sender, filter, vectors, direction, vectorSum, scalarSum, h, 0, whole);
        MessageChannels<Lane1, float>(sender, filter, vectors, direction, vectorSum, scalarSum, h, whole, h);
    }

    /// <summary>Updates an atom from gates of shape (3, h) and its vectors in two halves, (3, 2h): both its vectors, (3, h), and its scalars are added to.</summary>
    public static void Update(float* gates, float* halves, float* vectors, float* scalars, int h)
    {
        var whole = h - h % TLanes.Width;
        UpdateChannels<TLanes, TVector>(gates, halves, vectors, scalars, h, 0, whole);
        UpdateChannels<Lane1, float>(gates, halves, vectors, scalars, h, whole, h);
    }

    private static void MessageChannels<TL, TV>(float* sender, float* filter, float* vectors, float* direction, float* vectorSum, float* scalarSum, int h, int from, int to)
        where TL : ILanes<TV>
        where TV : struct
    {
        var (x, y, z) = (TL.Splat(direction[0]), TL.Splat(direction[1]), TL.Splat(direction[2]));
        for (var c = from; c < to; c += TL.Width)
        {
            var carried = TL.Multiply(TL.Load(sender + c), TL.Load(filter + c));
            var along = TL.Multiply(TL.Load(sender + h + c), TL.Load(filter + h + c));
            TL.Store(TL.MultiplyAdd(along, x, TL.MultiplyAdd(carried, TL.Load(vectors + c), TL.Load(vectorSum + c))), vectorSum + c);
            TL.Store(TL.MultiplyAdd(along, y, TL.MultiplyAdd(carried, TL.Load(vectors + h + c), TL.Load(vectorSum + h + c))), vectorSum + h + c);
            TL.Store(TL.MultiplyAdd(along, z, TL.MultiplyAdd(carried, TL.Load(vectors + 2 * h + c), TL.Load(vectorSum + 2 * h + c))), vectorSum + 2 * h + c);
            TL.Store(TL.MultiplyAdd(TL.Load(sender + 2 * h + c), TL.Load(filter + 2 * h + c), TL.Load(scalarSum + c)), scalarSum + c);
        }
    }

    private static void UpdateChannels<TL, TV>(float* gates, float* halves, float* vectors, float* scalars, int h, int from, int to)
        where TL : ILanes<TV>
        where TV : struct
    {
        var factor = TL.Splat(InverseSqrt2);
        var dotFactor = TL.Splat((float)(1 / Math.Sqrt(h)));
        for (var c = from; c < to; c += TL.Width)
        {
            var gate = TL.Load(gates + 2 * h + c);
            var dot = TL.Splat(0);
            for (var axis = 0; axis < 3; axis++)
            {
                var first = TL.Load(halves + 2 * axis * h + c);
                dot = TL.MultiplyAdd(first, TL.Load(halves + (2 * axis + 1) * h + c), dot);
                TL.Store(TL.MultiplyAdd(gate, first, TL.Load(vectors + axis * h + c)), vectors + axis * h + c);
            }

            var change = TL.MultiplyAdd(TL.Load(gates + h + c), TL.Multiply(dot, dotFactor), TL.Load(gates + c));
            TL.Store(TL.MultiplyAdd(change, factor, TL.Load(scalars + c)), scalars + c);
        }
    }
}
