using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Kernels;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.DistanceNets;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>A head over the pairs of one structure: distances and their uncertainty, and, where these are compared with wanted ones, the way back. One thread works in it.</summary>
/// <remarks>Some pairs at a time go all the way there and back, so that nothing of pairs times channels is kept.</remarks>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal sealed unsafe class PairHeadPass<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private readonly DistanceStepWeights _net;
    private readonly PairHeadLayers _head;
    private readonly DistanceMemory _space;
    private readonly DistanceEdges _edges;
    private readonly FloatBuffer _scalars;
    private readonly int _atoms;
    private readonly int _pairs;
    private readonly int _h;

    /// <summary>Prepares a pass over the first <paramref name="pairs"/> pairs.</summary>
    public PairHeadPass(DistanceStepWeights net, PairHeadLayers head, DistanceGraph graph, int pairs, DistanceMemory space)
    {
        (_net, _head, _space, _edges, _atoms, _pairs) = (net, head, space, graph.Edges, graph.Count, pairs);
        (_scalars, _h) = (space.Layers[^1].Updated, net.Layout.Sizes.Channels);
    }

    /// <summary>Predicts distances, in Angstrom, and the logarithms of their widths.</summary>
    public (float[] Distances, float[] LogVariances) Predict()
    {
        var (distances, variances) = (new float[_pairs], new float[_pairs]);
        Share();
        for (var first = 0; first < _pairs; first += PairTile.Pairs)
        {
            var count = Math.Min(PairTile.Pairs, _pairs - first);
            Forward(first, count);
            for (var row = 0; row < count; row++)
            {
                var (distance, variance) = Last(row);
                (distances[first + row], variances[first + row]) = (Math.Max(0, distance), variance);
            }
        }

        return (distances, variances);
    }

    /// <summary>Compares with wanted distances; adds the gradients of weights and scalars. Returns <paramref name="weight"/> times the sum over pairs of the negative logarithm of the likelihood, less ln 2.</summary>
    /// <param name="wanted">The wanted distances, in Angstrom.</param>
    /// <param name="weight">Weight of a pair.</param>
    /// <param name="rows">Gradient of the radial rows of this head, added to.</param>
    /// <param name="flat">Gradient of all weights, added to.</param>
    public double Learn(float[] wanted, double weight, RadialRows rows, float* flat)
    {
        Share();
        var (offsets, outputs) = (_edges.Offsets.Length, _head.EdgeIn.Outputs);
        _space.ShareGradient.Span[..(offsets * outputs)].Clear();
        _space.ReceiverGradient.Span[..(_atoms * _h)].Clear();
        _space.SenderGradient.Span[..(_atoms * _h)].Clear();
        var loss = 0.0;
        for (var first = 0; first < _pairs; first += PairTile.Pairs)
        {
            var count = Math.Min(PairTile.Pairs, _pairs - first);
            Forward(first, count);
            for (var row = 0; row < count; row++)
                loss += LastBack(row, wanted[first + row], weight, flat);
            Back(first, count, rows, flat);
        }

        LinearKernels<TLanes, TVector>.AddGradient(_head.EdgeIn.Place, _space.ShareGradient.Pointer, _space.Waves.Pointer, offsets, flat);
        LinearKernels<TLanes, TVector>.AddGradient(_head.FromReceiver, _space.ReceiverGradient.Pointer, _space.Branch.Pointer, _atoms, flat);
        LinearKernels<TLanes, TVector>.AddGradient(_head.FromSender, _space.SenderGradient.Pointer, _space.Branch.Pointer, _atoms, flat);
        LinearKernels<TLanes, TVector>.Back(_head.FromReceiver, _space.ReceiverGradient.Pointer, _atoms, _space.Hidden.Pointer);
        LinearKernels<TLanes, TVector>.Back(_head.FromSender, _space.SenderGradient.Pointer, _atoms, _space.Hidden.Pointer, add: true);
        BackKernels<TLanes, TVector>.Multiply(_space.BranchSlope.Pointer, _space.Hidden.Pointer, _atoms * _h);
        LinearKernels<TLanes, TVector>.AddGradient(_head.Branch, _space.Hidden.Pointer, _scalars.Pointer, _atoms, flat);
        LinearKernels<TLanes, TVector>.Back(_head.Branch, _space.Hidden.Pointer, _atoms, _space.ScalarGradient.Pointer, add: true);
        return weight * loss;
    }

    // What atoms and places of cells give to every pair that they are in.
    private void Share()
    {
        LinearKernels<TLanes, TVector>.Run(_head.Branch, _scalars.Pointer, _atoms, _space.BranchSlope.Pointer);
        BackKernels<TLanes, TVector>.SiLuAndSlope(_space.BranchSlope.Pointer, _space.Branch.Pointer, _atoms * _h);
        LinearKernels<TLanes, TVector>.Run(_head.FromReceiver, _space.Branch.Pointer, _atoms, _space.FromReceiver.Pointer);
        LinearKernels<TLanes, TVector>.Run(_head.FromSender, _space.Branch.Pointer, _atoms, _space.FromSender.Pointer);
        LinearKernels<TLanes, TVector>.Run(_head.EdgeIn.Place, _space.Waves.Pointer, _edges.Offsets.Length, _space.Shares.Pointer);
    }

    private void Forward(int first, int count)
    {
        var (values, slopes) = (_space.Tile.Values, _space.Tile.Slopes);
        for (var row = 0; row < count; row++)
        {
            var edge = first + row;
            NetKernels<TLanes, TVector>.Filter(
                _head.EdgeIn.Radial.Rows.Pointer + (long)_space.BandFirst[edge] * _h, _space.Shares.Pointer + (long)_edges.Offset[edge] * _h,
                _space.Bands.Pointer + (long)edge * RadialFunctions.Stride, _net.Functions.Band, slopes[0].Pointer + (long)row * _h, _h);
            NetKernels<TLanes, TVector>.Add(
                _space.FromReceiver.Pointer + (long)_edges.Receiver[edge] * _h, _space.FromSender.Pointer + (long)_edges.Sender[edge] * _h, slopes[2].Pointer + (long)row * _h, _h);
        }

        Activate(0);
        LinearKernels<TLanes, TVector>.Run(_head.EdgeOut, values[0].Pointer, count, slopes[1].Pointer);
        Activate(1);
        Gemm.Run(values[1].Pointer, _h, count, _head.FromEdge.Forward, slopes[2].Pointer, _h, add: true);
        Activate(2);
        LinearKernels<TLanes, TVector>.Run(_head.Middle, values[2].Pointer, count, slopes[3].Pointer);
        Activate(3);

        void Activate(int index) => BackKernels<TLanes, TVector>.SiLuAndSlope(slopes[index].Pointer, values[index].Pointer, count * _h);
    }

    private (float Distance, float LogVariance) Last(int row)
    {
        var place = _head.Last;
        var values = _space.Tile.Values[3].Pointer + (long)row * _h;
        var weights = _net.Flat.Pointer;
        return (
            weights[place.Bias] + NetKernels<TLanes, TVector>.Dot(values, weights + place.Weight, _h),
            weights[place.Bias + 1] + NetKernels<TLanes, TVector>.Dot(values, weights + place.Weight + _h, _h));
    }

    private double LastBack(int row, double wanted, double weight, float* flat)
    {
        var (distance, variance) = Last(row);
        var log = Math.Clamp(variance, -DistanceLoss.LargestLogVariance, DistanceLoss.LargestLogVariance);
        var (apart, inverse) = (Math.Max(0, distance) - wanted, Math.Exp(-log));
        var toDistance = distance > 0 ? (float)(weight * Math.Sign(apart) * inverse) : 0;
        var toVariance = log == variance ? (float)(weight * (1 - Math.Abs(apart) * inverse)) : 0;
        var place = _head.Last;
        flat[place.Bias] += toDistance;
        flat[place.Bias + 1] += toVariance;
        DistanceBackKernels<TLanes, TVector>.LastBack(
            toDistance, toVariance, _net.Flat.Pointer + place.Weight, flat + place.Weight, _space.Tile.Values[3].Pointer + (long)row * _h, _space.Tile.Slopes[3].Pointer + (long)row * _h, _h);
        return Math.Abs(apart) * inverse + log;
    }

    private void Back(int first, int count, RadialRows rows, float* flat)
    {
        var (values, slopes) = (_space.Tile.Values, _space.Tile.Slopes);
        var scratch = values[3].Pointer;
        Through(_head.Middle, 3);
        for (var row = 0; row < count; row++)
        {
            var given = slopes[2].Pointer + (long)row * _h;
            var receiver = _space.ReceiverGradient.Pointer + (long)_edges.Receiver[first + row] * _h;
            var sender = _space.SenderGradient.Pointer + (long)_edges.Sender[first + row] * _h;
            NetKernels<TLanes, TVector>.Add(receiver, given, receiver, _h);
            NetKernels<TLanes, TVector>.Add(sender, given, sender, _h);
        }

        Through(_head.FromEdge, 2);
        Through(_head.EdgeOut, 1);
        for (var row = 0; row < count; row++)
        {
            var edge = first + row;
            DistanceBackKernels<TLanes, TVector>.FilterBack(
                _space.Bands.Pointer + (long)edge * RadialFunctions.Stride, _net.Functions.Band, slopes[0].Pointer + (long)row * _h,
                rows.Rows.Pointer + (long)_space.BandFirst[edge] * _h, _space.ShareGradient.Pointer + (long)_edges.Offset[edge] * _h, _h);
        }

        // From the gradient of a layer's results to that of the argument of the activation before it.
        void Through(TrainedLinear layer, int index)
        {
            LinearKernels<TLanes, TVector>.AddGradient(layer, slopes[index].Pointer, values[index - 1].Pointer, count, flat);
            LinearKernels<TLanes, TVector>.Back(layer, slopes[index].Pointer, count, scratch);
            BackKernels<TLanes, TVector>.Multiply(scratch, slopes[index - 1].Pointer, count * _h);
        }
    }
}
