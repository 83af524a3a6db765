namespace DefiNet.Relaxation.Minimisation;

/// <summary>Arithmetic on positions and forces as rows of three numbers.</summary>
internal static class Field
{
    /// <summary>Sum of products.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var index = 0; index < a.Length; index++)
            sum += a[index] * b[index];
        return sum;
    }

    /// <summary>y += factor · x.</summary>
    public static void Add(Span<double> y, double factor, ReadOnlySpan<double> x)
    {
        for (var index = 0; index < y.Length; index++)
            y[index] += factor * x[index];
    }

    /// <summary>x ← factor · x.</summary>
    public static void Scale(Span<double> x, double factor)
    {
        for (var index = 0; index < x.Length; index++)
            x[index] *= factor;
    }

    /// <summary>Length of the longest row.</summary>
    public static double LongestRow(ReadOnlySpan<double> rows)
    {
        var longest = 0.0;
        for (var index = 0; index < rows.Length; index += 3)
            longest = Math.Max(longest, rows[index] * rows[index] + rows[index + 1] * rows[index + 1] + rows[index + 2] * rows[index + 2]);
        return Math.Sqrt(longest);
    }
}
