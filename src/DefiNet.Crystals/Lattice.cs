namespace DefiNet.Crystals;

/// <summary>The three vectors that repeat a crystal, as rows, in Angstrom.</summary>
public sealed record Lattice
{
    /// <summary>Cells below this volume, in Å³, are refused: no atom fits.</summary>
    public const double MinVolume = 1e-3;

    private readonly Vector3 _reciprocalA;
    private readonly Vector3 _reciprocalB;
    private readonly Vector3 _reciprocalC;

    /// <summary>Makes a lattice from its vectors.</summary>
    /// <exception cref="CrystalException">A component is not finite or the vectors span no volume.</exception>
    public Lattice(Vector3 a, Vector3 b, Vector3 c)
    {
        var signed = Vector3.Dot(a, Vector3.Cross(b, c));
        Volume = Math.Abs(signed);
        if (!double.IsFinite(Volume) || Volume < MinVolume)
            throw new CrystalException($"The lattice vectors span {Volume:g3} Å³; they must be finite and form a cell with a volume.");
        (A, B, C) = (a, b, c);
        _reciprocalA = Vector3.Cross(b, c) / signed;
        _reciprocalB = Vector3.Cross(c, a) / signed;
        _reciprocalC = Vector3.Cross(a, b) / signed;
    }

    /// <summary>First lattice vector.</summary>
    public Vector3 A { get; }

    /// <summary>Second lattice vector.</summary>
    public Vector3 B { get; }

    /// <summary>Third lattice vector; the vacuum direction of a layer.</summary>
    public Vector3 C { get; }

    /// <summary>Cell volume in Å³.</summary>
    public double Volume { get; }

    /// <summary>Lengths of the three vectors in Angstrom.</summary>
    public Vector3 Lengths => new(A.Length, B.Length, C.Length);

    /// <summary>Angles alpha (b, c), beta (a, c) and gamma (a, b) in degrees.</summary>
    public Vector3 Angles => new(AngleBetween(B, C), AngleBetween(A, C), AngleBetween(A, B));

    /// <summary>Distances between opposite faces of the cell, normal to a, b and c, in Angstrom.</summary>
    public Vector3 Heights => new(1 / _reciprocalA.Length, 1 / _reciprocalB.Length, 1 / _reciprocalC.Length);

    /// <summary>A cube with the given edge in Angstrom.</summary>
    public static Lattice Cubic(double edge) => new(new(edge, 0, 0), new(0, edge, 0), new(0, 0, edge));

    /// <summary>A lattice from lengths in Angstrom and angles in degrees, a along x and b in the xy plane (the convention of CIF readers).</summary>
    /// <exception cref="CrystalException">No cell has these angles.</exception>
    public static Lattice FromParameters(double a, double b, double c, double alpha, double beta, double gamma)
    {
        var (cosAlpha, cosBeta, cosGamma) = (Cosine(alpha), Cosine(beta), Cosine(gamma));
        var sinGamma = gamma == 90 ? 1 : Math.Sin(gamma * Math.PI / 180);
        var cx = cosBeta;
        var cy = (cosAlpha - cosBeta * cosGamma) / sinGamma;
        var cz = Math.Sqrt(1 - cx * cx - cy * cy);
        if (!double.IsFinite(cz) || !(cz > 0))
            throw new CrystalException($"No cell has the angles {alpha:g6}°, {beta:g6}°, {gamma:g6}°; they must be between 0° and 180°, and each smaller than the sum of the others.");
        return new(new(a, 0, 0), b * new Vector3(cosGamma, sinGamma, 0), c * new Vector3(cx, cy, cz));
    }

    /// <summary>Cartesian position, in Angstrom, of a fractional one.</summary>
    public Vector3 ToCartesian(Vector3 fractional) => fractional.X * A + fractional.Y * B + fractional.Z * C;

    /// <summary>Fractional position of a Cartesian one in Angstrom.</summary>
    public Vector3 ToFractional(Vector3 cartesian) =>
        new(Vector3.Dot(_reciprocalA, cartesian), Vector3.Dot(_reciprocalB, cartesian), Vector3.Dot(_reciprocalC, cartesian));

    /// <summary>The lattice of a supercell with the given numbers of repetitions.</summary>
    public Lattice Repeated(int along, int across, int up) => new(along * A, across * B, up * C);

    // cos 90° and cos 120° must be exact: a hexagonal cell off by an ulp loses its symmetry at tight tolerances.
    private static double Cosine(double degrees) => degrees switch
    {
        90 => 0,
        60 => 0.5,
        120 => -0.5,
        _ => Math.Cos(degrees * Math.PI / 180),
    };

    private static double AngleBetween(Vector3 u, Vector3 v) =>
        Math.Acos(Math.Clamp(Vector3.Dot(u, v) / (u.Length * v.Length), -1, 1)) * 180 / Math.PI;
}
