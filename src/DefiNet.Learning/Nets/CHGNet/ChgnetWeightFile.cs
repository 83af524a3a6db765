using System.Globalization;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials.CHGNet;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>A CHGNet from the checkpoint that the chgnet package ships, and into a file, read without running anything in it.</summary>
public static class ChgnetWeightFile
{
    private const string Kind = "a CHGNet";
    private const string Landmark = "atom_conv_layers.0.twoBody_atom.mlp_core.layers.0.weight";

    /// <summary>Makes the net; its sizes are read off the shapes of the weights.</summary>
    /// <exception cref="CheckpointException">The file is damaged, asks for more than data, or has arguments that cannot be run.</exception>
    /// <exception cref="LearningException">The weights are not those of a CHGNet.</exception>
    public static ChgnetModule Load(string path) => Load(Checkpoint.Load(path));

    /// <summary>Makes the net from weights that were read.</summary>
    /// <exception cref="CheckpointException">The file has arguments that cannot be run.</exception>
    /// <exception cref="LearningException">The weights are not those of a CHGNet.</exception>
    public static ChgnetModule Load(Checkpoint checkpoint)
    {
        var weights = WeightTensors.Below(checkpoint, Landmark, "CHGNet");
        var settings = ChgnetSettingsReader.Read(checkpoint);
        var layers = 0;
        while (weights.Tensors.ContainsKey($"atom_conv_layers.{layers}.twoBody_atom.mlp_core.layers.0.weight"))
            layers++;
        var readout = weights.Tensors.Keys.Where(name => name.StartsWith("mlp.layers.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal))
            .OrderBy(name => int.TryParse(name.Split('.')[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue)
            .Select(name => WeightTensors.Length(weights, name, 0)).ToList();
        var sizes = new ChgnetSizes
        {
            Settings = settings,
            Elements = WeightTensors.Length(weights, "atom_embedding.embedding.weight", 0),
            Channels = WeightTensors.Length(weights, "atom_embedding.embedding.weight", 1),
            Hidden = WeightTensors.Length(weights, Landmark, 0),
            Layers = layers,
            RadialFunctions = WeightTensors.Length(weights, "bond_embedding.weight", 1),
            AngularFrequencies = WeightTensors.Length(weights, "angle_basis_expansion.fourier_expansion.frequencies", 0),
            Readout = [.. readout.SkipLast(1)],
        };
        if (sizes.Elements is < 1 or > 118 || sizes.Channels is < 1 or > 1024 || sizes.Hidden is < 1 or > 1024 || layers is < 2 or > 64 || sizes.RadialFunctions is < 1 or > 256 || sizes.AngularFrequencies is < 1 or > 256 || readout is not [_, .., 1] || readout.Exists(width => width is < 1 or > 1024))
            throw new LearningException($"{checkpoint.Path}: the net has {sizes.Channels} channels, {sizes.Hidden} hidden ones, {layers} layers, {sizes.RadialFunctions} radial functions, {sizes.AngularFrequencies} angular frequencies, {sizes.Elements} elements and {readout.Count} layers to the energy; up to 1024 channels, 2 to 64 layers, 256 functions, 118 elements and one energy per atom can be used.");
        return weights.Into(new ChgnetModule(sizes), Kind, "composition_model.fc.weight");
    }

    /// <summary>Writes the weights, and the cutoffs beside them, as safetensors, which <see cref="Inference.Potentials.PotentialLoader"/> reads.</summary>
    public static void Save(ChgnetModule net, string path) => WeightFile.Save(net, path, new Dictionary<string, string>
    {
        ["model.model_args.atom_graph_cutoff"] = net.Sizes.Settings.AtomCutoff.ToString("r", CultureInfo.InvariantCulture),
        ["model.model_args.bond_graph_cutoff"] = net.Sizes.Settings.BondCutoff.ToString("r", CultureInfo.InvariantCulture),
        ["model.model_args.cutoff_coeff"] = net.Sizes.Settings.CutoffPower.ToString(CultureInfo.InvariantCulture),
    });
}
