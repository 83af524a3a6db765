using System.Collections.Immutable;

namespace DefiNet.Crystals.Formats.Cif;

/// <summary>Gathers the images that symmetry operations make and keeps one of those that coincide. Linear in their number: a hash of small boxes finds what is near.</summary>
internal sealed class SiteMerger
{
    private readonly Lattice _lattice;
    private readonly double _tolerance;
    private readonly (long A, long B, long C) _boxes;
    private readonly Dictionary<(long A, long B, long C), int> _firstInBox = [];
    private readonly List<int> _nextInBox = [];
    private readonly ImmutableArray<Element>.Builder _species = ImmutableArray.CreateBuilder<Element>();
    private readonly ImmutableArray<Vector3>.Builder _fractional = ImmutableArray.CreateBuilder<Vector3>();

    /// <summary>Starts with no site.</summary>
    public SiteMerger(Lattice lattice, double tolerance)
    {
        (_lattice, _tolerance) = (lattice, tolerance);
        var heights = lattice.Heights;
        _boxes = (BoxesAlong(heights.X), BoxesAlong(heights.Y), BoxesAlong(heights.Z));

        // Boxes thicker than the tolerance: what is near is in the same box or in one beside it.
        long BoxesAlong(double height) => Math.Max(1, (long)(height / (2 * tolerance)));
    }

    /// <summary>Number of sites.</summary>
    public int Count => _species.Count;

    /// <summary>Adds a site unless the same element is there; false when another element is.</summary>
    public bool TryAdd(Element element, Vector3 fractional, out Element other)
    {
        var home = fractional.WrapToUnit();
        (long A, long B, long C) box = (Box(home.X, _boxes.A), Box(home.Y, _boxes.B), Box(home.Z, _boxes.C));
        for (var a = -1; a <= 1; a++)
            for (var b = -1; b <= 1; b++)
                for (var c = -1; c <= 1; c++)
                {
                    if (!_firstInBox.TryGetValue((Wrap(box.A + a, _boxes.A), Wrap(box.B + b, _boxes.B), Wrap(box.C + c, _boxes.C)), out var site))
                        continue;
                    for (; site >= 0; site = _nextInBox[site])
                    {
                        if (!Coincide(_fractional[site], fractional))
                            continue;
                        other = _species[site];
                        return other == element;
                    }
                }

        other = element;
        _nextInBox.Add(_firstInBox.TryGetValue(box, out var first) ? first : -1);
        _firstInBox[box] = _species.Count;
        _species.Add(element);
        _fractional.Add(fractional);
        return true;
    }

    /// <summary>Element of every site.</summary>
    public ImmutableArray<Element> Species() => _species.ToImmutable();

    /// <summary>Fractional position of every site.</summary>
    public ImmutableArray<Vector3> Fractional() => _fractional.ToImmutable();

    private bool Coincide(Vector3 u, Vector3 v)
    {
        var difference = u - v;
        var nearest = new Vector3(difference.X - Math.Round(difference.X), difference.Y - Math.Round(difference.Y), difference.Z - Math.Round(difference.Z));
        return _lattice.ToCartesian(nearest).LengthSquared < _tolerance * _tolerance;
    }

    private static long Box(double coordinate, long count) => Math.Min((long)(coordinate * count), count - 1);

    private static long Wrap(long box, long count) => box < 0 ? box + count : box >= count ? box - count : box;
}
