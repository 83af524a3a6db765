using DefiNet.Inference.Kernels;

namespace DefiNet.Learning.Gradients;

/// <summary>A radial filter with a row for each radial function, as edges read it; and the same for its gradient.</summary>
internal sealed class RadialRows
{
    private readonly LinearPlace _place;
    private readonly int _radial;

    /// <summary>Makes room for a filter of shape (outputs, radial).</summary>
    public RadialRows(LinearPlace place) : this(place, place.Inputs)
    {
    }

    /// <summary>Makes room for a filter whose first <paramref name="radial"/> columns are those of radial functions.</summary>
    public RadialRows(LinearPlace place, int radial)
    {
        (_place, _radial) = (place, radial);
        Rows = new(checked(place.Outputs * radial));
        Bias = new(place.Outputs);
    }

    /// <summary>(radial, outputs)</summary>
    public FloatBuffer Rows { get; }

    /// <summary>(outputs)</summary>
    public FloatBuffer Bias { get; }

    /// <summary>Takes the weights of a step.</summary>
    public void Take(ReadOnlySpan<float> weights)
    {
        weights.Slice(_place.Bias, _place.Outputs).CopyTo(Bias.Span);
        var rows = Rows.Span;
        for (var output = 0; output < _place.Outputs; output++)
            for (var function = 0; function < _radial; function++)
                rows[function * _place.Outputs + output] = weights[_place.Weight + output * _place.Inputs + function];
    }

    /// <summary>Sets all to zero.</summary>
    public void Clear()
    {
        Rows.Span.Clear();
        Bias.Span.Clear();
    }

    /// <summary>Adds what is here to the flat row of all weights.</summary>
    public void AddTo(Span<float> flat)
    {
        var rows = Rows.Span;
        for (var output = 0; output < _place.Outputs; output++)
        {
            flat[_place.Bias + output] += Bias.Span[output];
            for (var function = 0; function < _radial; function++)
                flat[_place.Weight + output * _place.Inputs + function] += rows[function * _place.Outputs + output];
        }
    }
}
