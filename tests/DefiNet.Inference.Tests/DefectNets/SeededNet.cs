using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Tests.Checkpoints;

namespace DefiNet.Inference.Tests.DefectNets;

/// <summary>A net of any size with weights from a seed, so that no file is needed.</summary>
internal static class SeededNet
{
    public static DefectNet Make(int channels, int layers, int radial, int seed = 1) => DefectNet.Load(Checkpoint.Read(Bytes(channels, layers, radial, seed), "seeded.pt"));

    public static byte[] Bytes(int channels, int layers, int radial, int seed = 1, int elements = 118) =>
        CheckpointWriter.StateDict(Tensors(channels, layers, radial, seed, elements));

    public static IEnumerable<(string Name, int[] Shape, float[] Numbers)> Tensors(int h, int layers, int radial, int seed, int elements)
    {
        var random = new Random(seed);
        yield return Fill("atom_emb.embeddings.weight", elements, h);
        yield return Fill("defect_emb.embeddings.weight", 3, h);
        yield return Fill("lin_comb.weight", h, 2 * h);
        yield return Fill("lin_comb.bias", h);
        yield return Fill("vn_emb.weight", 1, h);
        yield return ("radial_basis.rbf.offset", [radial], [.. Enumerable.Range(0, radial).Select(k => k / (radial - 1f))]);
        for (var n = 0; n < layers; n++)
        {
            (string Part, int[] Shape)[] parts =
            [
                ($"virtual_scalar_layers.{n}.mlp_vn.0", [h, 2 * h, 1]), ($"virtual_scalar_layers.{n}.mlp_vn.2", [h, h, 1]),
                ($"virtual_scalar_layers.{n}.mlp_node.0", [h, 2 * h, 1]), ($"virtual_scalar_layers.{n}.mlp_node.2", [h, h, 1]),
                ($"virtual_vector_layers.{n}.mlp_vn", [h, h, 0]), ($"virtual_vector_layers.{n}.mlp_node", [h, h, 0]),
                ($"message_passing_layers.{n}.defect_proj", [3 * h, h, 1]), ($"message_passing_layers.{n}.x_proj.0", [h / 2, h, 1]),
                ($"message_passing_layers.{n}.x_proj.2", [3 * h, h / 2, 1]), ($"message_passing_layers.{n}.edge_proj", [3 * h, radial, 1]),
                ($"message_passing_layers.{n}.vec_activation.lin_vec", [h, h, 0]), ($"message_passing_layers.{n}.vec_activation.lin_gvec", [1, h, 0]),
                ($"message_update_layers.{n}.vec_proj", [2 * h, h, 0]), ($"message_update_layers.{n}.xvec_proj.0", [h, 2 * h, 1]),
                ($"message_update_layers.{n}.xvec_proj.2", [3 * h, h, 1]), ($"message_update_layers.{n}.vec_activation.lin_vec", [h, h, 0]),
                ($"message_update_layers.{n}.vec_activation.lin_gvec", [1, h, 0]), ($"coord_update_layers.{n}.lin_vec2coord", [1, h, 0]),
                ($"coord_update_layers.{n}.defect_proj", [h, h, 1]), ($"coord_update_layers.{n}.x_proj.0", [h, h, 1]),
                ($"coord_update_layers.{n}.x_proj.2", [h, h, 1]), ($"coord_update_layers.{n}.edge_proj", [h, radial, 1]),
                ($"coord_update_layers.{n}.coord_mlp.0", [h, h, 1]), ($"coord_update_layers.{n}.coord_mlp.2", [1, h, 1]),
            ];
            foreach (var (part, shape) in parts)
            {
                yield return Fill($"{part}.weight", shape[0], shape[1]);
                if (shape[2] == 1)
                    yield return Fill($"{part}.bias", shape[0]);
            }
        }

        (string, int[], float[]) Fill(string name, params int[] shape)
        {
            var scale = name.Contains("emb", StringComparison.Ordinal) ? 1 : 1 / Math.Sqrt(shape[^1]);
            var numbers = new float[shape.Aggregate(1, (product, size) => product * size)];
            for (var index = 0; index < numbers.Length; index++)
                numbers[index] = (float)(scale * (2 * random.NextDouble() - 1));
            return (name, shape, numbers);
        }
    }
}
