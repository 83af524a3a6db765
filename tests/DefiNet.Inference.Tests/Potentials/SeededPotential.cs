using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials.CHGNet;
using DefiNet.Inference.Potentials.M3GNet;
using DefiNet.Inference.Tests.Checkpoints;

namespace DefiNet.Inference.Tests.Potentials;

/// <summary>Small potentials with weights from a seed, so that no file is needed.</summary>
internal static class SeededPotential
{
    private const int Channels = 16;
    private const int Hidden = 16;
    private const int ChgnetElements = 20;

    public static M3GNetModel M3GNet(bool smooth = false, ThreeBodyIndexing indexing = ThreeBodyIndexing.ByBond, int hidden = 32, int seed = 1) =>
        new(Checkpoint.Read(CheckpointWriter.StateDict(M3GNetTensors(smooth, hidden, seed)), "seeded.pt"),
            new M3GNetSettings([new Element(6), new Element(7), new Element(16)], 4.5, 3.5, 3, 3, smooth) { Indexing = indexing }, "seeded.pt");

    public static ChgnetModel Chgnet(int seed = 1) => new(Checkpoint.Read(ChgnetBytes(seed), "seeded.pth.tar"), "seeded.pth.tar");

    public static byte[] ChgnetBytes(int seed = 1) => CheckpointWriter.StateDict(ChgnetTensors(seed));

    public static IEnumerable<(string Name, int[] Shape, float[] Numbers)> M3GNetTensors(bool smooth, int hidden, int seed)
    {
        var random = new Random(seed);
        var radial = smooth ? 3 : 9;
        (string Name, int[] Shape)[] shapes =
        [
            ("model.embedding.layer_node_embedding.weight", [3, Channels]),
            ("model.embedding.layer_edge_embedding.layers.0.weight", [Channels, radial]), ("model.embedding.layer_edge_embedding.layers.0.bias", [Channels]),
            .. Enumerable.Range(0, 2).SelectMany(block => (IEnumerable<(string, int[])>)
            [
                ($"model.three_body_interactions.{block}.update_network_atom.layers.0.weight", [9, Channels]), ($"model.three_body_interactions.{block}.update_network_atom.layers.0.bias", [9]),
                ($"model.three_body_interactions.{block}.update_network_bond.layers.0.weight", [Channels, 9]), ($"model.three_body_interactions.{block}.update_network_bond.gates.0.weight", [Channels, 9]),
                ($"model.graph_layers.{block}.conv.edge_weight_func.weight", [Channels, radial]), ($"model.graph_layers.{block}.conv.node_weight_func.weight", [Channels, radial]),
                .. Gated($"model.graph_layers.{block}.conv.edge_update_func", 3 * Channels, hidden, hidden, Channels),
                .. Gated($"model.graph_layers.{block}.conv.node_update_func", 3 * Channels, hidden, hidden, Channels),
            ]),
            .. Gated("model.final_layer.gated", Channels, Channels, hidden, hidden, 1),
            ("element_refs.property_offset", [3]), ("data_std", []),
        ];
        return shapes.Select(tensor => Fill(random, tensor.Name, tensor.Shape));
    }

    public static IEnumerable<(string Name, int[] Shape, float[] Numbers)> ChgnetTensors(int seed)
    {
        const int layers = 3, radial = 7, fourier = 4;
        var random = new Random(seed);
        (string Name, int[] Shape)[] shapes =
        [
            ("composition_model.fc.weight", [1, ChgnetElements]), ("atom_embedding.embedding.weight", [ChgnetElements, Channels]),
            ("bond_embedding.weight", [Channels, radial]), ("bond_weights_ag.weight", [Channels, radial]), ("bond_weights_bg.weight", [Channels, radial]),
            ("angle_embedding.weight", [Channels, 2 * fourier + 1]),
            .. Enumerable.Range(0, layers).SelectMany(layer => Convolution($"atom_conv_layers.{layer}", "twoBody_atom", 3, deep: true)),
            .. Enumerable.Range(0, layers - 1).SelectMany(layer => Convolution($"bond_conv_layers.{layer}", "twoBody_bond", 4, deep: true)),
            .. Enumerable.Range(0, layers - 1).SelectMany(layer => Convolution($"angle_layers.{layer}", "twoBody_bond", 4, deep: false)),
            ("site_wise.weight", [1, Channels]), ("site_wise.bias", [1]), ("readout_norm.weight", [Channels]), ("readout_norm.bias", [Channels]),
            ("mlp.layers.0.weight", [Hidden, Channels]), ("mlp.layers.0.bias", [Hidden]), ("mlp.layers.3.weight", [1, Hidden]), ("mlp.layers.3.bias", [1]),
        ];
        foreach (var (name, shape) in shapes)
            yield return Fill(random, $"model.state_dict.{name}", shape);
        foreach (var (name, count) in ((string, int)[])[("bond_basis_expansion.rbf_expansion_ag", radial), ("bond_basis_expansion.rbf_expansion_bg", radial), ("angle_basis_expansion.fourier_expansion", fourier)])
            yield return ($"model.state_dict.{name}.frequencies", [count], [.. Enumerable.Range(1, count).Select(k => (float)(k * (name[0] == 'b' ? Math.PI : 1) + 0.1 * random.NextDouble()))]);
    }

    private static IEnumerable<(string, int[])> Gated(string name, params int[] widths)
    {
        for (var layer = 0; layer + 1 < widths.Length; layer++)
            foreach (var gate in (string[])["layers", "gates"])
                yield return ($"{name}.{gate}.{2 * layer}.weight", [widths[layer + 1], widths[layer]]);
        for (var layer = 0; layer + 1 < widths.Length; layer++)
            foreach (var gate in (string[])["layers", "gates"])
                yield return ($"{name}.{gate}.{2 * layer}.bias", [widths[layer + 1]]);
    }

    private static IEnumerable<(string, int[])> Convolution(string name, string perceptron, int parts, bool deep)
    {
        foreach (var gate in (string[])["mlp_core", "mlp_gate"])
        {
            yield return ($"{name}.{perceptron}.{gate}.layers.{(deep ? 0 : 1)}.weight", [Hidden, parts * Channels]);
            yield return ($"{name}.{perceptron}.{gate}.layers.{(deep ? 0 : 1)}.bias", [Hidden]);
            if (!deep)
                continue;
            yield return ($"{name}.{perceptron}.{gate}.layers.3.weight", [Channels, Hidden]);
            yield return ($"{name}.{perceptron}.{gate}.layers.3.bias", [Channels]);
        }

        foreach (var norm in (string[])["bn1", "bn2"])
        {
            yield return ($"{name}.{perceptron}.{norm}.weight", [Channels]);
            yield return ($"{name}.{perceptron}.{norm}.bias", [Channels]);
        }

        if (deep)
            yield return ($"{name}.mlp_out.layers.1.weight", [Channels, Channels]);
    }

    private static (string, int[], float[]) Fill(Random random, string name, int[] shape)
    {
        var scale = shape.Length == 2 && !name.Contains("embedding.weight", StringComparison.Ordinal) ? 1.7 / Math.Sqrt(shape[1]) : 1;
        var numbers = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (var index = 0; index < numbers.Length; index++)
            numbers[index] = (float)(scale * (2 * random.NextDouble() - 1));
        return (name, shape, numbers);
    }
}
