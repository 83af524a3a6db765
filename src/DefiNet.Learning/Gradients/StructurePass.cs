using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Gradients;

/// <summary>A net over one structure, there and back. One thread works in it.</summary>
/// <remarks>
/// Filters depend on distances alone and markers take nine pairs of values, so nothing of edges times three times channels is ever stored: the way back makes filter and slope anew
/// in registers from the twelve Gaussians that are not zero. Every sum has a fixed order.
/// </remarks>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal sealed unsafe class StructurePass<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const double SquaredDistanceFloor = 1e-8;

    private readonly StepWeights _net;
    private readonly DefectGraph _graph;
    private readonly PassMemory _space;
    private readonly EdgeList _edges;
    private readonly int _atoms;
    private readonly int _h;

    /// <summary>Prepares a pass.</summary>
    public StructurePass(StepWeights net, DefectGraph graph, PassMemory space)
    {
        (_net, _graph, _space, _edges) = (net, graph, space, graph.Edges);
        (_atoms, _h) = (graph.Count, net.Layout.Sizes.Channels);
    }

    /// <summary>Predicts: the positions are in the memory afterwards.</summary>
    public void Forward()
    {
        _graph.Positions.CopyTo(_space.Positions, 0);
        Embed();
        var first = _space.Layers[0];
        _net.Flat.AsSpan(_net.Layout.VirtualScalar, _h).CopyTo(first.VirtualScalar.Span);
        first.VirtualVector.Span.Clear();
        for (var index = 0; index < _space.Layers.Length; index++)
        {
            var (layer, kept) = (_net.Layers[index], _space.Layers[index]);
            Locate(kept);
            Speak(layer, kept, index);
            Listen(layer, kept);
            Update(layer, kept);
            Push(layer, kept);
            if (index + 1 < _space.Layers.Length)
                UpdateVirtual(layer, kept, _space.Layers[index + 1]);
        }

        GC.KeepAlive(_net);
        GC.KeepAlive(_space);
    }

    /// <summary>Goes back from the gradient of the positions, which is in the memory, and adds that of the weights.</summary>
    public void Back(GradientSum sum)
    {
        _space.ScalarGradient.Span[..(_atoms * _h)].Clear();
        _space.VectorGradient.Span[..(_atoms * 3 * _h)].Clear();
        _space.VirtualScalarGradient.Span.Clear();
        _space.VirtualVectorGradient.Span.Clear();
        for (var index = _space.Layers.Length - 1; index >= 0; index--)
        {
            var (layer, kept, places) = (_net.Layers[index], _space.Layers[index], _net.Layout.Layers[index]);
            if (index + 1 < _space.Layers.Length)
                UpdateVirtualBack(layer, kept, places, sum);
            _space.DirectionGradient.Span[..(3 * _edges.Count)].Clear();
            Array.Clear(_space.DistanceGradient, 0, _edges.Count);
            PushBack(layer, kept, places, sum, index);
            UpdateBack(layer, kept, places, sum);
            ListenBack(layer, kept, places, sum, index);
            LocateBack(kept);
            SpeakBack(layer, kept, places, sum, index);
        }

        EmbedBack(sum);
        GC.KeepAlive(_net);
        GC.KeepAlive(_space);
        GC.KeepAlive(sum);
    }

    private void Embed()
    {
        var weights = _net.Flat;
        for (var atom = 0; atom < _atoms; atom++)
        {
            var pair = _space.Pair.Span.Slice(atom * 2 * _h, 2 * _h);
            weights.AsSpan(_net.Layout.ElementEmbedding + (int)_graph.Elements[atom] * _h, _h).CopyTo(pair);
            weights.AsSpan(_net.Layout.MarkerEmbedding + (int)_graph.Markers[atom] * _h, _h).CopyTo(pair[_h..]);
        }

        Gemm.Run(_space.Pair.Pointer, 2 * _h, _atoms, _net.Combine.Forward, _space.First.Pointer, _h);
    }

    private void EmbedBack(GradientSum sum)
    {
        LinearGradient(_net.Combine, _space.ScalarGradient.Pointer, _space.Pair.Pointer, _atoms, sum);
        Gemm.Run(_space.ScalarGradient.Pointer, _h, _atoms, _net.Combine.Back, _space.PairGradient.Pointer, 2 * _h);
        for (var atom = 0; atom < _atoms; atom++)
        {
            var pair = _space.PairGradient.Pointer + (long)atom * 2 * _h;
            var flat = sum.Flat.Pointer;
            NetKernels<TLanes, TVector>.Add(flat + _net.Layout.ElementEmbedding + _graph.Elements[atom] * _h, pair, flat + _net.Layout.ElementEmbedding + _graph.Elements[atom] * _h, _h);
            NetKernels<TLanes, TVector>.Add(flat + _net.Layout.MarkerEmbedding + _graph.Markers[atom] * _h, pair + _h, flat + _net.Layout.MarkerEmbedding + _graph.Markers[atom] * _h, _h);
        }

        NetKernels<TLanes, TVector>.Add(sum.Flat.Pointer + _net.Layout.VirtualScalar, _space.VirtualScalarGradient.Pointer, sum.Flat.Pointer + _net.Layout.VirtualScalar, _h);
    }

    private void Locate(LayerMemory kept)
    {
        var positions = _space.Positions;
        var functions = _net.Functions;
        var inverseCutoff = 1 / _net.Layout.Sizes.RadialCutoff;
        for (var atom = 0; atom < _atoms; atom++)
            for (var edge = _edges.Start[atom]; edge < _edges.Start[atom + 1]; edge++)
            {
                var sender = _edges.Sender[edge];
                var shift = _edges.Shift[edge];
                var x = positions[3 * atom] - positions[3 * sender] - shift.X;
                var y = positions[3 * atom + 1] - positions[3 * sender + 1] - shift.Y;
                var z = positions[3 * atom + 2] - positions[3 * sender + 2] - shift.Z;
                var square = x * x + y * y + z * z;
                var distance = Math.Sqrt(Math.Max(square, SquaredDistanceFloor));
                var direction = kept.Directions.Pointer + 3L * edge;
                (direction[0], direction[1], direction[2]) = ((float)(x / distance), (float)(y / distance), (float)(z / distance));
                kept.Distances[edge] = square < SquaredDistanceFloor ? 0 : distance;
                var band = kept.Bands.Pointer + (long)edge * RadialFunctions.Stride;
                var first = functions.Evaluate<TLanes, TVector>(distance, band);
                kept.BandFirst[edge] = first;

                // Gaussian times envelope: the slope is the value times what the logarithms of both change by.
                var scaled = distance * inverseCutoff;
                var spacings = functions.Count - 1;
                var fourth = scaled * scaled * scaled * scaled;
                var envelope = 1 + fourth * scaled * (-21 + scaled * (35 - 15 * scaled));
                var fall = scaled < 1 && envelope > 1e-9 ? -105 * fourth * (1 - scaled) * (1 - scaled) / envelope : 0;
                var slopes = kept.Slopes.Pointer + (long)edge * RadialFunctions.Stride;
                for (var k = 0; k < functions.Band; k++)
                    slopes[k] = band[k] * (float)((fall - (scaled * spacings - first - k) * spacings) * inverseCutoff);
            }
    }

    private void LocateBack(LayerMemory kept)
    {
        var gradient = _space.PositionGradient;
        for (var atom = 0; atom < _atoms; atom++)
            for (var edge = _edges.Start[atom]; edge < _edges.Start[atom + 1]; edge++)
            {
                var (sender, distance) = (_edges.Sender[edge], kept.Distances[edge]);
                if (sender == atom || distance == 0)
                    continue; // both ends move together
                var direction = kept.Directions.Pointer + 3L * edge;
                var given = _space.DirectionGradient.Pointer + 3L * edge;
                var along = (double)direction[0] * given[0] + (double)direction[1] * given[1] + (double)direction[2] * given[2];
                for (var axis = 0; axis < 3; axis++)
                {
                    var change = (given[axis] - direction[axis] * along) / distance + _space.DistanceGradient[edge] * direction[axis];
                    gradient[3 * atom + axis] += change;
                    gradient[3 * sender + axis] -= change;
                }
            }
    }

    // The virtual node speaks to the atoms, and each atom says what it sends.
    private void Speak(StepLayer layer, LayerMemory kept, int index)
    {
        var scalars = ScalarsBefore(index).Pointer;
        Gemm.Run(kept.VirtualScalar.Pointer, _h, 1, layer.ScalarNodeFromVirtual.Forward, _space.VirtualBias.Pointer, _h);
        Gemm.Run(scalars, _h, _atoms, layer.ScalarNodeFromNode.Forward, kept.ScalarHidden.Pointer, _h, bias: _space.VirtualBias.Pointer);
        SiLu(kept.ScalarHidden, _space.Hidden, _h);
        Gemm.Run(_space.Hidden.Pointer, _h, _atoms, layer.ScalarNodeOut.Forward, kept.ScalarChange.Pointer, _h);
        SiLu(kept.ScalarChange, kept.SpokenTo, _h);
        NetKernels<TLanes, TVector>.Add(kept.SpokenTo.Pointer, scalars, kept.SpokenTo.Pointer, _atoms * _h);

        if (index == 0)
        {
            kept.SpokenVectors.Span[..(_atoms * 3 * _h)].Clear();
        }
        else
        {
            var vectors = _space.Layers[index - 1].UpdatedVectors;
            vectors.Span[..(_atoms * 3 * _h)].CopyTo(kept.SpokenVectors.Span);
            WithVirtual(vectors, kept, _space.Wide);
            Gemm.Run(_space.Wide.Pointer, _h, 3 * _atoms, layer.VectorNode.Forward, kept.SpokenVectors.Pointer, _h, add: true);
        }

        LinearKernels<TLanes, TVector>.Perceptron(layer.MessageIn, layer.MessageOut, kept.SpokenTo.Pointer, _atoms, kept.MessageHidden.Pointer, _space.Hidden.Pointer, kept.Sent.Pointer);
    }

    private void SpeakBack(StepLayer layer, LayerMemory kept, LayerPlaces places, GradientSum sum, int index)
    {
        var scalars = _space.ScalarGradient.Pointer;
        LinearKernels<TLanes, TVector>.PerceptronBack(
            layer.MessageIn, layer.MessageOut, kept.SpokenTo.Pointer, _atoms, kept.MessageHidden.Pointer, _space.Hidden.Pointer, _space.SentGradient.Pointer, scalars, add: true, sum.Flat.Pointer);

        if (index > 0)
        {
            WithVirtual(_space.Layers[index - 1].UpdatedVectors, kept, _space.Wide);
            LinearGradient(layer.VectorNode, _space.VectorGradient.Pointer, _space.Wide.Pointer, 3 * _atoms, sum);
            Gemm.Run(_space.VectorGradient.Pointer, _h, 3 * _atoms, layer.VectorNode.Back, _space.Wide.Pointer, _h);
            NetKernels<TLanes, TVector>.Add(_space.VectorGradient.Pointer, _space.Wide.Pointer, _space.VectorGradient.Pointer, _atoms * 3 * _h);
            BackKernels<TLanes, TVector>.AddRows(_space.Wide.Pointer, 3 * _h, _atoms, _space.VirtualVectorGradient.Pointer, 3 * _h);
        }

        // scalars ← scalars + SiLU(second(SiLU(first(scalars, virtual))))
        var change = _space.Wide.Pointer;
        new ReadOnlySpan<float>(scalars, _atoms * _h).CopyTo(new Span<float>(change, _atoms * _h));
        BackKernels<TLanes, TVector>.SiLuBack(kept.ScalarChange.Pointer, change, _atoms * _h);
        SiLu(kept.ScalarHidden, _space.Hidden, _h);
        LinearGradient(layer.ScalarNodeOut, change, _space.Hidden.Pointer, _atoms, sum);
        Gemm.Run(change, _h, _atoms, layer.ScalarNodeOut.Back, _space.Hidden.Pointer, _h);
        BackKernels<TLanes, TVector>.SiLuBack(kept.ScalarHidden.Pointer, _space.Hidden.Pointer, _atoms * _h);
        var flat = sum.Flat.Pointer;
        var place = places.ScalarNodeIn;
        MatrixGradient<TLanes, TVector>.Add(_space.Hidden.Pointer, _h, ScalarsBefore(index).Pointer, _h, _atoms, _h, _h, flat + place.Weight, 2 * _h);
        var total = _space.Row.Pointer;
        new Span<float>(total, _h).Clear();
        BackKernels<TLanes, TVector>.AddRows(_space.Hidden.Pointer, _h, _atoms, total, _h);
        NetKernels<TLanes, TVector>.Add(flat + place.Bias, total, flat + place.Bias, _h);
        MatrixGradient<TLanes, TVector>.Add(total, _h, kept.VirtualScalar.Pointer, _h, 1, _h, _h, flat + place.Weight + _h, 2 * _h);
        Gemm.Run(_space.Hidden.Pointer, _h, _atoms, layer.ScalarNodeFromNode.Back, scalars, _h, add: true);
        Gemm.Run(total, _h, 1, layer.ScalarNodeFromVirtual.Back, _space.VirtualScalarGradient.Pointer, _h, add: true);
    }

    private void Listen(StepLayer layer, LayerMemory kept)
    {
        kept.Heard.Span[..(_atoms * 3 * _h)].Clear();
        var scalars = _space.Wide;
        scalars.Span[..(_atoms * _h)].Clear();
        for (var atom = 0; atom < _atoms; atom++)
            for (var edge = _edges.Start[atom]; edge < _edges.Start[atom + 1]; edge++)
            {
                var sender = _edges.Sender[edge];
                EdgeKernels<TLanes, TVector>.AddMessage(
                    layer.MessageEdge.Rows.Pointer + (long)kept.BandFirst[edge] * 3 * _h, _h, kept.Bands.Pointer + (long)edge * RadialFunctions.Stride, _net.Functions.Band, layer.MessageEdge.Bias.Pointer,
                    kept.Sent.Pointer + (long)sender * 3 * _h, layer.MessageMarkers.Pointer + MarkerPair(atom, sender) * 3 * _h,
                    kept.SpokenVectors.Pointer + (long)sender * 3 * _h, kept.Directions.Pointer + 3L * edge,
                    kept.Heard.Pointer + (long)atom * 3 * _h, scalars.Pointer + (long)atom * _h, _h);
            }

        kept.SpokenTo.Span[..(_atoms * _h)].CopyTo(kept.Scalars.Span);
        NetKernels<TLanes, TVector>.AddHalved(kept.Scalars.Pointer, scalars.Pointer, _atoms * _h);
        Activate(kept.Heard, layer.MessageActivation, layer.MessageGate, kept.HeardLinear, kept.HeardGate, kept.SpokenVectors, kept.Vectors);
    }

    private void ListenBack(StepLayer layer, LayerMemory kept, LayerPlaces places, GradientSum sum, int index)
    {
        // What the activation of the summed vectors was given.
        ActivateBack(layer.MessageActivation, layer.MessageGate, kept.Heard, kept.HeardLinear, kept.HeardGate, places.MessageGate, sum, _space.Wide);
        NetKernels<TLanes, TVector>.Multiply(_space.ScalarGradient.Pointer, (float)(1 / Math.Sqrt(2)), _atoms * _h);
        _space.SentGradient.Span[..(_atoms * 3 * _h)].Clear();
        var rows = sum.MessageEdge[index].Rows.Pointer;
        var bias = sum.MessageEdge[index].Bias.Pointer;
        for (var atom = 0; atom < _atoms; atom++)
            for (var edge = _edges.Start[atom]; edge < _edges.Start[atom + 1]; edge++)
            {
                var sender = _edges.Sender[edge];
                var at = (long)kept.BandFirst[edge] * 3 * _h;
                var pair = MarkerPair(atom, sender) * 3 * _h;
                _space.DistanceGradient[edge] += EdgeBackKernels<TLanes, TVector>.Message<MovingEnds>(
                    layer.MessageEdge.Rows.Pointer + at, rows + at, layer.MessageEdge.Bias.Pointer, bias,
                    kept.Bands.Pointer + (long)edge * RadialFunctions.Stride, kept.Slopes.Pointer + (long)edge * RadialFunctions.Stride, _net.Functions.Band,
                    kept.Sent.Pointer + (long)sender * 3 * _h, _space.SentGradient.Pointer + (long)sender * 3 * _h,
                    layer.MessageMarkers.Pointer + pair, sum.MessageMarkers[index].Pointer + pair,
                    kept.SpokenVectors.Pointer + (long)sender * 3 * _h, _space.VectorGradient.Pointer + (long)sender * 3 * _h,
                    kept.Directions.Pointer + 3L * edge, _space.DirectionGradient.Pointer + 3L * edge,
                    _space.Wide.Pointer + (long)atom * 3 * _h, _space.ScalarGradient.Pointer + (long)atom * _h, _h);
            }
    }

    private void Update(StepLayer layer, LayerMemory kept)
    {
        GateKernels<TLanes, TVector>.Open(layer.UpdateGates, kept.Gates, kept.Scalars.Pointer, kept.Vectors.Pointer, _atoms, _space.Hidden.Pointer);
        kept.Scalars.Span[..(_atoms * _h)].CopyTo(kept.Updated.Span);
        for (var atom = 0; atom < _atoms; atom++)
            NetKernels<TLanes, TVector>.Update(
                kept.Gates.Gates.Pointer + (long)atom * 3 * _h, kept.Gates.Split.Pointer + (long)atom * 6 * _h, kept.Scaled.Pointer + (long)atom * 3 * _h, kept.Updated.Pointer + (long)atom * _h, _h);
        Activate(kept.Scaled, layer.UpdateActivation, layer.UpdateGate, kept.ScaledLinear, kept.ScaledGate, kept.Vectors, kept.UpdatedVectors);
    }

    private void UpdateBack(StepLayer layer, LayerMemory kept, LayerPlaces places, GradientSum sum)
    {
        ActivateBack(layer.UpdateActivation, layer.UpdateGate, kept.Scaled, kept.ScaledLinear, kept.ScaledGate, places.UpdateGate, sum, _space.Wide);
        for (var atom = 0; atom < _atoms; atom++)
            BackKernels<TLanes, TVector>.UpdateBack(
                kept.Gates.Gates.Pointer + (long)atom * 3 * _h, kept.Gates.Split.Pointer + (long)atom * 6 * _h, _space.Wide.Pointer + (long)atom * 3 * _h, kept.Scalars.Pointer + (long)atom * _h,
                _space.ScalarGradient.Pointer + (long)atom * _h, _space.Wider.Pointer + (long)atom * 3 * _h, _space.SplitGradient.Pointer + (long)atom * 6 * _h, _h);

        GateKernels<TLanes, TVector>.Back(
            layer.UpdateGates, kept.Gates, _atoms, _space.Wider.Pointer, _space.ScalarGradient.Pointer, _space.SplitGradient.Pointer, _space.Hidden.Pointer, _space.PairGradient.Pointer, sum.Flat.Pointer);
        GateKernels<TLanes, TVector>.SplitBack(layer.UpdateGates, kept.Vectors.Pointer, _atoms, _space.SplitGradient.Pointer, _space.VectorGradient.Pointer, sum.Flat.Pointer);
    }

    private void Push(StepLayer layer, LayerMemory kept)
    {
        LinearKernels<TLanes, TVector>.Perceptron(layer.CoordinateIn, layer.CoordinateOut, kept.Updated.Pointer, _atoms, kept.PushHidden.Pointer, _space.Hidden.Pointer, kept.Pushed.Pointer);
        for (var atom = 0; atom < _atoms; atom++)
            for (var edge = _edges.Start[atom]; edge < _edges.Start[atom + 1]; edge++)
            {
                var sender = _edges.Sender[edge];
                EdgeKernels<TLanes, TVector>.Push(
                    layer.CoordinateEdge.Rows.Pointer + (long)kept.BandFirst[edge] * _h, _h, kept.Bands.Pointer + (long)edge * RadialFunctions.Stride, _net.Functions.Band, layer.CoordinateEdge.Bias.Pointer,
                    kept.Pushed.Pointer + (long)sender * _h, layer.CoordinateMarkers.Pointer + MarkerPair(atom, sender) * _h, kept.Products.Pointer + (long)edge * _h);
            }

        Gemm.Run(kept.Products.Pointer, _h, _edges.Count, layer.PushIn.Forward, kept.EdgeHidden.Pointer, _h);
        for (var atom = 0; atom < _atoms; atom++)
        {
            var (x, y, z) = (0d, 0d, 0d);
            for (var edge = _edges.Start[atom]; edge < _edges.Start[atom + 1]; edge++)
            {
                var strength = layer.PushBias + NetKernels<TLanes, TVector>.DotOfSiLu(kept.EdgeHidden.Pointer + (long)edge * _h, layer.PushOut.Pointer, _h);
                kept.Strengths[edge] = strength;
                var direction = kept.Directions.Pointer + 3L * edge;
                x += strength * (double)direction[0];
                y += strength * (double)direction[1];
                z += strength * (double)direction[2];
            }

            var own = kept.UpdatedVectors.Pointer + (long)atom * 3 * _h;
            var weights = layer.CoordinateVector.Pointer;
            _space.Positions[3 * atom] += 0.5 * (x + NetKernels<TLanes, TVector>.Dot(own, weights, _h));
            _space.Positions[3 * atom + 1] += 0.5 * (y + NetKernels<TLanes, TVector>.Dot(own + _h, weights, _h));
            _space.Positions[3 * atom + 2] += 0.5 * (z + NetKernels<TLanes, TVector>.Dot(own + 2 * _h, weights, _h));
        }
    }

    private void PushBack(StepLayer layer, LayerMemory kept, LayerPlaces places, GradientSum sum, int index)
    {
        var flat = sum.Flat.Pointer;
        for (var atom = 0; atom < _atoms; atom++)
            for (var axis = 0; axis < 3; axis++)
            {
                var gradient = (float)(0.5 * _space.PositionGradient[3 * atom + axis]);
                var at = ((long)atom * 3 + axis) * _h;
                BackKernels<TLanes, TVector>.AddScaled(layer.CoordinateVector.Pointer, gradient, _space.VectorGradient.Pointer + at, _h);
                BackKernels<TLanes, TVector>.AddScaled(kept.UpdatedVectors.Pointer + at, gradient, flat + places.CoordinateVector.Weight, _h);
            }

        var pushed = _space.Wide.Pointer; // gradient of what the atoms push with
        new Span<float>(pushed, _atoms * _h).Clear();
        var receiver = 0;
        for (var first = 0; first < _edges.Count; first += PassMemory.EdgeTile)
        {
            var count = Math.Min(PassMemory.EdgeTile, _edges.Count - first);
            PushTileBack(layer, kept, places, sum, index, first, count, ref receiver, pushed);
        }

        LinearKernels<TLanes, TVector>.PerceptronBack(
            layer.CoordinateIn, layer.CoordinateOut, kept.Updated.Pointer, _atoms, kept.PushHidden.Pointer, _space.Hidden.Pointer, pushed, _space.ScalarGradient.Pointer, add: true, sum.Flat.Pointer);
    }

    private void PushTileBack(StepLayer layer, LayerMemory kept, LayerPlaces places, GradientSum sum, int index, int first, int count, ref int receiver, float* pushed)
    {
        var flat = sum.Flat.Pointer;
        var firstReceiver = receiver;
        for (var edge = first; edge < first + count; edge++)
        {
            while (edge >= _edges.Start[receiver + 1])
                receiver++;
            var direction = kept.Directions.Pointer + 3L * edge;
            var strengthGradient = 0d;
            for (var axis = 0; axis < 3; axis++)
            {
                var gradient = 0.5 * _space.PositionGradient[3 * receiver + axis];
                strengthGradient += gradient * direction[axis];
                _space.DirectionGradient.Pointer[3L * edge + axis] += (float)(gradient * kept.Strengths[edge]);
            }

            flat[places.PushOut.Bias] += (float)strengthGradient;
            BackKernels<TLanes, TVector>.DotOfSiLuBack(kept.EdgeHidden.Pointer + (long)edge * _h, (float)strengthGradient, layer.PushOut.Pointer, flat + places.PushOut.Weight, _h);
        }

        var hidden = kept.EdgeHidden.Pointer + (long)first * _h; // its gradient by now
        LinearGradient(layer.PushIn, hidden, kept.Products.Pointer + (long)first * _h, count, sum);
        Gemm.Run(hidden, _h, count, layer.PushIn.Back, _space.EdgeGradient.Pointer, _h);

        var rows = sum.CoordinateEdge[index].Rows.Pointer;
        var bias = sum.CoordinateEdge[index].Bias.Pointer;
        for (var edge = first; edge < first + count; edge++)
        {
            while (edge >= _edges.Start[firstReceiver + 1])
                firstReceiver++;
            var sender = _edges.Sender[edge];
            var at = (long)kept.BandFirst[edge] * _h;
            var pair = MarkerPair(firstReceiver, sender) * _h;
            _space.DistanceGradient[edge] += EdgeBackKernels<TLanes, TVector>.Push(
                layer.CoordinateEdge.Rows.Pointer + at, rows + at, layer.CoordinateEdge.Bias.Pointer, bias,
                kept.Bands.Pointer + (long)edge * RadialFunctions.Stride, kept.Slopes.Pointer + (long)edge * RadialFunctions.Stride, _net.Functions.Band,
                kept.Pushed.Pointer + (long)sender * _h, pushed + (long)sender * _h, layer.CoordinateMarkers.Pointer + pair, sum.CoordinateMarkers[index].Pointer + pair,
                _space.EdgeGradient.Pointer + (long)(edge - first) * _h, _h);
        }
    }

    private void UpdateVirtual(StepLayer layer, LayerMemory kept, LayerMemory next)
    {
        var pair = kept.VirtualPair.Pointer;
        Mean(kept.Updated.Pointer, pair, _h);
        kept.VirtualScalar.Span.CopyTo(new Span<float>(pair + _h, _h));
        Gemm.Run(pair, 2 * _h, 1, layer.ScalarVirtualIn.Forward, kept.VirtualHidden.Pointer, _h);
        BackKernels<TLanes, TVector>.SiLu(kept.VirtualHidden.Pointer, _space.Row.Pointer, _h);
        Gemm.Run(_space.Row.Pointer, _h, 1, layer.ScalarVirtualOut.Forward, kept.VirtualChange.Pointer, _h);
        BackKernels<TLanes, TVector>.SiLu(kept.VirtualChange.Pointer, next.VirtualScalar.Pointer, _h);
        NetKernels<TLanes, TVector>.Add(next.VirtualScalar.Pointer, kept.VirtualScalar.Pointer, next.VirtualScalar.Pointer, _h);

        var vector = kept.VirtualVectorIn.Pointer;
        Mean(kept.UpdatedVectors.Pointer, vector, 3 * _h);
        NetKernels<TLanes, TVector>.Add(vector, kept.VirtualVector.Pointer, vector, 3 * _h);
        kept.VirtualVector.Span.CopyTo(next.VirtualVector.Span);
        Gemm.Run(vector, _h, 3, layer.VectorVirtual.Forward, next.VirtualVector.Pointer, _h, add: true);
    }

    private void UpdateVirtualBack(StepLayer layer, LayerMemory kept, LayerPlaces places, GradientSum sum)
    {
        var vector = _space.VirtualVectorGradient.Pointer;
        LinearGradient(layer.VectorVirtual, vector, kept.VirtualVectorIn.Pointer, 3, sum);
        var row = _space.Row.Pointer;
        Gemm.Run(vector, _h, 3, layer.VectorVirtual.Back, row, _h);
        NetKernels<TLanes, TVector>.Add(vector, row, vector, 3 * _h);
        for (var atom = 0; atom < _atoms; atom++)
            BackKernels<TLanes, TVector>.AddScaled(row, 1f / _atoms, _space.VectorGradient.Pointer + (long)atom * 3 * _h, 3 * _h);

        var scalar = _space.VirtualScalarGradient.Pointer;
        new ReadOnlySpan<float>(scalar, _h).CopyTo(new Span<float>(row, _h));
        BackKernels<TLanes, TVector>.SiLuBack(kept.VirtualChange.Pointer, row, _h);
        var other = _space.OtherRow.Pointer;
        BackKernels<TLanes, TVector>.SiLu(kept.VirtualHidden.Pointer, other, _h);
        LinearGradient(layer.ScalarVirtualOut, row, other, 1, sum);
        Gemm.Run(row, _h, 1, layer.ScalarVirtualOut.Back, other, _h);
        BackKernels<TLanes, TVector>.SiLuBack(kept.VirtualHidden.Pointer, other, _h);
        LinearGradient(layer.ScalarVirtualIn, other, kept.VirtualPair.Pointer, 1, sum);
        Gemm.Run(other, _h, 1, layer.ScalarVirtualIn.Back, row, 2 * _h);
        NetKernels<TLanes, TVector>.Add(scalar, row + _h, scalar, _h);
        for (var atom = 0; atom < _atoms; atom++)
            BackKernels<TLanes, TVector>.AddScaled(row, 1f / _atoms, _space.ScalarGradient.Pointer + (long)atom * _h, _h);
    }

    private void Activate(FloatBuffer vectors, TrainedLinear linear, FloatBuffer gateRow, FloatBuffer linearPart, FloatBuffer gates, FloatBuffer before, FloatBuffer after)
    {
        Gemm.Run(vectors.Pointer, _h, 3 * _atoms, linear.Forward, linearPart.Pointer, _h);
        before.Span[..(_atoms * 3 * _h)].CopyTo(after.Span);
        for (var atom = 0; atom < _atoms; atom++)
        {
            var gate = gates.Pointer + 3L * atom;
            for (var axis = 0; axis < 3; axis++)
                gate[axis] = NetKernels<TLanes, TVector>.Dot(vectors.Pointer + (3L * atom + axis) * _h, gateRow.Pointer, _h);
            NetKernels<TLanes, TVector>.AddActivated(linearPart.Pointer + (long)atom * 3 * _h, gate, after.Pointer + (long)atom * 3 * _h, _h);
        }
    }

    private void ActivateBack(
        TrainedLinear linear, FloatBuffer gateRow, FloatBuffer vectors, FloatBuffer linearPart, FloatBuffer gates, LinearPlace gatePlace, GradientSum sum, FloatBuffer result)
    {
        var gradients = _space.GateGradient.Pointer;
        for (var atom = 0; atom < _atoms; atom++)
            BackKernels<TLanes, TVector>.ActivateBack(
                linearPart.Pointer + (long)atom * 3 * _h, gates.Pointer + 3L * atom, _space.VectorGradient.Pointer + (long)atom * 3 * _h,
                _space.Wider.Pointer + (long)atom * 3 * _h, gradients + 3L * atom, _h);
        LinearGradient(linear, _space.Wider.Pointer, vectors.Pointer, 3 * _atoms, sum);
        Gemm.Run(_space.Wider.Pointer, _h, 3 * _atoms, linear.Back, result.Pointer, _h);
        for (var row = 0; row < 3 * _atoms; row++)
        {
            BackKernels<TLanes, TVector>.AddScaled(gateRow.Pointer, gradients[row], result.Pointer + (long)row * _h, _h);
            BackKernels<TLanes, TVector>.AddScaled(vectors.Pointer + (long)row * _h, gradients[row], sum.Flat.Pointer + gatePlace.Weight, _h);
        }
    }

    private static void LinearGradient(TrainedLinear linear, float* gradient, float* argument, int rows, GradientSum sum) =>
        LinearKernels<TLanes, TVector>.AddGradient(linear, gradient, argument, rows, sum.Flat.Pointer);

    private void SiLu(FloatBuffer argument, FloatBuffer result, int channels) => BackKernels<TLanes, TVector>.SiLu(argument.Pointer, result.Pointer, _atoms * channels);

    private void WithVirtual(FloatBuffer vectors, LayerMemory kept, FloatBuffer sum)
    {
        for (var atom = 0; atom < _atoms; atom++)
            NetKernels<TLanes, TVector>.Add(vectors.Pointer + (long)atom * 3 * _h, kept.VirtualVector.Pointer, sum.Pointer + (long)atom * 3 * _h, 3 * _h);
    }

    private void Mean(float* rows, float* mean, int n)
    {
        new Span<float>(mean, n).Clear();
        BackKernels<TLanes, TVector>.AddRows(rows, n, _atoms, mean, n);
        NetKernels<TLanes, TVector>.Multiply(mean, 1f / _atoms, n);
    }

    private FloatBuffer ScalarsBefore(int index) => index == 0 ? _space.First : _space.Layers[index - 1].Updated;

    private int MarkerPair(int receiver, int sender) => ((int)_graph.Markers[receiver] * StepLayer.Kinds) + (int)_graph.Markers[sender];
}
