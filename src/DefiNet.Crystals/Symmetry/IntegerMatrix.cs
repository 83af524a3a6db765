namespace DefiNet.Crystals.Symmetry;

/// <summary>A 3×3 matrix of whole numbers, by rows: a rotation written in a lattice basis, where it maps the fractional column vector x to R·x.</summary>
public readonly record struct IntegerMatrix(
    int M11, int M12, int M13,
    int M21, int M22, int M23,
    int M31, int M32, int M33)
{
    /// <summary>The matrix that changes nothing.</summary>
    public static IntegerMatrix Identity => new(1, 0, 0, 0, 1, 0, 0, 0, 1);

    /// <summary>Determinant: 1 for a proper rotation, -1 for an improper one.</summary>
    public int Determinant =>
        M11 * (M22 * M33 - M23 * M32) - M12 * (M21 * M33 - M23 * M31) + M13 * (M21 * M32 - M22 * M31);

    /// <summary>Entry by row and column, both from 0.</summary>
    public int this[int row, int column] => (3 * row + column) switch
    {
        0 => M11,
        1 => M12,
        2 => M13,
        3 => M21,
        4 => M22,
        5 => M23,
        6 => M31,
        7 => M32,
        8 => M33,
        _ => throw new ArgumentOutOfRangeException(nameof(row), row, "Rows and columns are 0, 1 or 2."),
    };

    /// <summary>The matrix with the given columns.</summary>
    public static IntegerMatrix FromColumns((int X, int Y, int Z) first, (int X, int Y, int Z) second, (int X, int Y, int Z) third) =>
        new(first.X, second.X, third.X, first.Y, second.Y, third.Y, first.Z, second.Z, third.Z);

    /// <summary>Matrix product.</summary>
    public static IntegerMatrix operator *(IntegerMatrix a, IntegerMatrix b) => new(
        a.M11 * b.M11 + a.M12 * b.M21 + a.M13 * b.M31, a.M11 * b.M12 + a.M12 * b.M22 + a.M13 * b.M32, a.M11 * b.M13 + a.M12 * b.M23 + a.M13 * b.M33,
        a.M21 * b.M11 + a.M22 * b.M21 + a.M23 * b.M31, a.M21 * b.M12 + a.M22 * b.M22 + a.M23 * b.M32, a.M21 * b.M13 + a.M22 * b.M23 + a.M23 * b.M33,
        a.M31 * b.M11 + a.M32 * b.M21 + a.M33 * b.M31, a.M31 * b.M12 + a.M32 * b.M22 + a.M33 * b.M32, a.M31 * b.M13 + a.M32 * b.M23 + a.M33 * b.M33);

    /// <summary>Image of a fractional vector.</summary>
    public static Vector3 operator *(IntegerMatrix m, Vector3 x) => new(
        m.M11 * x.X + m.M12 * x.Y + m.M13 * x.Z,
        m.M21 * x.X + m.M22 * x.Y + m.M23 * x.Z,
        m.M31 * x.X + m.M32 * x.Y + m.M33 * x.Z);

    /// <summary>The inverse of a matrix whose determinant is 1 or -1; it is a matrix of whole numbers, too.</summary>
    /// <exception cref="InvalidOperationException">The determinant is neither.</exception>
    public IntegerMatrix Inverse()
    {
        var sign = Determinant;
        if (sign is not (1 or -1))
            throw new InvalidOperationException($"A matrix of determinant {sign} has no inverse of whole numbers.");
        return new(
            sign * (M22 * M33 - M23 * M32), sign * (M13 * M32 - M12 * M33), sign * (M12 * M23 - M13 * M22),
            sign * (M23 * M31 - M21 * M33), sign * (M11 * M33 - M13 * M31), sign * (M13 * M21 - M11 * M23),
            sign * (M21 * M32 - M22 * M31), sign * (M12 * M31 - M11 * M32), sign * (M11 * M22 - M12 * M21));
    }
}
