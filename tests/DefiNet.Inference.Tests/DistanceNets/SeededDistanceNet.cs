using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Tests.Checkpoints;

namespace DefiNet.Inference.Tests.DistanceNets;

/// <summary>A DeepRelax of any size with weights from a seed, so that no file is needed.</summary>
internal static class SeededDistanceNet
{
    public static DistanceNet Make(int channels, int layers, int radial, int places, int seed = 1) =>
        DistanceNet.Load(Checkpoint.Read(Bytes(channels, layers, radial, places, seed), "seeded.pt"));

    public static byte[] Bytes(int channels, int layers, int radial, int places, int seed = 1, int elements = 118) =>
        CheckpointWriter.StateDict(Tensors(channels, layers, radial, places, seed, elements));

    public static IEnumerable<(string Name, int[] Shape, float[] Numbers)> Tensors(int h, int layers, int radial, int places, int seed, int elements)
    {
        var random = new Random(seed);
        yield return Fill("atom_emb.embeddings.weight", elements, h);
        yield return ("radial_basis.rbf.offset", [radial], [.. Enumerable.Range(0, radial).Select(k => k / (radial - 1f))]);
        (string Part, int[] Shape)[] parts =
        [
            .. Enumerable.Range(0, layers).SelectMany(n => (IEnumerable<(string, int[])>)
            [
                ($"message_layers.{n}.x_proj.0", [h / 2, h, 1]), ($"message_layers.{n}.x_proj.2", [3 * h, h / 2, 1]), ($"message_layers.{n}.edge_proj", [3 * h, radial + places, 1]),
                ($"update_layers.{n}.vec_proj", [2 * h, h, 0]), ($"update_layers.{n}.xvec_proj.0", [h, 2 * h, 1]), ($"update_layers.{n}.xvec_proj.2", [3 * h, h, 1]),
            ]),
            .. ((string[])["displace", "relaxed"]).SelectMany(head => (IEnumerable<(string, int[])>)
            [
                ($"dist_{head}_branch.0", [h, h, 1]), ($"lin_edge_{head}.0", [h, radial + places, 1]), ($"lin_edge_{head}.2", [h, h, 1]),
                ($"out_distance_{head}.0", [h, 3 * h, 1]), ($"out_distance_{head}.2", [h, h, 1]), ($"out_distance_{head}.4", [2, h, 1]),
            ]),
            ("cell_branch.0", [h, h, 1]), ("lin_cell.0", [h, 9, 1]), ("lin_cell.2", [h, h, 1]), ("out_cell.0", [h, 2 * h, 1]), ("out_cell.2", [h, h, 1]), ("out_cell.4", [9, h, 1]),
        ];
        foreach (var (part, shape) in parts)
        {
            yield return Fill($"{part}.weight", shape[0], shape[1]);
            if (shape[2] == 1)
                yield return Fill($"{part}.bias", shape[0]);
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
