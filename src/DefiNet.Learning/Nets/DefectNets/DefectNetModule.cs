using DefiNet.Learning.Batches;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DefectNets;

/// <summary>DefiNet as a torch module, its parts under the names of the published weights: a batch to the relaxed positions (nodes, 3), in Angstrom.</summary>
/// <remarks>npj Comput. Mater. 2025, s41524-025-01728-w (arXiv 2503.15391). The same net without libtorch: <see cref="Inference.DefectNets.DefectNet"/>.</remarks>
public sealed class DefectNetModule : nn.Module<DefectBatch, Tensor>
{
    private const int MarkerKinds = 3;
    private const double SquaredDistanceFloor = 1e-8; // of edges of atoms to themselves

    private readonly NamedEmbedding _elements;
    private readonly NamedEmbedding _markers;
    private readonly Dense _combine;
    private readonly Embedding _virtual;
    private readonly RadialBasis _radial;
    private readonly ModuleList<VirtualScalarLayer> _virtualScalars;
    private readonly ModuleList<VirtualVectorLayer> _virtualVectors;
    private readonly ModuleList<MessageLayer> _messages;
    private readonly ModuleList<UpdateLayer> _updates;
    private readonly ModuleList<CoordinateLayer> _coordinates;

    /// <summary>A net with random weights.</summary>
    public DefectNetModule(DefectNetSizes sizes) : base(nameof(DefectNetModule))
    {
        Sizes = sizes;
        register_module("atom_emb", _elements = new NamedEmbedding(sizes.Elements, sizes.Channels));
        register_module("defect_emb", _markers = new NamedEmbedding(MarkerKinds, sizes.Channels));
        register_module("lin_comb", _combine = new Dense(2 * sizes.Channels, sizes.Channels));
        register_module("vn_emb", _virtual = nn.Embedding(1, sizes.Channels));
        register_module("radial_basis", _radial = new RadialBasis(sizes.RadialFunctions, sizes.RadialCutoff));
        register_module("virtual_scalar_layers", _virtualScalars = Layers(() => new VirtualScalarLayer(sizes.Channels)));
        register_module("virtual_vector_layers", _virtualVectors = Layers(() => new VirtualVectorLayer(sizes.Channels)));
        register_module("message_passing_layers", _messages = Layers(() => new MessageLayer(sizes.Channels, sizes.RadialFunctions, sizes.DefectAwareMessages)));
        register_module("message_update_layers", _updates = Layers(() => new UpdateLayer(sizes.Channels)));
        register_module("coord_update_layers", _coordinates = Layers(() => new CoordinateLayer(sizes.Channels, sizes.RadialFunctions, sizes.DefectAwareMoves)));

        ModuleList<T> Layers<T>(Func<T> make) where T : nn.Module => new([.. Enumerable.Range(0, sizes.Layers).Select(_ => make())]);
    }

    /// <summary>Its sizes.</summary>
    public DefectNetSizes Sizes { get; }

    /// <inheritdoc/>
    public override Tensor forward(DefectBatch input)
    {
        var kinds = _markers.Rows;
        var x = _combine.call(cat([_elements.call(input.Elements), _markers.call(input.Markers)], 1));
        var senderToMarker = input.Sender * MarkerKinds + input.Markers.index_select(0, input.Receiver);
        var vectors = zeros(x.shape[0], 3, Sizes.Channels, x.dtype, x.device);
        var virtualScalars = _virtual.call(zeros(input.Structures, ScalarType.Int64, x.device));
        var virtualVectors = zeros(input.Structures, 3, Sizes.Channels, x.dtype, x.device);
        var positions = input.Positions; // in double precision, as in DefiNet.Inference: an activation that jumps takes the same side

        for (var layer = 0; layer < Sizes.Layers; layer++)
        {
            var edges = Geometry(input, senderToMarker, positions, x.dtype);
            x = _virtualScalars[layer].ToNodes(x, virtualScalars.index_select(0, input.Owner));
            vectors = _virtualVectors[layer].ToNodes(vectors, virtualVectors.index_select(0, input.Owner));
            (x, vectors) = _messages[layer].Pass(x, vectors, kinds, input.Markers, edges);
            (x, vectors) = _updates[layer].Update(x, vectors);
            positions = _coordinates[layer].Move(positions, x, vectors, kinds, input.Markers, edges);
            if (layer + 1 == Sizes.Layers)
                break; // nobody reads the virtual node any more
            virtualScalars = _virtualScalars[layer].ToVirtual(MeanOf(input, x), virtualScalars);
            virtualVectors = _virtualVectors[layer].ToVirtual(MeanOf(input, vectors), virtualVectors);
        }

        return positions.to_type(x.dtype);
    }

    private EdgeGeometry Geometry(DefectBatch batch, Tensor senderToMarker, Tensor positions, ScalarType type)
    {
        var apart = positions.index_select(0, batch.Receiver) - positions.index_select(0, batch.Sender) - batch.Shift;
        var distance = apart.square().sum(1).clamp_min(SquaredDistanceFloor).sqrt();
        return new(batch.Receiver, batch.Sender, (apart / distance.unsqueeze(1)).to_type(type), _radial.call(distance)) { SenderToMarker = senderToMarker };
    }

    private static Tensor MeanOf(DefectBatch batch, Tensor ofNodes)
    {
        var shape = ofNodes.shape;
        shape[0] = batch.Structures;
        var sum = zeros(shape, ofNodes.dtype, ofNodes.device).index_add(0, batch.Owner, ofNodes, 1);
        shape.AsSpan(1).Fill(1);
        return sum / batch.Sizes.reshape(shape);
    }
}
