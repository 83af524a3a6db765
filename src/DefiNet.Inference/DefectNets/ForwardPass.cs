using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>One run of the net over one structure.</summary>
/// <remarks>
/// A layer has three parts that atoms go through side by side: what each atom sends; what it receives and becomes; how it is pushed.
/// Every sum has a fixed order that does not depend on the number of threads, so the result is the same bit for bit.
/// </remarks>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal sealed unsafe class ForwardPass<TLanes, TVector> : IForwardPass
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const double SquaredDistanceFloor = 1e-8;

    private readonly DefectNetWeights _net;
    private readonly Workspace _space;
    private readonly int _h;
    private readonly Action<int, int> _embed;
    private readonly Action<int, int> _send;
    private readonly Action<int, int> _receive;
    private readonly Action<int, int> _push;
    private EdgeList _edges = new();
    private LayerWeights _layer;
    private bool _isFirst;
    private int _atoms;

    /// <summary>Prepares runs in a workspace.</summary>
    public ForwardPass(DefectNetWeights net, Workspace space)
    {
        (_net, _space, _h, _layer) = (net, space, net.Channels, net.PerLayer[0]);
        (_embed, _send, _receive, _push) = (Work(Embed), Work(Send), Work(Receive), Work(Push));
    }

    /// <inheritdoc/>
    public void Run(EdgeList edges, int threads)
    {
        (_edges, _atoms) = (edges, _space.Atoms);
        _space.Employ(threads);
        _space.Vectors.Span[..(_atoms * 3 * _h)].Clear();
        _net.VirtualScalar.CopyTo(_space.VirtualScalar.Span);
        _space.VirtualVector.Span.Clear();
        var tiles = (_atoms + TileScratch.Atoms - 1) / TileScratch.Atoms;
        WorkCrew.Run(tiles, threads, _embed);
        for (var index = 0; index < _net.Layers; index++)
        {
            (_layer, _isFirst) = (_net.PerLayer[index], index == 0);
            Gemm.Run(_space.VirtualScalar.Pointer, _h, 1, _layer.ScalarNodeFromVirtual, _space.VirtualBias.Pointer, _h);
            WorkCrew.Run(tiles, threads, _send);
            WorkCrew.Run(tiles, threads, _receive);
            WorkCrew.Run(tiles, threads, _push);
            (_space.Vectors, _space.NextVectors) = (_space.NextVectors, _space.Vectors);
            (_space.Positions, _space.NextPositions) = (_space.NextPositions, _space.Positions);
            if (index + 1 < _net.Layers)
                UpdateVirtualNode(_layer);
        }

        GC.KeepAlive(_net);
        GC.KeepAlive(_space);
    }

    private Action<int, int> Work(Action<int, int, TileScratch> part) => (tile, worker) =>
        part(tile * TileScratch.Atoms, Math.Min(_atoms, (tile + 1) * TileScratch.Atoms), _space.Scratch(worker));

    private void Embed(int from, int to, TileScratch scratch)
    {
        for (var atom = from; atom < to; atom++)
        {
            var pair = scratch.Pair.Span.Slice((atom - from) * 2 * _h, 2 * _h);
            _net.ElementEmbedding.AsSpan(_space.Elements[atom] * _h, _h).CopyTo(pair);
            _net.MarkerEmbedding.AsSpan(_space.Markers[atom] * _h, _h).CopyTo(pair[_h..]);
        }

        Gemm.Run(scratch.Pair.Pointer, 2 * _h, to - from, _net.Combine, Scalars(from), _h);
    }

    // What each atom sends, after the virtual node spoke to it; and where its neighbours are now.
    private void Send(int from, int to, TileScratch scratch)
    {
        var layer = _layer;
        var count = to - from;
        var hidden = scratch.Hidden.Pointer;
        Gemm.Run(Scalars(from), _h, count, layer.ScalarNodeFromNode, hidden, _h, bias: _space.VirtualBias.Pointer);
        NetKernels<TLanes, TVector>.ScaledSiLu(hidden, count * _h);
        var change = scratch.Gates.Pointer;
        Gemm.Run(hidden, _h, count, layer.ScalarNodeOut, change, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(change, count * _h);
        NetKernels<TLanes, TVector>.Add(Scalars(from), change, Scalars(from), count * _h);

        if (!_isFirst) // vectors are zero before the first layer
        {
            for (var row = 0; row < count; row++)
                NetKernels<TLanes, TVector>.Add(Vectors(from + row), _space.VirtualVector.Pointer, scratch.Linear.Pointer + row * 3 * _h, 3 * _h);
            Gemm.Run(scratch.Linear.Pointer, _h, 3 * count, layer.VectorNode, Vectors(from), _h, add: true);
        }

        Gemm.Run(Scalars(from), _h, count, layer.MessageIn, hidden, _h / 2);
        NetKernels<TLanes, TVector>.ScaledSiLu(hidden, count * (_h / 2));
        Gemm.Run(hidden, _h / 2, count, layer.MessageOut, _space.Sent.Pointer + (long)from * 3 * _h, 3 * _h);

        for (var atom = from; atom < to; atom++)
            Locate(atom);
        GC.KeepAlive(scratch);
    }

    private void Locate(int atom)
    {
        var positions = _space.Positions;
        var functions = _net.Functions;
        var directions = _space.Directions.Pointer;
        for (var edge = _edges.Start[atom]; edge < _edges.Start[atom + 1]; edge++)
        {
            var sender = _edges.Sender[edge];
            var shift = _edges.Shift[edge];
            var x = positions[3 * atom] - positions[3 * sender] - shift.X;
            var y = positions[3 * atom + 1] - positions[3 * sender + 1] - shift.Y;
            var z = positions[3 * atom + 2] - positions[3 * sender + 2] - shift.Z;
            var distance = Math.Sqrt(Math.Max(x * x + y * y + z * z, SquaredDistanceFloor));
            directions[3L * edge] = (float)(x / distance);
            directions[3L * edge + 1] = (float)(y / distance);
            directions[3L * edge + 2] = (float)(z / distance);
            _space.BandFirst[edge] = functions.Evaluate<TLanes, TVector>(distance, Band(edge));
        }
    }

    // What an atom makes of its neighbours' messages.
    private void Receive(int from, int to, TileScratch scratch)
    {
        var layer = _layer;
        var count = to - from;
        var messages = scratch.Messages.Pointer;
        Listen(layer, from, to, scratch);

        new ReadOnlySpan<float>(Vectors(from), count * 3 * _h).CopyTo(new Span<float>(NextVectors(from), count * 3 * _h));
        Activate(messages, layer.MessageActivation, layer.MessageGate, from, count, scratch);

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
            NetKernels<TLanes, TVector>.Update(
                scratch.Gates.Pointer + (long)row * 3 * _h, scratch.Split.Pointer + (long)row * 6 * _h, messages + (long)row * 3 * _h, Scalars(from + row), _h);
        Activate(messages, layer.UpdateActivation, layer.UpdateGate, from, count, scratch);

        Gemm.Run(Scalars(from), _h, count, layer.CoordinateIn, scratch.Hidden.Pointer, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(scratch.Hidden.Pointer, count * _h);
        Gemm.Run(scratch.Hidden.Pointer, _h, count, layer.CoordinateOut, _space.Pushed.Pointer + (long)from * _h, _h);
        GC.KeepAlive(scratch);
    }

    // All edges of the tile for some channels, then for the next.
    private void Listen(LayerWeights layer, int from, int to, TileScratch scratch)
    {
        scratch.Messages.Span[..((to - from) * 3 * _h)].Clear();
        scratch.Sums.Span[..((to - from) * _h)].Clear();
        for (var first = 0; first < _h; first += RadialTable.BlockWidth)
        {
            var rows = layer.MessageEdge.Block(first);
            var (stride, width) = (layer.MessageEdge.Stride(first), layer.MessageEdge.Width(first));
            for (var atom = from; atom < to; atom++)
                for (var edge = _edges.Start[atom]; edge < _edges.Start[atom + 1]; edge++)
                {
                    var sender = _edges.Sender[edge];
                    EdgeKernels<TLanes, TVector>.AddMessage(
                        rows + (long)_space.BandFirst[edge] * stride, width, Band(edge), _net.Functions.Band, layer.MessageEdgeBias.Pointer + first,
                        _space.Sent.Pointer + (long)sender * 3 * _h + first, layer.MessageMarkers.Pointer + MarkerPair(atom, sender) * 3 * _h + first,
                        Vectors(sender) + first, _space.Directions.Pointer + 3L * edge,
                        scratch.Messages.Pointer + (long)(atom - from) * 3 * _h + first, scratch.Sums.Pointer + (long)(atom - from) * _h + first, _h);
                }
        }

        NetKernels<TLanes, TVector>.AddHalved(Scalars(from), scratch.Sums.Pointer, (to - from) * _h);
    }

    private void Activate(float* vectors, PackedMatrix linear, FloatBuffer gateRow, int from, int count, TileScratch scratch)
    {
        Gemm.Run(vectors, _h, 3 * count, linear, scratch.Linear.Pointer, _h);
        var gate = stackalloc float[3];
        for (var row = 0; row < count; row++)
        {
            for (var axis = 0; axis < 3; axis++)
                gate[axis] = NetKernels<TLanes, TVector>.Dot(vectors + (3L * row + axis) * _h, gateRow.Pointer, _h);
            NetKernels<TLanes, TVector>.AddActivated(scratch.Linear.Pointer + (long)row * 3 * _h, gate, NextVectors(from + row), _h);
        }
    }

    // How far an atom moves: by its own vectors, and by a push along every edge.
    private void Push(int from, int to, TileScratch scratch)
    {
        var layer = _layer;
        var end = _edges.Start[to];
        var receiver = from;
        var (x, y, z) = (0d, 0d, 0d);
        for (var edge = _edges.Start[from]; edge < end;)
        {
            var count = Math.Min(TileScratch.Edges, end - edge);
            Strengths(layer, edge, count, receiver, scratch);
            for (var row = 0; row < count; row++, edge++)
            {
                while (edge >= _edges.Start[receiver + 1])
                    Finish();
                var strength = layer.PushBias + NetKernels<TLanes, TVector>.DotOfSiLu(scratch.EdgeOut.Pointer + (long)row * _h, layer.PushOut.Pointer, _h);
                var direction = _space.Directions.Pointer + 3L * edge;
                x += strength * (double)direction[0];
                y += strength * (double)direction[1];
                z += strength * (double)direction[2];
            }
        }

        while (receiver < to)
            Finish();
        GC.KeepAlive(scratch);

        void Finish()
        {
            var own = NextVectors(receiver);
            var weights = layer.CoordinateVector.Pointer;
            var (old, next, at) = (_space.Positions, _space.NextPositions, 3 * receiver);
            next[at] = old[at] + 0.5 * (x + NetKernels<TLanes, TVector>.Dot(own, weights, _h));
            next[at + 1] = old[at + 1] + 0.5 * (y + NetKernels<TLanes, TVector>.Dot(own + _h, weights, _h));
            next[at + 2] = old[at + 2] + 0.5 * (z + NetKernels<TLanes, TVector>.Dot(own + 2 * _h, weights, _h));
            (x, y, z) = (0, 0, 0);
            receiver++;
        }
    }

    private void Strengths(LayerWeights layer, int firstEdge, int count, int firstReceiver, TileScratch scratch)
    {
        for (var first = 0; first < _h; first += RadialTable.BlockWidth)
        {
            var rows = layer.CoordinateEdge.Block(first);
            var width = layer.CoordinateEdge.Width(first);
            var receiver = firstReceiver;
            for (var row = 0; row < count; row++)
            {
                var edge = firstEdge + row;
                while (edge >= _edges.Start[receiver + 1])
                    receiver++;
                var sender = _edges.Sender[edge];
                EdgeKernels<TLanes, TVector>.Push(
                    rows + (long)_space.BandFirst[edge] * width, width, Band(edge), _net.Functions.Band, layer.CoordinateEdgeBias.Pointer + first,
                    _space.Pushed.Pointer + (long)sender * _h + first, layer.CoordinateMarkers.Pointer + MarkerPair(receiver, sender) * _h + first,
                    scratch.EdgeIn.Pointer + (long)row * _h + first);
            }
        }

        Gemm.Run(scratch.EdgeIn.Pointer, _h, count, layer.PushIn, scratch.EdgeOut.Pointer, _h);
    }

    private void UpdateVirtualNode(LayerWeights layer)
    {
        var mean = _space.VirtualIn.Pointer;
        Mean(_space.Scalars.Pointer, mean, _h);
        _space.VirtualScalar.Span.CopyTo(new Span<float>(mean + _h, _h));
        Gemm.Run(mean, 2 * _h, 1, layer.ScalarVirtualIn, _space.VirtualHidden.Pointer, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(_space.VirtualHidden.Pointer, _h);
        Gemm.Run(_space.VirtualHidden.Pointer, _h, 1, layer.ScalarVirtualOut, mean, _h);
        NetKernels<TLanes, TVector>.ScaledSiLu(mean, _h);
        NetKernels<TLanes, TVector>.Add(_space.VirtualScalar.Pointer, mean, _space.VirtualScalar.Pointer, _h);

        Mean(_space.Vectors.Pointer, mean, 3 * _h);
        NetKernels<TLanes, TVector>.Add(mean, _space.VirtualVector.Pointer, mean, 3 * _h);
        Gemm.Run(mean, _h, 3, layer.VectorVirtual, _space.VirtualVector.Pointer, _h, add: true);
    }

    private void Mean(float* rows, float* mean, int n)
    {
        new Span<float>(mean, n).Clear();
        for (var atom = 0; atom < _atoms; atom++)
            NetKernels<TLanes, TVector>.Add(mean, rows + (long)atom * n, mean, n);
        NetKernels<TLanes, TVector>.Multiply(mean, 1f / _atoms, n);
    }

    private int MarkerPair(int receiver, int sender) => _space.Markers[receiver] * LayerWeights.MarkerValues + _space.Markers[sender];

    private float* Band(int edge) => _space.Bands.Pointer + (long)edge * RadialFunctions.Stride;

    private float* Scalars(int atom) => _space.Scalars.Pointer + (long)atom * _h;

    private float* Vectors(int atom) => _space.Vectors.Pointer + (long)atom * 3 * _h;

    private float* NextVectors(int atom) => _space.NextVectors.Pointer + (long)atom * 3 * _h;
}
