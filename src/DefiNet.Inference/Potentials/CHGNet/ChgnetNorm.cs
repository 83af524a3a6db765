using System.Numerics;

namespace DefiNet.Inference.Potentials.CHGNet;

/// <summary>Scales and shifts of a normalisation in one precision.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed unsafe class ChgnetNorm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly GrowingBuffer<T> _numbers = new();
    private readonly int _width;

    /// <summary>Takes rows of equal width, such as core scale, core shift, gate scale, gate shift.</summary>
    public ChgnetNorm(params ReadOnlySpan<float[]> rows)
    {
        _width = rows[0].Length;
        var at = _numbers.Reserve((long)rows.Length * _width);
        foreach (var row in rows)
            foreach (var number in row)
                *at++ = T.CreateTruncating(number);
    }

    /// <summary>Core scale, core shift, gate scale and gate shift of a convolution.</summary>
    public static ChgnetNorm<T> Of(ChgnetConvolution<T> layer) => new(layer.CoreScale, layer.CoreShift, layer.GateScale, layer.GateShift);

    /// <summary>A row.</summary>
    public T* Row(int index) => _numbers.Pointer + (long)index * _width;
}
