using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DistanceNets;

/// <summary>The weights of one layer, packed.</summary>
internal sealed class DistanceNetLayer
{
    /// <summary>Reads layer <paramref name="index"/>.</summary>
    public DistanceNetLayer(WeightReader read, int index, int h, int radial, int places)
    {
        var message = $"message_layers.{index}";
        MessageIn = DistanceNetWeights.Linear(read, $"{message}.x_proj.0", h / 2, h);
        MessageOut = DistanceNetWeights.Linear(read, $"{message}.x_proj.2", 3 * h, h / 2);
        var edge = read.Read($"{message}.edge_proj.weight", 3 * h, radial + places);
        var bias = read.Read($"{message}.edge_proj.bias", 3 * h);

        // The reference multiplies every message by 1/√3 and its vector parts by 1/√channels; once here instead of once a pair.
        var factor = 1 / Math.Sqrt(3);
        for (var output = 0; output < 3 * h; output++)
        {
            var scale = (float)(output < 2 * h ? factor / Math.Sqrt(h) : factor);
            bias[output] *= scale;
            for (var input = 0; input < radial + places; input++)
                edge[output * (radial + places) + input] *= scale;
        }

        Edge = new(edge, 3 * h, radial, places, bias);

        var update = $"update_layers.{index}";
        UpdateVector = new(read.Read($"{update}.vec_proj.weight", 2 * h, h), 2 * h, h);
        UpdateIn = DistanceNetWeights.Linear(read, $"{update}.xvec_proj.0", h, 2 * h);
        UpdateOut = DistanceNetWeights.Linear(read, $"{update}.xvec_proj.2", 3 * h, h);
    }

    /// <summary>Message from the sender, first layer: (h/2, h).</summary>
    public PackedMatrix MessageIn { get; }

    /// <summary>Message from the sender, second layer: (3h, h/2).</summary>
    public PackedMatrix MessageOut { get; }

    /// <summary>Message's filter, with the constant factors of its three parts.</summary>
    public PairFilter Edge { get; }

    /// <summary>Both halves of an atom's vectors: (2h, h).</summary>
    public PackedMatrix UpdateVector { get; }

    /// <summary>Update on scalars and norms, first layer: (h, 2h).</summary>
    public PackedMatrix UpdateIn { get; }

    /// <summary>Update, second layer: (3h, h).</summary>
    public PackedMatrix UpdateOut { get; }
}
