namespace DefiNet.Crystals.Neighbours;

/// <summary>Boxes, no thinner than the cutoff, over the region in which images are laid out: what is near an atom is in its box or in one beside it.</summary>
internal readonly struct ImageBoxes
{
    private const double Margin = 1 + 1e-6;
    private const int MostAlong = 1 << 10;

    private readonly Vector3 _low;
    private readonly Vector3 _perUnit;

    /// <summary>Divides the region between two fractional corners, for a cutoff of <paramref name="reach"/> in fractional units along each axis.</summary>
    public ImageBoxes(Vector3 low, Vector3 high, Vector3 reach)
    {
        var span = high - low;
        _low = low;
        (A, B, C) = (Along(span.X, reach.X), Along(span.Y, reach.Y), Along(span.Z, reach.Z));
        _perUnit = new(A / span.X, B / span.Y, C / span.Z);
    }

    /// <summary>Boxes along the first lattice vector.</summary>
    public int A { get; }

    /// <summary>Boxes along the second lattice vector.</summary>
    public int B { get; }

    /// <summary>Boxes along the third lattice vector; those that follow each other along it are neighbours in memory.</summary>
    public int C { get; }

    /// <summary>Number of boxes.</summary>
    public int Count => A * B * C;

    /// <summary>The part of the images that an atom is compared with.</summary>
    public double SearchedPart => Math.Min(1, 3.0 / A) * Math.Min(1, 3.0 / B) * Math.Min(1, 3.0 / C);

    /// <summary>The box of a fractional position in the region.</summary>
    public (int A, int B, int C) Of(Vector3 fractional) =>
        (Along(fractional.X - _low.X, _perUnit.X, A), Along(fractional.Y - _low.Y, _perUnit.Y, B), Along(fractional.Z - _low.Z, _perUnit.Z, C));

    /// <summary>The place of a box among all.</summary>
    public int Index(int a, int b, int c) => (a * B + b) * C + c;

    private static int Along(double span, double reach) => (int)Math.Clamp(span / (reach * Margin), 1, MostAlong);

    private static int Along(double distance, double perUnit, int count) => Math.Clamp((int)(distance * perUnit), 0, count - 1);
}
