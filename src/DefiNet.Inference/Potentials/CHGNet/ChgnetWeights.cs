using DefiNet.Inference.Potentials.Arithmetic;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>The weights of a CHGNet, arranged for the kernels of one precision.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ChgnetWeights<T>
    where T : unmanaged
{
    /// <summary>Parts of an atom convolution: centre, bond, neighbour.</summary>
    public const int Centre = 0, Bond = 1, Neighbour = 2;

    /// <summary>Parts of a bond convolution or angle update: bond, other bond, angle, atom.</summary>
    public const int First = 0, Other = 1, Angle = 2, Atom = 3;

    /// <summary>Arranges the tensors of a state dict.</summary>
    public ChgnetWeights(PotentialKernels<T> kernels, WeightSource source, ChgnetSettings settings)
    {
        (Kernels, Settings) = (kernels, settings);
        Elements = source.Size("atom_embedding.embedding.weight", 0);
        Channels = source.Size("atom_embedding.embedding.weight", 1);
        if (Channels % 16 != 0 || Channels is 0 or > 1024 || Elements is 0 or > 118)
            throw source.Bad($"the net has {Channels} channels for {Elements} elements; a multiple of 16 up to 1024 for up to 118 elements can be run");
        Embedding = source.Take("atom_embedding.embedding.weight", Elements, Channels);
        References = source.Has("composition_model.fc.weight") ? source.Take("composition_model.fc.weight", 1, Elements) : new float[Elements];
        var radial = source.Size("bond_basis_expansion.rbf_expansion_ag.frequencies", 0);
        var fourier = source.Size("angle_basis_expansion.fourier_expansion.frequencies", 0);
        if (radial is 0 or > 256 || fourier is 0 or > 256)
            throw source.Bad($"the net has {radial} radial and {fourier} angular frequencies; up to 256 can be run");
        AtomBasis = new(source.Take("bond_basis_expansion.rbf_expansion_ag.frequencies", radial), settings.AtomCutoff, settings.CutoffPower);
        BondBasis = new(source.Take("bond_basis_expansion.rbf_expansion_bg.frequencies", radial), settings.BondCutoff, settings.CutoffPower);
        AngleFrequencies = source.Take("angle_basis_expansion.fourier_expansion.frequencies", fourier);
        BondEmbedding = Plain("bond_embedding.weight", radial);
        AtomFilter = Plain("bond_weights_ag.weight", radial);
        BondFilter = Plain("bond_weights_bg.weight", radial);
        AngleEmbedding = Plain("angle_embedding.weight", 2 * fourier + 1);

        var layers = 0;
        while (source.Has($"atom_conv_layers.{layers}.twoBody_atom.mlp_core.layers.0.weight"))
            layers++;
        if (layers < 2)
            throw source.Bad($"there are {layers} atom convolutions; a CHGNet has at least two");
        AtomLayers = new ChgnetConvolution<T>[layers];
        BondLayers = new ChgnetConvolution<T>[layers - 1];
        AngleLayers = new ChgnetConvolution<T>[layers - 2];
        for (var layer = 0; layer < layers; layer++)
        {
            AtomLayers[layer] = new(kernels, source, $"atom_conv_layers.{layer}", "twoBody_atom", Channels, 3, Centre);
            if (layer < layers - 1)
                BondLayers[layer] = new(kernels, source, $"bond_conv_layers.{layer}", "twoBody_bond", Channels, 4, Atom);
            // The last angle update leads nowhere.
            if (layer < layers - 2)
                AngleLayers[layer] = new(kernels, source, $"angle_layers.{layer}", "twoBody_bond", Channels, 4, Atom);
        }

        if (AtomLayers.Concat(BondLayers).Any(layer => layer.Second is null || layer.Out is null) || AngleLayers.Any(layer => layer.Second is not null)
            || AtomLayers.Concat(BondLayers).Concat(AngleLayers).Any(layer => layer.Hidden != AtomLayers[0].Hidden))
            throw source.Bad("the convolutions have layers that cannot be run; they must be those of CHGNet 0.3.0");
        Hidden = AtomLayers[0].Hidden;
        AtomsToAtoms = [.. AtomLayers.Select(layer => JoinedLinear<T>.Of(kernels, (layer, Centre), (layer, Neighbour)))];
        BondsToAtoms = [.. AtomLayers.Select(layer => JoinedLinear<T>.Of(kernels, (layer, Bond)))];
        AtomsToBonds = [.. BondLayers.Select(layer => JoinedLinear<T>.Of(kernels, (layer, Atom)))];
        BondsToBonds = [.. BondLayers.Select(layer => JoinedLinear<T>.Of(kernels, (layer, First), (layer, Other)))];
        AnglesToBonds = [.. BondLayers.Select(layer => JoinedLinear<T>.Of(kernels, (layer, Angle)))];
        AtomsToAngles = [.. AngleLayers.Select(layer => JoinedLinear<T>.Of(kernels, (layer, Atom)))];
        BondsToAngles = [.. AngleLayers.Select(layer => JoinedLinear<T>.Of(kernels, (layer, First), (layer, Other)))];
        AnglesToAngles = [.. AngleLayers.Select(layer => JoinedLinear<T>.Of(kernels, (layer, Angle)))];

        SiteWise = kernels.Linear(source.Take("site_wise.weight", 1, Channels), 1, Channels, source.Take("site_wise.bias", 1));
        (ReadoutScale, ReadoutShift) = (source.Take("readout_norm.weight", Channels), source.Take("readout_norm.bias", Channels));
        var readout = new List<(Linear<T>, Linear<T>)>();
        var inputs = Channels;
        for (var index = 0; index < 64; index++)
        {
            if (!source.Has($"mlp.layers.{index}.weight"))
                continue;
            var outputs = source.Size($"mlp.layers.{index}.weight", 0);
            var matrix = new Matrix(source.Take($"mlp.layers.{index}.weight", outputs, inputs), outputs, inputs);
            readout.Add((kernels.Linear(matrix.Numbers, outputs, inputs, source.Take($"mlp.layers.{index}.bias", outputs)), kernels.Linear(matrix.Transposed().Numbers, inputs, outputs, [])));
            inputs = outputs;
        }

        if (readout.Count < 2 || inputs != 1 || readout.Any(layer => layer.Item1.Outputs > 1024))
            throw source.Bad("the layers of 'mlp' do not lead to one energy per atom; only CHGNets of that kind can be run");
        Readout = [.. readout];

        Linear<T> Plain(string name, int width) => kernels.Linear(source.Take(name, Channels, width), Channels, width, []);
    }

    /// <summary>The kernels that the weights are arranged for.</summary>
    public PotentialKernels<T> Kernels { get; }

    /// <summary>What the weights leave open.</summary>
    public ChgnetSettings Settings { get; }

    /// <summary>Elements, from hydrogen on.</summary>
    public int Elements { get; }

    /// <summary>Channels of atoms, bonds and angles.</summary>
    public int Channels { get; }

    /// <summary>Hidden channels of core or gate.</summary>
    public int Hidden { get; }

    /// <summary>Features of each element, (elements, channels).</summary>
    public float[] Embedding { get; }

    /// <summary>Energy of an atom of each element in eV.</summary>
    public float[] References { get; }

    /// <summary>Radial functions of all bonds.</summary>
    public RadialBessel AtomBasis { get; }

    /// <summary>Radial functions of short bonds.</summary>
    public RadialBessel BondBasis { get; }

    /// <summary>Frequencies of the angular functions.</summary>
    public float[] AngleFrequencies { get; }

    /// <summary>From radial functions to bond features.</summary>
    public Linear<T> BondEmbedding { get; }

    /// <summary>From radial functions to the factors of messages to atoms.</summary>
    public Linear<T> AtomFilter { get; }

    /// <summary>From radial functions to the factors of messages to bonds.</summary>
    public Linear<T> BondFilter { get; }

    /// <summary>From angular functions to angle features.</summary>
    public Linear<T> AngleEmbedding { get; }

    /// <summary>Convolutions over the bonds of an atom.</summary>
    public ChgnetConvolution<T>[] AtomLayers { get; }

    /// <summary>Convolutions over the angles of a bond; one less than those of atoms.</summary>
    public ChgnetConvolution<T>[] BondLayers { get; }

    /// <summary>Updates of angles; two less than convolutions of atoms.</summary>
    public ChgnetConvolution<T>[] AngleLayers { get; }

    /// <summary>Atoms' parts of atom convolutions: centre, neighbour.</summary>
    public JoinedLinear<T>[] AtomsToAtoms { get; }

    /// <summary>Bonds' parts of atom convolutions.</summary>
    public JoinedLinear<T>[] BondsToAtoms { get; }

    /// <summary>Atoms' parts of bond convolutions.</summary>
    public JoinedLinear<T>[] AtomsToBonds { get; }

    /// <summary>Bonds' parts of bond convolutions: first, other.</summary>
    public JoinedLinear<T>[] BondsToBonds { get; }

    /// <summary>Angles' parts of bond convolutions.</summary>
    public JoinedLinear<T>[] AnglesToBonds { get; }

    /// <summary>Atoms' parts of angle updates.</summary>
    public JoinedLinear<T>[] AtomsToAngles { get; }

    /// <summary>Bonds' parts of angle updates: first, other.</summary>
    public JoinedLinear<T>[] BondsToAngles { get; }

    /// <summary>Angles' parts of angle updates.</summary>
    public JoinedLinear<T>[] AnglesToAngles { get; }

    /// <summary>From atom features to the magnetic moment, before its sign is dropped.</summary>
    public Linear<T> SiteWise { get; }

    /// <summary>Scale of the normalised atom features.</summary>
    public float[] ReadoutScale { get; }

    /// <summary>Shift of the normalised atom features.</summary>
    public float[] ReadoutShift { get; }

    /// <summary>The perceptron from atom features to energies: each layer and its gradient.</summary>
    public (Linear<T> Forward, Linear<T> Reverse)[] Readout { get; }
}
