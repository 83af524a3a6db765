using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DistanceNets;

/// <summary>Weights that make a distance and its uncertainty of a pair of atoms.</summary>
internal sealed class PairHead
{
    /// <summary>Reads the head called <paramref name="what"/>.</summary>
    public PairHead(WeightReader read, string what, int h, int radial, int places)
    {
        Branch = DistanceNetWeights.Linear(read, $"dist_{what}_branch.0", h, h);
        EdgeIn = new(read.Read($"lin_edge_{what}.0.weight", h, radial + places), h, radial, places, read.Read($"lin_edge_{what}.0.bias", h));
        EdgeOut = DistanceNetWeights.Linear(read, $"lin_edge_{what}.2", h, h);
        var joined = read.Read($"out_distance_{what}.0.weight", h, 3 * h);
        FromReceiver = new(joined, h, h, 3 * h, 0, read.Read($"out_distance_{what}.0.bias", h));
        FromSender = new(joined, h, h, 3 * h, h, default);
        FromEdge = new(joined, h, h, 3 * h, 2 * h, default);
        Middle = DistanceNetWeights.Linear(read, $"out_distance_{what}.2", h, h);
        var last = read.Read($"out_distance_{what}.4.weight", 2, h);
        (Distance, LogVariance) = (new(last.AsSpan(0, h)), new(last.AsSpan(h, h)));
        var bias = read.Read($"out_distance_{what}.4.bias", 2);
        (DistanceBias, LogVarianceBias) = (bias[0], bias[1]);
    }

    /// <summary>An atom's part, first layer.</summary>
    public PackedMatrix Branch { get; }

    /// <summary>The pair's own part, first layer.</summary>
    public PairFilter EdgeIn { get; }

    /// <summary>The pair's own part, second layer.</summary>
    public PackedMatrix EdgeOut { get; }

    /// <summary>Receiver's share in the joined layer, with its bias: worked out once an atom.</summary>
    public PackedMatrix FromReceiver { get; }

    /// <summary>Sender's share in the joined layer: worked out once an atom.</summary>
    public PackedMatrix FromSender { get; }

    /// <summary>The pair's own share in the joined layer.</summary>
    public PackedMatrix FromEdge { get; }

    /// <summary>The layer after it.</summary>
    public PackedMatrix Middle { get; }

    /// <summary>Last layer, row of the distance.</summary>
    public FloatBuffer Distance { get; }

    /// <summary>Last layer, row of the uncertainty.</summary>
    public FloatBuffer LogVariance { get; }

    /// <summary>Bias of the distance.</summary>
    public float DistanceBias { get; }

    /// <summary>Bias of the uncertainty.</summary>
    public float LogVarianceBias { get; }
}
