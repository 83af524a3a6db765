using System.Collections.Concurrent;
using DefiNet.Crystals;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DistanceNets;

/// <summary>One run of the net over one structure.</summary>
/// <remarks>Every sum has a fixed order that does not depend on the number of threads, so the result is the same bit for bit.</remarks>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal sealed unsafe class DistancePass<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private readonly DistanceNetWeights _net;
    private readonly Structure _structure;
    private readonly DistanceEdges _edges;
    private readonly int _h;
    private readonly int _atoms;
    private readonly ParallelOptions? _parallel;
    private readonly ConcurrentBag<TileScratch> _scratches = [];
    private readonly FloatBuffer _scalars;
    private readonly FloatBuffer _sent;
    private readonly FloatBuffer _bands;
    private readonly FloatBuffer _places;
    private readonly FloatBuffer _placeShares;
    private readonly FloatBuffer _fromReceiver;
    private readonly FloatBuffer _fromSender;
    private readonly int[] _bandFirst;
    private FloatBuffer _vectors;
    private FloatBuffer _nextVectors;

    /// <summary>Prepares a run.</summary>
    public DistancePass(DistanceNetWeights net, Structure structure, DistanceEdges edges, int threads)
    {
        (_net, _structure, _edges, _h, _atoms) = (net, structure, edges, net.Channels, structure.Count);
        _parallel = threads == 1 ? null : new ParallelOptions { MaxDegreeOfParallelism = threads };
        _scalars = new(checked(_atoms * _h));
        _vectors = new(checked(_atoms * 3 * _h));
        _nextVectors = new(_vectors.Length);
        _sent = new(_vectors.Length);
        _bands = new(checked(edges.Count * RadialFunctions.Stride));
        _bandFirst = new int[edges.Count];
        _places = new(Math.Max(1, edges.Offsets.Length) * net.Places);
        _placeShares = new(Math.Max(1, edges.Offsets.Length) * 3 * _h);
        _fromReceiver = new(_scalars.Length);
        _fromSender = new(_scalars.Length);
    }

    /// <summary>Runs all layers and the heads.</summary>
    public PairPredictions Run()
    {
        for (var atom = 0; atom < _atoms; atom++)
            _net.ElementEmbedding.AsSpan((_structure.Species[atom].AtomicNumber - 1) * _h, _h).CopyTo(_scalars.Span.Slice(atom * _h, _h));
        for (var edge = 0; edge < _edges.Count; edge++)
            _bandFirst[edge] = _net.Functions.Evaluate<TLanes, TVector>(_edges.Distance[edge], _bands.Pointer + (long)edge * RadialFunctions.Stride);
        PlaceFunctions.Fill(_edges.Offsets, _net.Places, _places.Span);
        foreach (var layer in _net.PerLayer)
        {
            ForTiles(_atoms, TileScratch.Atoms, (from, to, scratch) => Send(layer, from, to, scratch));
            SharePlaces(layer.Edge);
            ForTiles(_atoms, TileScratch.Atoms, (from, to, scratch) => Receive(layer, from, to, scratch));
            (_vectors, _nextVectors) = (_nextVectors, _vectors);
        }

        var (displacement, displacementVariance) = Pairs(_net.Displacement, _edges.HomeCount);
        var (relaxed, relaxedVariance) = Pairs(_net.Relaxed, _edges.Count);
        var cell = PredictCell();
        GC.KeepAlive(this);
        return new(displacement, displacementVariance, relaxed, relaxedVariance, cell);
    }

    private void ForTiles(int count, int size, Action<int, int, TileScratch> work)
    {
        var tiles = (count + size - 1) / size;
        if (_parallel is null || tiles == 1)
            for (var tile = 0; tile < tiles; tile++)
                Tile(tile);
        else
            Parallel.For(0, tiles, _parallel, Tile);

        void Tile(int tile)
        {
            if (!_scratches.TryTake(out var scratch))
                scratch = new TileScratch(_h);
            work(tile * size, Math.Min(count, (tile + 1) * size), scratch);
            _scratches.Add(scratch);
        }
    }

    private void SharePlaces(PairFilter filter) =>
        Gemm.Run(_places.Pointer, _net.Places, _edges.Offsets.Length, filter.Place, _placeShares.Pointer, filter.Outputs);

    private void Filter(PairFilter filter, int edge, float* target) =>
        NetKernels<TLanes, TVector>.Filter(
            filter.Radial.Pointer + (long)_bandFirst[edge] * filter.Outputs, _placeShares.Pointer + (long)_edges.Offset[edge] * filter.Outputs,
            _bands.Pointer + (long)edge * RadialFunctions.Stride, _net.Functions.Band, target, filter.Outputs);

    private void Send(DistanceNetLayer layer, int from, int to, TileScratch scratch)
    {
        var count = to - from;
        var hidden = scratch.Hidden.Pointer;
        Gemm.Run(Scalars(from), _h, count, layer.MessageIn, hidden, _h / 2);
        NetKernels<TLanes, TVector>.ScaledSiLu(hidden, count * (_h / 2));
        Gemm.Run(hidden, _h / 2, count, layer.MessageOut, _sent.Pointer + (long)from * 3 * _h, 3 * _h);
        GC.KeepAlive(scratch);
    }

    private void Receive(DistanceNetLayer layer, int from, int to, TileScratch scratch)
    {
        var count = to - from;
        new ReadOnlySpan<float>(Vectors(from), count * 3 * _h).CopyTo(new Span<float>(NextVectors(from), count * 3 * _h));
        fixed (float* directions = _edges.Direction)
            for (var atom = from; atom < to; atom++)
            {
                scratch.Sums.Span[.._h].Clear();
                for (var entry = _edges.Start[atom]; entry < _edges.Start[atom + 1]; entry++)
                {
                    var edge = _edges.ByReceiver[entry];
                    var sender = _edges.Sender[edge];
                    Filter(layer.Edge, edge, scratch.Filter.Pointer);
                    DistanceKernels<TLanes, TVector>.AddMessage(
                        _sent.Pointer + (long)sender * 3 * _h, scratch.Filter.Pointer, Vectors(sender), directions + 3L * edge, NextVectors(atom), scratch.Sums.Pointer, _h);
                }

                NetKernels<TLanes, TVector>.AddHalved(Scalars(atom), scratch.Sums.Pointer, _h);
            }

        Gemm.Run(NextVectors(from), _h, 3 * count, layer.UpdateVector, scratch.Split.Pointer, 2 * _h);
        for (var row = 0; row < count; row++)
        {
            var pair = scratch.Pair.Pointer + (long)row * 2 * _h;
            new ReadOnlySpan<float>(Scalars(from + row), _h).CopyTo(new Span<float>(pair, _h));
            NetKernels<TLanes, TVector>.Norms(scratch.Split.Pointer + (long)row * 6 * _h, pair + _h, _h);
        }

        Gemm.Run(scratch.Pair.Pointer, 2 * _h, count, layer.UpdateIn, scratch.Hidden.Pointer, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(scratch.Hidden.Pointer, count * _h);
        Gemm.Run(scratch.Hidden.Pointer, _h, count, layer.UpdateOut, scratch.Gates.Pointer, 3 * _h);
        for (var row = 0; row < count; row++)
            DistanceKernels<TLanes, TVector>.Update(
                scratch.Gates.Pointer + (long)row * 3 * _h, scratch.Split.Pointer + (long)row * 6 * _h, NextVectors(from + row), Scalars(from + row), _h);
        GC.KeepAlive(scratch);
    }

    private (float[] Distances, float[] LogVariances) Pairs(PairHead head, int pairs)
    {
        var (distances, variances) = (new float[pairs], new float[pairs]);
        ForTiles(_atoms, TileScratch.Atoms, (from, to, scratch) =>
        {
            var count = to - from;
            Gemm.Run(Scalars(from), _h, count, head.Branch, scratch.Hidden.Pointer, _h);
            NetKernels<TLanes, TVector>.ScaledSiLu(scratch.Hidden.Pointer, count * _h);
            Gemm.Run(scratch.Hidden.Pointer, _h, count, head.FromReceiver, _fromReceiver.Pointer + (long)from * _h, _h);
            Gemm.Run(scratch.Hidden.Pointer, _h, count, head.FromSender, _fromSender.Pointer + (long)from * _h, _h);
            GC.KeepAlive(scratch);
        });
        SharePlaces(head.EdgeIn);
        ForTiles(pairs, TileScratch.Edges, (from, to, scratch) =>
        {
            var count = to - from;
            var first = scratch.EdgeIn.Pointer;
            var second = scratch.EdgeOut.Pointer;
            for (var row = 0; row < count; row++)
                Filter(head.EdgeIn, from + row, first + (long)row * _h);
            NetKernels<TLanes, TVector>.ScaledSiLu(first, count * _h);
            Gemm.Run(first, _h, count, head.EdgeOut, second, _h);
            NetKernels<TLanes, TVector>.ScaledSiLu(second, count * _h);
            for (var row = 0; row < count; row++)
                NetKernels<TLanes, TVector>.Add(
                    _fromReceiver.Pointer + (long)_edges.Receiver[from + row] * _h, _fromSender.Pointer + (long)_edges.Sender[from + row] * _h, first + (long)row * _h, _h);
            Gemm.Run(second, _h, count, head.FromEdge, first, _h, add: true);
            NetKernels<TLanes, TVector>.ScaledSiLu(first, count * _h);
            Gemm.Run(first, _h, count, head.Middle, second, _h);
            NetKernels<TLanes, TVector>.ScaledSiLu(second, count * _h);
            for (var row = 0; row < count; row++)
            {
                distances[from + row] = Math.Max(0, head.DistanceBias + NetKernels<TLanes, TVector>.Dot(second + (long)row * _h, head.Distance.Pointer, _h));
                variances[from + row] = head.LogVarianceBias + NetKernels<TLanes, TVector>.Dot(second + (long)row * _h, head.LogVariance.Pointer, _h);
            }

            GC.KeepAlive(scratch);
        });
        return (distances, variances);
    }

    private float[] PredictCell()
    {
        var head = _net.Cell;
        var features = new FloatBuffer(2 * _h);
        ForTiles(_atoms, TileScratch.Atoms, (from, to, scratch) =>
        {
            Gemm.Run(Scalars(from), _h, to - from, head.Branch, _fromSender.Pointer + (long)from * _h, _h);
            NetKernels<TLanes, TVector>.ScaledSiLu(_fromSender.Pointer + (long)from * _h, (to - from) * _h);
        });
        for (var atom = 0; atom < _atoms; atom++)
            NetKernels<TLanes, TVector>.Add(features.Pointer, _fromSender.Pointer + (long)atom * _h, features.Pointer, _h);

        var lattice = _structure.Lattice;
        var rows = new FloatBuffer(PackedMatrix.PanelWidth);
        for (var axis = 0; axis < 3; axis++)
            (rows.Span[axis], rows.Span[3 + axis], rows.Span[6 + axis]) = ((float)lattice.A[axis], (float)lattice.B[axis], (float)lattice.C[axis]);
        var hidden = new FloatBuffer(_h);
        Gemm.Run(rows.Pointer, 9, 1, head.CellIn, hidden.Pointer, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(hidden.Pointer, _h);
        Gemm.Run(hidden.Pointer, _h, 1, head.CellOut, features.Pointer + _h, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(features.Pointer + _h, _h);

        var second = new FloatBuffer(_h);
        Gemm.Run(features.Pointer, 2 * _h, 1, head.In, hidden.Pointer, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(hidden.Pointer, _h);
        Gemm.Run(hidden.Pointer, _h, 1, head.Middle, second.Pointer, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(second.Pointer, _h);
        Gemm.Run(second.Pointer, _h, 1, head.Out, rows.Pointer, 9, add: true);
        GC.KeepAlive((features, hidden, second));
        return [.. rows.Span[..9]];
    }

    private float* Scalars(int atom) => _scalars.Pointer + (long)atom * _h;

    private float* Vectors(int atom) => _vectors.Pointer + (long)atom * 3 * _h;

    private float* NextVectors(int atom) => _nextVectors.Pointer + (long)atom * 3 * _h;
}
