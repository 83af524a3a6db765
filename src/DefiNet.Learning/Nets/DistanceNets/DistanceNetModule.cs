using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.DefectNets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.DistanceNets;

/// <summary>DeepRelax as a torch module, its parts under the names of the published weights: a batch to distances, their uncertainties and cells.</summary>
/// <remarks>Yang et al., Nat. Commun. 15, 8148 (2024). The same net without libtorch: <see cref="Inference.DistanceNets.DistanceNet"/>.</remarks>
public sealed class DistanceNetModule : nn.Module<DistanceBatch, DistanceAnswers>
{
    private readonly NamedEmbedding _elements;
    private readonly RadialBasis _radial;
    private readonly PlaceWaves _places;
    private readonly ModuleList<DistanceMessageLayer> _messages;
    private readonly ModuleList<DistanceUpdateLayer> _updates;
    private readonly Head _displacement;
    private readonly Head _relaxed;
    private readonly Sequential _atomsOfCell;
    private readonly Sequential _rowsOfCell;
    private readonly Sequential _cell;

    /// <summary>A net with random weights.</summary>
    public DistanceNetModule(DistanceNetSizes sizes) : base(nameof(DistanceNetModule))
    {
        Sizes = sizes;
        var (h, features) = (sizes.Channels, sizes.RadialFunctions + sizes.PlaceFunctions);
        register_module("atom_emb", _elements = new NamedEmbedding(sizes.Elements, h));
        register_module("radial_basis", _radial = new RadialBasis(sizes.RadialFunctions, sizes.RadialCutoff));
        register_module("place_waves", _places = new PlaceWaves(sizes.PlaceFunctions));
        register_module("message_layers", _messages = new([.. Enumerable.Range(0, sizes.Layers).Select(_ => new DistanceMessageLayer(h, features))]));
        register_module("update_layers", _updates = new([.. Enumerable.Range(0, sizes.Layers).Select(_ => new DistanceUpdateLayer(h))]));
        _displacement = HeadOf("displace");
        _relaxed = HeadOf("relaxed");
        register_module("cell_branch", _atomsOfCell = nn.Sequential(new Dense(h, h), new ScaledSiLU()));
        register_module("lin_cell", _rowsOfCell = nn.Sequential(new Dense(9, h), new ScaledSiLU(), new Dense(h, h), new ScaledSiLU()));
        register_module("out_cell", _cell = nn.Sequential(new Dense(2 * h, h), new ScaledSiLU(), new Dense(h, h), new ScaledSiLU(), new Dense(h, 9)));

        Head HeadOf(string what)
        {
            var head = new Head(
                nn.Sequential(new Dense(h, h), new ScaledSiLU()),
                nn.Sequential(Exact(features, h), new ScaledSiLU(), Exact(h, h), new ScaledSiLU()),
                nn.Sequential(Exact(3 * h, h), new ScaledSiLU(), Exact(h, h), new ScaledSiLU(), Exact(h, 2)));
            register_module($"dist_{what}_branch", head.Atoms);
            register_module($"lin_edge_{what}", head.Pairs);
            register_module($"out_distance_{what}", head.Joined);
            return head;
        }

        // Distances go through these layers, to a thousandth of an Angstrom.
        static Dense Exact(long inputs, long outputs) => new(inputs, outputs) { IsExact = true };
    }

    /// <summary>Its sizes.</summary>
    public DistanceNetSizes Sizes { get; }

    /// <inheritdoc/>
    public override DistanceAnswers forward(DistanceBatch input)
    {
        var features = cat([_radial.call(input.Distance), _places.call(input.Place)], 1);
        var edges = new EdgeGeometry(input.Receiver, input.Sender, input.Direction, features);
        var x = _elements.call(input.Elements);
        var vectors = zeros(x.shape[0], 3, Sizes.Channels, x.dtype, x.device);
        for (var layer = 0; layer < Sizes.Layers; layer++)
        {
            (x, vectors) = _messages[layer].Pass(x, vectors, edges);
            (x, vectors) = _updates[layer].Update(x, vectors);
        }

        var (displacement, displacementVariance) = _displacement.Predict(x, input.Receiver.index_select(0, input.Home), input.Sender.index_select(0, input.Home), features.index_select(0, input.Home));
        var (relaxed, relaxedVariance) = _relaxed.Predict(x, input.Receiver, input.Sender, features);
        var atoms = zeros(input.Structures, Sizes.Channels, x.dtype, x.device).index_add(0, input.Owner, _atomsOfCell.call(x), 1);
        var cell = input.Cell + _cell.call(cat([atoms, _rowsOfCell.call(input.Cell)], 1));
        return new(displacement, displacementVariance, relaxed, relaxedVariance, cell);
    }

    // What makes a distance and its uncertainty of both atoms and the pair.
    private sealed record Head(Sequential Atoms, Sequential Pairs, Sequential Joined)
    {
        public (Tensor Distance, Tensor LogVariance) Predict(Tensor x, Tensor receiver, Tensor sender, Tensor features)
        {
            var atoms = Atoms.call(x);
            var both = Joined.call(cat([atoms.index_select(0, receiver), atoms.index_select(0, sender), Pairs.call(features)], 1));
            return (both.select(1, 0).relu(), both.select(1, 1));
        }
    }
}
