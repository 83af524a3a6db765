namespace DefiNet.Inference.Potentials;

/// <summary>A row-major matrix of shape (outputs, inputs) while weights are being arranged.</summary>
internal sealed record Matrix(float[] Numbers, int Outputs, int Inputs)
{
    /// <summary>The columns from <paramref name="first"/> on.</summary>
    public Matrix Columns(int first, int count)
    {
        var numbers = new float[Outputs * count];
        for (var output = 0; output < Outputs; output++)
            Numbers.AsSpan(output * Inputs + first, count).CopyTo(numbers.AsSpan(output * count));
        return new(numbers, Outputs, count);
    }

    /// <summary>Rows of this one, then rows of another.</summary>
    public Matrix Above(Matrix other) => new([.. Numbers, .. other.Numbers], Outputs + other.Outputs, Inputs);

    /// <summary>Rows and columns exchanged: what carries gradients back.</summary>
    public Matrix Transposed()
    {
        var numbers = new float[Numbers.Length];
        for (var output = 0; output < Outputs; output++)
            for (var input = 0; input < Inputs; input++)
                numbers[input * Outputs + output] = Numbers[output * Inputs + input];
        return new(numbers, Inputs, Outputs);
    }
}
