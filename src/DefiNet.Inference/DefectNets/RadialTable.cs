using DefiNet.Inference.Kernels;

namespace DefiNet.Inference.DefectNets;

/// <summary>Weights of a radial filter in the order in which edges read them: blocks of 64 channels, and within a block the rows of the radial functions, each with its parts side by side.</summary>
/// <remarks>The rows that the edges of a structure reach then stay in the first cache while all edges pass by.</remarks>
internal sealed unsafe class RadialTable
{
    /// <summary>Channels of a block; the last one may be narrower.</summary>
    public const int BlockWidth = 64;

    private readonly FloatBuffer _rows;
    private readonly int _channels;
    private readonly int _parts;
    private readonly int _radial;

    /// <summary>Packs a matrix of shape (parts · channels, radial).</summary>
    public RadialTable(ReadOnlySpan<float> weights, int parts, int channels, int radial)
    {
        (_channels, _parts, _radial) = (channels, parts, radial);
        _rows = new FloatBuffer(weights.Length);
        for (var first = 0; first < channels; first += BlockWidth)
        {
            var block = new Span<float>(Block(first), radial * Stride(first));
            var width = Width(first);
            for (var row = 0; row < radial; row++)
                for (var part = 0; part < parts; part++)
                    for (var channel = 0; channel < width; channel++)
                        block[(row * parts + part) * width + channel] = weights[(part * channels + first + channel) * radial + row];
        }
    }

    /// <summary>Channels of the block that begins with channel <paramref name="first"/>.</summary>
    public int Width(int first) => Math.Min(BlockWidth, _channels - first);

    /// <summary>Floats from row to row of that block.</summary>
    public int Stride(int first) => Width(first) * _parts;

    /// <summary>That block's rows: (radial, parts, width).</summary>
    public float* Block(int first) => _rows.Pointer + (long)first * _parts * _radial;
}
