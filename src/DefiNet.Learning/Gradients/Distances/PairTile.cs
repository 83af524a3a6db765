using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients.Distances;

/// <summary>Some pairs on their way through a head: of each of its four activations the value, and the slope that becomes the gradient of its argument.</summary>
internal sealed class PairTile
{
    /// <summary>Pairs that are taken at once.</summary>
    public const int Pairs = 96;

    /// <summary>Makes room.</summary>
    public PairTile(int channels)
    {
        Values = [.. Enumerable.Range(0, 4).Select(_ => new FloatBuffer(Pairs * channels))];
        Slopes = [.. Enumerable.Range(0, 4).Select(_ => new FloatBuffer(Pairs * channels))];
    }

    /// <summary>Values of the activations, (pairs, h).</summary>
    public FloatBuffer[] Values { get; }

    /// <summary>Their slopes, (pairs, h).</summary>
    public FloatBuffer[] Slopes { get; }
}
