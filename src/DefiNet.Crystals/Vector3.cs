namespace DefiNet.Crystals;

/// <summary>Three double-precision components: a position or displacement in Angstrom, a force in eV/Angstrom, or a fractional coordinate.</summary>
public readonly record struct Vector3(double X, double Y, double Z)
{
    /// <summary>The zero vector.</summary>
    public static Vector3 Zero => default;

    /// <summary>Component by axis: 0 is x, 1 is y, 2 is z.</summary>
    public double this[int axis] => axis switch
    {
        0 => X,
        1 => Y,
        2 => Z,
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "An axis is 0, 1 or 2."),
    };

    /// <summary>Euclidean length.</summary>
    public double Length => Math.Sqrt(LengthSquared);

    /// <summary>Square of the Euclidean length.</summary>
    public double LengthSquared => X * X + Y * Y + Z * Z;

    /// <summary>Whether no component is infinite or not a number.</summary>
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Z);

    /// <summary>Sum.</summary>
    public static Vector3 operator +(Vector3 a, Vector3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Difference.</summary>
    public static Vector3 operator -(Vector3 a, Vector3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>Opposite.</summary>
    public static Vector3 operator -(Vector3 a) => new(-a.X, -a.Y, -a.Z);

    /// <summary>Multiple.</summary>
    public static Vector3 operator *(double factor, Vector3 a) => new(factor * a.X, factor * a.Y, factor * a.Z);

    /// <summary>Multiple.</summary>
    public static Vector3 operator *(Vector3 a, double factor) => factor * a;

    /// <summary>Quotient.</summary>
    public static Vector3 operator /(Vector3 a, double divisor) => new(a.X / divisor, a.Y / divisor, a.Z / divisor);

    /// <summary>Scalar product.</summary>
    public static double Dot(Vector3 a, Vector3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    /// <summary>Vector product.</summary>
    public static Vector3 Cross(Vector3 a, Vector3 b) =>
        new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    /// <summary>Each component brought into [0, 1): a fractional coordinate in the home cell.</summary>
    public Vector3 WrapToUnit() => new(WrapToUnit(X), WrapToUnit(Y), WrapToUnit(Z));

    private static double WrapToUnit(double x)
    {
        var wrapped = x - Math.Floor(x);
        return wrapped >= 1 ? 0 : wrapped; // -1e-17 rounds up to 1
    }
}
