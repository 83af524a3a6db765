using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Potentials.M3GNet;

namespace DefiNet.Learning.Nets.M3GNet;

/// <summary>An M3GNet from the folder that matgl publishes, and into one, read without running anything in it.</summary>
public static class M3GNetWeightFile
{
    private const string Kind = "an M3GNet";
    private const string Description = "model.json";
    private const string Weights = "state.safetensors";

    /// <summary>Makes the net of a folder with <c>model.json</c> and <c>state.pt</c>, or <c>state.safetensors</c>; a path may name either file.</summary>
    /// <exception cref="CheckpointException">A file is damaged or asks for more than data.</exception>
    /// <exception cref="LearningException">The weights are not those of an M3GNet.</exception>
    public static M3GNetModule Load(string path)
    {
        var files = PotentialLoader.FilesOf(PotentialLoader.RootOf(path));
        return files is [var description, var weights]
            ? Load(Checkpoint.Load(weights), MatglModelFile.Read(description))
            : throw new LearningException($"{path}: this is no folder of an M3GNet; it holds {Description} and state.pt or {Weights}.");
    }

    /// <summary>Makes the net from weights that were read.</summary>
    /// <exception cref="LearningException">The weights are not those of an M3GNet.</exception>
    public static M3GNetModule Load(Checkpoint weights, M3GNetSettings settings)
    {
        var blocks = 0;
        while (weights.Tensors.ContainsKey($"model.graph_layers.{blocks}.conv.edge_update_func.layers.0.weight"))
            blocks++;
        var readout = new List<int>();
        while (weights.Tensors.ContainsKey($"model.final_layer.gated.layers.{2 * readout.Count}.weight"))
            readout.Add(WeightTensors.Length(weights, $"model.final_layer.gated.layers.{2 * readout.Count}.weight", 0));
        var channels = WeightTensors.Length(weights, "model.embedding.layer_node_embedding.weight", 1);
        var hidden = WeightTensors.Length(weights, "model.graph_layers.0.conv.edge_update_func.layers.0.weight", 0);
        if (channels is < 1 or > 1024 || hidden is < 1 or > 1024 || blocks is < 1 or > 64 || readout is not [.., 1] || readout.Exists(width => width is < 1 or > 1024) || settings.AngularMomenta is < 1 or > 3 || settings.RadialFunctions is < 1 or > 16)
            throw new LearningException($"{weights.Path}: the net has {channels} channels, {hidden} hidden ones, {blocks} blocks, {settings.RadialFunctions} radial functions for each of {settings.AngularMomenta} angular momenta and {readout.Count} layers to the energy; up to 1024 channels, 64 blocks, 16 functions, 3 momenta and one energy per atom can be used.");
        if (!(settings.Cutoff is >= 1 and <= 20) || !(settings.ThreeBodyCutoff > 0 && settings.ThreeBodyCutoff <= settings.Cutoff))
            throw new LearningException($"{weights.Path}: the cutoffs are {settings.Cutoff:g4} Å and {settings.ThreeBodyCutoff:g4} Å; the first must be between 1 and 20, the second no larger.");
        var net = new M3GNetModule(new() { Settings = settings, Channels = channels, Hidden = hidden, Blocks = blocks, Readout = [.. readout.SkipLast(1)] });
        return weights.Into(net, Kind, "data_mean", "data_std", "element_refs.property_offset", "element_refs.onehot", "model.bond_expansion.rbf.cutoff", "model.basis_expansion.sbf.cutoff");
    }

    /// <summary>Writes a folder with <c>model.json</c> and <c>state.safetensors</c>, which <see cref="PotentialLoader"/> reads.</summary>
    public static void Save(M3GNetModule net, string folder)
    {
        Directory.CreateDirectory(folder);
        WeightFile.Save(net, Path.Combine(folder, Weights));
        MatglModelWriter.Write(net.Sizes, Path.Combine(folder, Description));
    }
}
