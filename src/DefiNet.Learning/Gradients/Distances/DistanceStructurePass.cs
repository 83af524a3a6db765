using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Kernels;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>The layers of a DeepRelax over one structure, there and back. One thread works in it.</summary>
/// <remarks>Atoms stay where they are, so distances have no gradient; filters are made anew on the way back from the twelve Gaussians that are not zero. Every sum has a fixed order.</remarks>
/// <typeparam name="TLanes">Arithmetic.</typeparam>
/// <typeparam name="TVector">Floats at once.</typeparam>
internal sealed unsafe class DistanceStructurePass<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private readonly DistanceStepWeights _net;
    private readonly DistanceGraph _graph;
    private readonly DistanceMemory _space;
    private readonly DistanceEdges _edges;
    private readonly int _atoms;
    private readonly int _h;

    /// <summary>Prepares a pass.</summary>
    public DistanceStructurePass(DistanceStepWeights net, DistanceGraph graph, DistanceMemory space)
    {
        (_net, _graph, _space, _edges) = (net, graph, space, graph.Edges);
        (_atoms, _h) = (graph.Count, net.Layout.Sizes.Channels);
    }

    /// <summary>Works the atoms' scalars out.</summary>
    public void Forward()
    {
        for (var atom = 0; atom < _atoms; atom++)
            _net.Flat.Span.Slice(Embedding(atom), _h).CopyTo(_space.First.Span[(atom * _h)..]);
        for (var edge = 0; edge < _edges.Count; edge++)
            _space.BandFirst[edge] = _net.Functions.Evaluate<TLanes, TVector>(_edges.Distance[edge], _space.Bands.Pointer + (long)edge * RadialFunctions.Stride);
        PlaceFunctions.Fill(_edges.Offsets, _net.Layout.Sizes.PlaceFunctions, _space.Waves.Span);
        for (var index = 0; index < _space.Layers.Length; index++)
        {
            var (layer, kept) = (_net.Layers[index], _space.Layers[index]);
            LinearKernels<TLanes, TVector>.Perceptron(
                layer.MessageIn, layer.MessageOut, ScalarsBefore(index).Pointer, _atoms, kept.MessageHidden.Pointer, _space.Hidden.Pointer, kept.Sent.Pointer);
            Listen(layer, kept, index);
            Update(layer, kept);
        }
    }

    /// <summary>Goes back from the gradient of the scalars, which is in the memory, and adds that of the weights.</summary>
    public void Back(DistanceGradientSum sum)
    {
        var flat = sum.Flat.Pointer;
        _space.VectorGradient.Span[..(_atoms * 3 * _h)].Clear();
        for (var index = _space.Layers.Length - 1; index >= 0; index--)
        {
            var (layer, kept) = (_net.Layers[index], _space.Layers[index]);
            UpdateBack(layer, kept, flat);
            ListenBack(layer, kept, sum, index);
            LinearKernels<TLanes, TVector>.PerceptronBack(
                layer.MessageIn, layer.MessageOut, ScalarsBefore(index).Pointer, _atoms, kept.MessageHidden.Pointer, _space.Hidden.Pointer, _space.SentGradient.Pointer,
                _space.ScalarGradient.Pointer, add: true, flat);
        }

        for (var atom = 0; atom < _atoms; atom++)
            NetKernels<TLanes, TVector>.Add(flat + Embedding(atom), _space.ScalarGradient.Pointer + (long)atom * _h, flat + Embedding(atom), _h);
    }

    private void Listen(DistanceStepLayer layer, DistanceLayerMemory kept, int index)
    {
        var vectors = VectorsBefore(index);
        vectors.Span[..(_atoms * 3 * _h)].CopyTo(kept.Vectors.Span);
        var scalars = _space.Wide;
        scalars.Span[..(_atoms * _h)].Clear();
        LinearKernels<TLanes, TVector>.Run(layer.Edge.Place, _space.Waves.Pointer, _edges.Offsets.Length, _space.Shares.Pointer);
        fixed (float* directions = _edges.Direction)
            for (var atom = 0; atom < _atoms; atom++)
                for (var entry = _edges.Start[atom]; entry < _edges.Start[atom + 1]; entry++)
                {
                    var edge = _edges.ByReceiver[entry];
                    var sender = _edges.Sender[edge];
                    EdgeKernels<TLanes, TVector>.AddMessage(
                        layer.Edge.Radial.Rows.Pointer + (long)_space.BandFirst[edge] * 3 * _h, _h, _space.Bands.Pointer + (long)edge * RadialFunctions.Stride, _net.Functions.Band,
                        _space.Shares.Pointer + (long)_edges.Offset[edge] * 3 * _h, kept.Sent.Pointer + (long)sender * 3 * _h, _net.Factors.Pointer,
                        vectors.Pointer + (long)sender * 3 * _h, directions + 3L * edge, kept.Vectors.Pointer + (long)atom * 3 * _h, scalars.Pointer + (long)atom * _h, _h);
                }

        ScalarsBefore(index).Span[..(_atoms * _h)].CopyTo(kept.Scalars.Span);
        NetKernels<TLanes, TVector>.AddHalved(kept.Scalars.Pointer, scalars.Pointer, _atoms * _h);
    }

    private void ListenBack(DistanceStepLayer layer, DistanceLayerMemory kept, DistanceGradientSum sum, int index)
    {
        var vectors = VectorsBefore(index);
        _space.VectorGradient.Span[..(_atoms * 3 * _h)].CopyTo(_space.Wide.Span); // what was heard; what the vectors were before gets more
        NetKernels<TLanes, TVector>.Multiply(_space.ScalarGradient.Pointer, (float)(1 / Math.Sqrt(2)), _atoms * _h);
        _space.SentGradient.Span[..(_atoms * 3 * _h)].Clear();
        var kinds = _edges.Offsets.Length;
        _space.ShareGradient.Span[..(kinds * 3 * _h)].Clear();
        LinearKernels<TLanes, TVector>.Run(layer.Edge.Place, _space.Waves.Pointer, kinds, _space.Shares.Pointer);
        var rows = sum.Edges[index].Rows.Pointer;
        fixed (float* directions = _edges.Direction)
            for (var atom = 0; atom < _atoms; atom++)
                for (var entry = _edges.Start[atom]; entry < _edges.Start[atom + 1]; entry++)
                {
                    var edge = _edges.ByReceiver[entry];
                    var (sender, at, share) = (_edges.Sender[edge], (long)_space.BandFirst[edge] * 3 * _h, (long)_edges.Offset[edge] * 3 * _h);
                    EdgeBackKernels<TLanes, TVector>.Message<FixedEnds>(
                        layer.Edge.Radial.Rows.Pointer + at, rows + at, _space.Shares.Pointer + share, _space.ShareGradient.Pointer + share,
                        _space.Bands.Pointer + (long)edge * RadialFunctions.Stride, null, _net.Functions.Band,
                        kept.Sent.Pointer + (long)sender * 3 * _h, _space.SentGradient.Pointer + (long)sender * 3 * _h, _net.Factors.Pointer, null,
                        vectors.Pointer + (long)sender * 3 * _h, _space.VectorGradient.Pointer + (long)sender * 3 * _h, directions + 3L * edge, null,
                        _space.Wide.Pointer + (long)atom * 3 * _h, _space.ScalarGradient.Pointer + (long)atom * _h, _h);
                }

        LinearKernels<TLanes, TVector>.AddGradient(layer.Edge.Place, _space.ShareGradient.Pointer, _space.Waves.Pointer, kinds, sum.Flat.Pointer);
    }

    private void Update(DistanceStepLayer layer, DistanceLayerMemory kept)
    {
        GateKernels<TLanes, TVector>.Open(layer.Gates, kept.Gates, kept.Scalars.Pointer, kept.Vectors.Pointer, _atoms, _space.Hidden.Pointer);
        kept.Scalars.Span[..(_atoms * _h)].CopyTo(kept.Updated.Span);
        kept.Vectors.Span[..(_atoms * 3 * _h)].CopyTo(kept.UpdatedVectors.Span);
        for (var atom = 0; atom < _atoms; atom++)
            DistanceKernels<TLanes, TVector>.Update(
                kept.Gates.Gates.Pointer + (long)atom * 3 * _h, kept.Gates.Split.Pointer + (long)atom * 6 * _h,
                kept.UpdatedVectors.Pointer + (long)atom * 3 * _h, kept.Updated.Pointer + (long)atom * _h, _h);
    }

    private void UpdateBack(DistanceStepLayer layer, DistanceLayerMemory kept, float* flat)
    {
        for (var atom = 0; atom < _atoms; atom++)
            DistanceBackKernels<TLanes, TVector>.GatesBack(
                kept.Gates.Gates.Pointer + (long)atom * 3 * _h, kept.Gates.Split.Pointer + (long)atom * 6 * _h, _space.ScalarGradient.Pointer + (long)atom * _h,
                _space.VectorGradient.Pointer + (long)atom * 3 * _h, _space.GateGradient.Pointer + (long)atom * 3 * _h, _h);
        GateKernels<TLanes, TVector>.Back(
            layer.Gates, kept.Gates, _atoms, _space.GateGradient.Pointer, _space.ScalarGradient.Pointer, _space.SplitGradient.Pointer, _space.Hidden.Pointer, _space.PairGradient.Pointer, flat);
        for (var atom = 0; atom < _atoms; atom++)
            DistanceBackKernels<TLanes, TVector>.HalvesBack(
                kept.Gates.Gates.Pointer + (long)atom * 3 * _h, _space.GateGradient.Pointer + (long)atom * 3 * _h, kept.Gates.Split.Pointer + (long)atom * 6 * _h,
                _space.VectorGradient.Pointer + (long)atom * 3 * _h, _space.SplitGradient.Pointer + (long)atom * 6 * _h, _h);
        GateKernels<TLanes, TVector>.SplitBack(layer.Gates, kept.Vectors.Pointer, _atoms, _space.SplitGradient.Pointer, _space.VectorGradient.Pointer, flat);
    }

    private int Embedding(int atom) => _net.Layout.ElementEmbedding + (int)_graph.Elements[atom] * _h;

    private FloatBuffer ScalarsBefore(int index) => index == 0 ? _space.First : _space.Layers[index - 1].Updated;

    private FloatBuffer VectorsBefore(int index) => index == 0 ? _space.FirstVectors : _space.Layers[index - 1].UpdatedVectors;
}
