using DefiNet.Inference.Potentials.M3GNet;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.Potentials;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.M3GNet;

/// <summary>M3GNet as a torch module, its parts under the names that matgl publishes.</summary>
/// <remarks>C. Chen, S. P. Ong, Nat. Comput. Sci. 2, 718 (2022). The same net without libtorch: <see cref="M3GNetModel"/>.</remarks>
public sealed class M3GNetModule : PotentialModule
{
    private const double LargestCosine = 1 - 1e-7f;

    private readonly Net _net;
    private readonly RadialFunctions _radial;
    private readonly Named _references;

    /// <summary>A net with random weights.</summary>
    public M3GNetModule(M3GNetSizes sizes) : base(nameof(M3GNetModule), GraphSettings(sizes.Settings))
    {
        Sizes = sizes;
        _radial = new RadialFunctions(sizes.Settings);
        register_buffer("data_mean", tensor(0f));
        register_buffer("data_std", tensor(1f));
        register_module("model", _net = new Net(sizes));
        register_module("element_refs", _references = new Named("property_offset", zeros(sizes.Settings.Elements.Length)));
    }

    /// <inheritdoc/>
    public override string Architecture => "m3gnet";

    /// <summary>Its sizes.</summary>
    public M3GNetSizes Sizes { get; }

    private protected override Tensor References => _references.Value;

    /// <summary>Takes the unit of the net's energies, in eV: about the size of the forces that it learns, in eV/Å.</summary>
    public void SetUnit(double unit)
    {
        using var quiet = no_grad();
        Own("data_std").fill_(unit);
    }

    private protected override (Tensor Energies, Tensor? Moments) Sites(PotentialBatch batch, Tensor vectors)
    {
        var settings = Sizes.Settings;
        var type = _net.Elements.weight.dtype;
        var lengths = Lengths(vectors);
        var functions = _radial.At(lengths).to(type);
        var radial = functions.narrow(1, 0, settings.BondFunctions);
        var envelope = Envelope(lengths).to(type).unsqueeze(1);
        var angular = Angular(Cosines(batch, vectors, lengths)).to(type);
        var atBody = functions.index_select(0, batch.Short) * envelope.index_select(0, batch.Slot);
        var endOfBody = batch.Neighbour.index_select(0, batch.Slot);
        var slotOfAngle = batch.Slot.index_select(0, batch.First);

        var atoms = _net.Elements.call(batch.Types);
        var bonds = _net.FirstBonds.call(radial);
        for (var block = 0; block < Sizes.Blocks; block++)
        {
            var factors = atBody * _net.ThreeBodies[block].WeightsOf(atoms).index_select(0, endOfBody);
            var sums = SumBy(slotOfAngle, angular * factors.index_select(0, batch.Other), lengths.shape[0]) * envelope;
            bonds = _net.ThreeBodies[block].Change(bonds, sums);
            (atoms, bonds) = _net.Graphs[block].Pass(atoms, bonds, radial, batch);
        }

        var energies = _net.Readout.call(atoms).squeeze(1).to(ScalarType.Float64) * Own("data_std").to(ScalarType.Float64);
        return (energies + References.to(ScalarType.Float64).index_select(0, batch.Types) + (Own("data_mean").to(ScalarType.Float64) / batch.Sizes).index_select(0, batch.Owner), null);
    }

    private static PotentialGraphSettings GraphSettings(M3GNetSettings settings) =>
        new(settings.Elements, settings.Cutoff, settings.ThreeBodyCutoff, settings.Indexing == ThreeBodyIndexing.Published ? AngleRule.M3GNetPublished : AngleRule.M3GNetByBond);

    private Tensor Own(string name) => named_buffers(recurse: false).Single(one => one.name == name).buffer;

