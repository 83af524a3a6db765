using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>The way back through the element-by-element parts that this net alone has. Each runs over whole vectors first and then, one by one, over the channels left.</summary>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal static unsafe class DistanceBackKernels<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private static readonly float InverseSqrt2 = (float)(1 / Math.Sqrt(2));

    private static int Whole(int n) => n - n % TLanes.Width;

    /// <summary>Back through the update of an atom to its gates.</summary>
    /// <param name="gates">The gates, (3h).</param>
    /// <param name="halves">Vectors in two halves, (3, 2h).</param>
    /// <param name="scalarGradient">Gradient of the updated scalars, (h).</param>
    /// <param name="vectorGradient">Gradient of the updated vectors, (3, h).</param>
    /// <param name="gateGradient">Takes the gradient of the gates, (3h).</param>
    /// <param name="h">Channels.</param>
    public static void GatesBack(float* gates, float* halves, float* scalarGradient, float* vectorGradient, float* gateGradient, int h)
    {
        Channels<TLanes, TVector>(0, Whole(h));
        Channels<Lane1, float>(Whole(h), h);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            var (factor, dotFactor) = (TL.Splat(InverseSqrt2), TL.Splat((float)(1 / Math.Sqrt(h))));
            for (var c = from; c < to; c += TL.Width)
            {
                var (dot, opened) = (TL.Splat(0), TL.Splat(0));
                for (var axis = 0; axis < 3; axis++)
                {
                    var first = TL.Load(halves + 2 * axis * h + c);
                    dot = TL.MultiplyAdd(first, TL.Load(halves + (2 * axis + 1) * h + c), dot);
                    opened = TL.MultiplyAdd(first, TL.Load(vectorGradient + axis * h + c), opened);
                }

                var given = TL.Multiply(TL.Load(scalarGradient + c), factor);
                TL.Store(given, gateGradient + c);
                TL.Store(TL.Multiply(given, TL.Multiply(dot, dotFactor)), gateGradient + h + c);
                TL.Store(opened, gateGradient + 2 * h + c);
            }
        }
    }

    /// <summary>Back through the update of an atom to both halves of its vectors.</summary>
    /// <param name="gates">The gates, (3h).</param>
    /// <param name="gateGradient">Their gradient, (3h).</param>
    /// <param name="halves">Vectors in two halves, (3, 2h).</param>
    /// <param name="vectorGradient">Gradient of the updated vectors, (3, h).</param>
    /// <param name="halvesGradient">Gradient of both halves: the first is written, the second added to.</param>
    /// <param name="h">Channels.</param>
    public static void HalvesBack(float* gates, float* gateGradient, float* halves, float* vectorGradient, float* halvesGradient, int h)
    {
        Channels<TLanes, TVector>(0, Whole(h));
        Channels<Lane1, float>(Whole(h), h);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            var dotFactor = TL.Splat((float)(1 / Math.Sqrt(h)));
            for (var c = from; c < to; c += TL.Width)
            {
                var dot = TL.Multiply(TL.Multiply(TL.Load(gateGradient + c), TL.Load(gates + h + c)), dotFactor);
                var gate = TL.Load(gates + 2 * h + c);
                for (var axis = 0; axis < 3; axis++)
                {
                    var (first, second) = (2 * axis * h + c, (2 * axis + 1) * h + c);
                    TL.Store(TL.MultiplyAdd(gate, TL.Load(vectorGradient + axis * h + c), TL.Multiply(dot, TL.Load(halves + second))), halvesGradient + first);
                    TL.Store(TL.MultiplyAdd(dot, TL.Load(halves + first), TL.Load(halvesGradient + second)), halvesGradient + second);
                }
            }
        }
    }

    /// <summary>Back through the last layer of a head, for one pair.</summary>
    /// <param name="distance">Gradient of the distance.</param>
    /// <param name="logVariance">Gradient of the uncertainty.</param>
    /// <param name="rows">The layer, (2, h).</param>
    /// <param name="rowsGradient">Its gradient, added to.</param>
    /// <param name="values">Activated values, (h).</param>
    /// <param name="slopes">Slopes of the activation; become the gradient of its argument.</param>
    /// <param name="h">Channels.</param>
    public static void LastBack(float distance, float logVariance, float* rows, float* rowsGradient, float* values, float* slopes, int h)
    {
        Channels<TLanes, TVector>(0, Whole(h));
        Channels<Lane1, float>(Whole(h), h);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            var (toDistance, toVariance) = (TL.Splat(distance), TL.Splat(logVariance));
            for (var c = from; c < to; c += TL.Width)
            {
                var value = TL.Load(values + c);
                TL.Store(TL.MultiplyAdd(toDistance, value, TL.Load(rowsGradient + c)), rowsGradient + c);
                TL.Store(TL.MultiplyAdd(toVariance, value, TL.Load(rowsGradient + h + c)), rowsGradient + h + c);
                var given = TL.MultiplyAdd(toDistance, TL.Load(rows + c), TL.Multiply(toVariance, TL.Load(rows + h + c)));
                TL.Store(TL.Multiply(given, TL.Load(slopes + c)), slopes + c);
            }
        }
    }

    /// <summary>Adds the gradient of a pair's filter to those of its radial rows and of the share of its place.</summary>
    /// <param name="band">Radial functions of the pair.</param>
    /// <param name="count">How many.</param>
    /// <param name="gradient">Gradient of the filter, (n).</param>
    /// <param name="rows">Gradient of the rows, (count, n), added to.</param>
    /// <param name="share">Gradient of the share, (n), added to.</param>
    /// <param name="n">Length of the filter.</param>
    public static void FilterBack(float* band, int count, float* gradient, float* rows, float* share, int n)
    {
        Channels<TLanes, TVector>(0, Whole(n));
        Channels<Lane1, float>(Whole(n), n);

        void Channels<TL, TV>(int from, int to)
            where TL : ILanes<TV>
            where TV : struct
        {
            for (var c = from; c < to; c += TL.Width)
            {
                var given = TL.Load(gradient + c);
                TL.Store(TL.Add(given, TL.Load(share + c)), share + c);
                var row = rows + c;
                for (var k = 0; k < count; k++, row += n)
                    TL.Store(TL.MultiplyAdd(TL.Splat(band[k]), given, TL.Load(row)), row);
            }
        }
    }
}
