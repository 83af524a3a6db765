using DefiNet.Crystals;
using DefiNet.Inference.Potentials.CHGNet;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.Potentials;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>CHGNet as a torch module, its parts under the names that its makers publish.</summary>
/// <remarks>B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023). The same net without libtorch: <see cref="ChgnetModel"/>.</remarks>
public sealed class ChgnetModule : PotentialModule
{
    private const double CosineShrink = 1 - 1e-6;

    private readonly Dense _references;
    private readonly Embedding _elements;
    private readonly BesselFunctions _bondFunctions;
    private readonly BesselFunctions _shortBondFunctions;
    private readonly FourierFunctions _angleFunctions;
    private readonly Dense _bonds;
    private readonly Dense _bondFilter;
    private readonly Dense _shortBondFilter;
    private readonly Dense _angles;
    private readonly ModuleList<AtomConvolution> _atomLayers;
    private readonly ModuleList<BondConvolution> _bondLayers;
    private readonly ModuleList<AngleUpdate> _angleLayers;
    private readonly Dense _moments;
    private readonly LayerNorm _norm;
    private readonly LayeredPerceptron _energy;

    /// <summary>A net with random weights.</summary>
    public ChgnetModule(ChgnetSizes sizes) : base(nameof(ChgnetModule), GraphSettings(sizes))
    {
        Sizes = sizes;
        var (settings, h) = (sizes.Settings, sizes.Channels);
        _references = new Dense(sizes.Elements, 1, hasBias: false);
        nn.init.zeros_(_references.weight);
        _references.weight.requires_grad = false; // fitted before the training
        _elements = nn.Embedding(sizes.Elements, h);
        _bondFunctions = new BesselFunctions(sizes.RadialFunctions, settings.AtomCutoff, settings.CutoffPower);
        _shortBondFunctions = new BesselFunctions(sizes.RadialFunctions, settings.BondCutoff, settings.CutoffPower);
        _angleFunctions = new FourierFunctions(sizes.AngularFrequencies);
        register_module("composition_model", new Holder(("fc", _references)));
        register_module("atom_embedding", new Holder(("embedding", _elements)));
        register_module("bond_basis_expansion", new Holder(("rbf_expansion_ag", _bondFunctions), ("rbf_expansion_bg", _shortBondFunctions)));
        register_module("bond_embedding", _bonds = new Dense(sizes.RadialFunctions, h, hasBias: false));
        register_module("bond_weights_ag", _bondFilter = new Dense(sizes.RadialFunctions, h, hasBias: false));
        register_module("bond_weights_bg", _shortBondFilter = new Dense(sizes.RadialFunctions, h, hasBias: false));
        register_module("angle_basis_expansion", new Holder(("fourier_expansion", _angleFunctions)));
        register_module("angle_embedding", _angles = new Dense(2 * sizes.AngularFrequencies + 1, h, hasBias: false));
        register_module("atom_conv_layers", _atomLayers = Layers(sizes.Layers, () => new AtomConvolution(h, sizes.Hidden)));
        register_module("bond_conv_layers", _bondLayers = Layers(sizes.Layers - 1, () => new BondConvolution(h, sizes.Hidden)));
        register_module("angle_layers", _angleLayers = Layers(sizes.Layers - 1, () => new AngleUpdate(h)));
        register_module("site_wise", _moments = new Dense(h, 1));
        register_module("readout_norm", _norm = nn.LayerNorm(h));
        register_module("mlp", _energy = new LayeredPerceptron([h, .. sizes.Readout, 1]));

        static ModuleList<T> Layers<T>(int count, Func<T> make) where T : nn.Module => new([.. Enumerable.Range(0, count).Select(_ => make())]);
    }

    /// <inheritdoc/>
    public override string Architecture => "chgnet";

    /// <summary>Its sizes.</summary>
    public ChgnetSizes Sizes { get; }

    private protected override Tensor References => _references.weight;

    private protected override (Tensor Energies, Tensor? Moments) Sites(PotentialBatch batch, Tensor vectors)
    {
        var type = _elements.weight.dtype;
        var ends = AngleEnds.Of(batch);
        var lengths = Lengths(vectors);
        var pairLengths = lengths.index_select(0, batch.PairBond);
        var functions = _bondFunctions.call(pairLengths).to(type);
        var filters = _bondFilter.call(functions);
        var shortFilters = _shortBondFilter.call(_shortBondFunctions.call(pairLengths).to(type));
        var cosines = Cosines(batch, vectors, lengths).clamp(-1, 1) * CosineShrink;

        var atoms = _elements.call(batch.Types);
        var bonds = _bonds.call(functions);
        var angles = _angles.call(_angleFunctions.call(cosines.acos()).to(type));
        Tensor? moments = null;
        for (var layer = 0; layer < Sizes.Layers; layer++)
        {
            atoms = _atomLayers[layer].Pass(atoms, bonds, filters, batch);
            if (layer == Sizes.Layers - 2)
                moments = _moments.call(atoms).squeeze(1).abs();
            if (layer < Sizes.Layers - 1)
                bonds = _bondLayers[layer].Pass(atoms, bonds, angles, shortFilters, ends);
            if (layer < Sizes.Layers - 2) // the last update leads nowhere
                angles = _angleLayers[layer].Pass(atoms, bonds, angles, ends);
        }

        var energies = _energy.call(_norm.call(atoms)).squeeze(1).to(ScalarType.Float64);
        return (energies + References.squeeze(0).to(ScalarType.Float64).index_select(0, batch.Types), moments);
    }

    private static PotentialGraphSettings GraphSettings(ChgnetSizes sizes) =>
        new([.. Enumerable.Range(1, sizes.Elements).Select(number => new Element(number))], sizes.Settings.AtomCutoff, sizes.Settings.BondCutoff, AngleRule.Chgnet);

    // Parts under a name of their own.
    private sealed class Holder : nn.Module
    {
        public Holder(params ReadOnlySpan<(string Name, nn.Module Part)> parts) : base(nameof(Holder))
        {
            foreach (var (name, part) in parts)
                register_module(name, part);
        }
    }
}