    // Falls from 1 to 0 at the three-body cutoff.
    private Tensor Envelope(Tensor lengths)
    {
        var x = lengths / Sizes.Settings.ThreeBodyCutoff;
        var falling = x.pow(3) * (x * (x * -6 + 15) - 10) + 1;
        return where(lengths <= Sizes.Settings.ThreeBodyCutoff, falling, zeros_like(falling));
    }

    // Spherical harmonics of order 0, each as often as there are radial functions: (angles) to (angles, functions).
    private Tensor Angular(Tensor cosines)
    {
        var c = cosines.clamp(-LargestCosine, LargestCosine);
        var harmonics = new[]
        {
            ones_like(c) * (0.5 / Math.Sqrt(Math.PI)), c * Math.Sqrt(0.75 / Math.PI), (c.square() * 3 - 1) * (0.25 * Math.Sqrt(5 / Math.PI)),
        };
        var (momenta, radial) = (Sizes.Settings.AngularMomenta, Sizes.Settings.RadialFunctions);
        return stack(harmonics.Take(momenta), 1).unsqueeze(2).expand(-1, -1, radial).reshape(-1, momenta * radial);
    }

    // A tensor under the name of a part.
    private sealed class Named : nn.Module
    {
        public Named(string name, Tensor value) : base(name) => register_buffer(name, value);

        public Tensor Value => buffers().First();
    }

    private sealed class Holder : nn.Module
    {
        public Holder(string name, nn.Module part) : base(name) => register_module(name, part);
    }

    private sealed class Embedder : nn.Module
    {
        public Embedder(int elements, int channels, int functions) : base(nameof(Embedder))
        {
            register_module("layer_node_embedding", Elements = nn.Embedding(elements, channels));
            register_module("layer_edge_embedding", Bonds = new FirstBondLayer(functions, channels));
        }

        public Embedding Elements { get; }

        public FirstBondLayer Bonds { get; }
    }

    private sealed class FirstBondLayer : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential _layers;

        public FirstBondLayer(int functions, int channels) : base(nameof(FirstBondLayer)) =>
            register_module("layers", _layers = nn.Sequential(new Dense(functions, channels)));

        public override Tensor forward(Tensor input) => _layers.call(input).silu();
    }

    private sealed class GatedReadout : nn.Module<Tensor, Tensor>
    {
        private readonly GatedPerceptron _gated;

        public GatedReadout(IReadOnlyList<int> widths) : base(nameof(GatedReadout)) => register_module("gated", _gated = new GatedPerceptron(widths, activatesLast: false));

        public override Tensor forward(Tensor input) => _gated.call(input);
    }

    // What matgl calls the model.
    private sealed class Net : nn.Module
    {
        private readonly Embedder _embedding;

        public Net(M3GNetSizes sizes) : base(nameof(Net))
        {
            var settings = sizes.Settings;
            register_module("bond_expansion", new Holder("rbf", new Named("cutoff", tensor((float)settings.Cutoff))));
            register_module("embedding", _embedding = new Embedder(settings.Elements.Length, sizes.Channels, settings.BondFunctions));
            register_module("basis_expansion", new Holder("sbf", new Named("cutoff", tensor((float)settings.Cutoff))));
            register_module("three_body_interactions", ThreeBodies = new([.. Enumerable.Range(0, sizes.Blocks).Select(_ => new ThreeBodyLayer(sizes.Channels, settings.BodyFunctions))]));
            register_module("graph_layers", Graphs = new([.. Enumerable.Range(0, sizes.Blocks).Select(_ => new GraphLayer(sizes.Channels, sizes.Hidden, settings.BondFunctions))]));
            register_module("final_layer", Readout = new GatedReadout([sizes.Channels, .. sizes.Readout, 1]));
        }

        public Embedding Elements => _embedding.Elements;

        public FirstBondLayer FirstBonds => _embedding.Bonds;

        public ModuleList<ThreeBodyLayer> ThreeBodies { get; }

        public ModuleList<GraphLayer> Graphs { get; }

        public GatedReadout Readout { get; }
    }
}
