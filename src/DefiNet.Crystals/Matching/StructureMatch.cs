using System.Collections.Immutable;

namespace DefiNet.Crystals.Matching;

/// <summary>Whether two structures are the same within a tolerance, and how their atoms pair.</summary>
/// <remarks>Cells are compared by lengths and angles, atoms by fractional positions: the same crystal turned in space matches. Supercells and other choices of a cell do not.</remarks>
public sealed record StructureMatch
{
    private const int Refinements = 3;

    /// <summary>Whether every atom has a partner within the tolerance.</summary>
    public required bool Matches { get; init; }

    /// <summary>Why they do not match: one sentence; null when they do.</summary>
    public string? Difference { get; init; }

    /// <summary>Mean distance of partners in Angstrom, after the translation; not a number where atoms could not be paired.</summary>
    public double MeanDistance { get; init; } = double.NaN;

    /// <summary>Largest distance of partners in Angstrom, after the translation; not a number where atoms could not be paired.</summary>
    public double MaxDistance { get; init; } = double.NaN;

    /// <summary>For each atom of the first structure its partner in the second; empty where atoms could not be paired.</summary>
    public ImmutableArray<int> Partners { get; init; } = [];

    /// <summary>What moves the first structure onto the second, in Angstrom; zero unless translations are allowed.</summary>
    public Vector3 Translation { get; init; }

    /// <summary>Compares two structures.</summary>
    public static StructureMatch Between(Structure first, Structure second, StructureMatchOptions? options = null)
    {
        options ??= new();
        if (DifferenceOfCells(first.Lattice, second.Lattice, options.CellTolerance) is { } cells)
            return Different(cells);
        if (DifferenceOfAtoms(first, second, options.AllowPermutation) is { } atoms)
            return Different(atoms);
        if (first.Count == 0)
            return new() { Matches = true, MeanDistance = 0, MaxDistance = 0 };

        return options.AllowPermutation ? Permuted(first, second, options) : InOrder(first, second, options);
    }

    private static StructureMatch Different(string difference) => new() { Matches = false, Difference = difference };

    private static string? DifferenceOfCells(Lattice first, Lattice second, double tolerance)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            var byLength = Math.Abs(first.Lengths[axis] - second.Lengths[axis]);
            if (!(byLength <= tolerance))
                return $"The cells' edges {"abc"[axis]} differ by {byLength:g3} Å.";
            var shorter = Math.Min(first.Lengths[(axis + 1) % 3], first.Lengths[(axis + 2) % 3]);
            var byAngle = Math.Abs(first.Angles[axis] - second.Angles[axis]) * Math.PI / 180 * shorter;
            if (!(byAngle <= tolerance))
                return $"The cells' {(axis == 0 ? "alpha" : axis == 1 ? "beta" : "gamma")} differ by {Math.Abs(first.Angles[axis] - second.Angles[axis]):g3}°.";
        }

        return null;
    }

    private static string? DifferenceOfAtoms(Structure first, Structure second, bool permuted)
    {
        if (first.Count != second.Count)
            return $"There are {first.Count} and {second.Count} atoms.";
        if (permuted)
        {
            var counts = second.CountByElement().ToDictionary(pair => pair.Element, pair => pair.Count);
            foreach (var (element, count) in first.CountByElement())
                if (counts.GetValueOrDefault(element) != count)
                    return $"There are {count} and {counts.GetValueOrDefault(element)} atoms of {element}.";
            return null;
        }

        for (var atom = 0; atom < first.Count; atom++)
            if (first.Species[atom] != second.Species[atom])
                return $"Atom {atom + 1} is {first.Species[atom]} in one and {second.Species[atom]} in the other.";
        return null;
    }

    private static StructureMatch InOrder(Structure first, Structure second, StructureMatchOptions options)
    {
        var nearest = new NearestImage(first.Lattice);
        var partners = Enumerable.Range(0, first.Count).ToArray();
        var translation = options.AllowTranslation
            ? Refine(first, second, partners, nearest, nearest.OfFractional(second.Fractional[0] - first.Fractional[0]))
            : Vector3.Zero;
        return Judge(first, second, partners, nearest, translation, options.Tolerance);
    }

    // One atom of the rarest element must land on one of its kind: that gives the translations to try.
    private static StructureMatch Permuted(Structure first, Structure second, StructureMatchOptions options)
    {
        var nearest = new NearestImage(first.Lattice);
        if (!options.AllowTranslation)
            return new Pairing(first, second, nearest, options.Tolerance).TryPair(Vector3.Zero) is { } partners
                ? Judge(first, second, partners, nearest, Vector3.Zero, options.Tolerance)
                : Different($"Not every atom has one of its element within {options.Tolerance:g3} Å.");

        // The atom that fixes the translation is itself off by up to the tolerance.
        var pairing = new Pairing(first, second, nearest, 2 * options.Tolerance);
        var rarest = first.CountByElement().MinBy(pair => pair.Count).Element;
        var from = first.Species.IndexOf(rarest);
        StructureMatch? best = null;
        for (var to = 0; to < second.Count; to++)
        {
            if (second.Species[to] != rarest)
                continue;
            var translation = nearest.OfFractional(second.Fractional[to] - first.Fractional[from]);
            if (pairing.TryPair(translation) is not { } partners)
                continue;
            var match = Judge(first, second, partners, nearest, Refine(first, second, partners, nearest, translation), options.Tolerance);
            if (best is null || match.MaxDistance < best.MaxDistance)
                best = match;
        }

        return best ?? Different($"No translation brings every atom within {options.Tolerance:g3} Å of one of its element.");
    }

    // The mean displacement, taken about a first guess so that periodic images do not mix.
    private static Vector3 Refine(Structure first, Structure second, int[] partners, NearestImage nearest, Vector3 translation)
    {
        for (var round = 0; round < Refinements; round++)
        {
            var fractional = first.Lattice.ToFractional(translation);
            var sum = Vector3.Zero;
            for (var atom = 0; atom < first.Count; atom++)
                sum += nearest.OfFractional(second.Fractional[partners[atom]] - first.Fractional[atom] - fractional);
            translation += sum / first.Count;
        }

        return translation;
    }

    private static StructureMatch Judge(Structure first, Structure second, int[] partners, NearestImage nearest, Vector3 translation, double tolerance)
    {
        var fractional = first.Lattice.ToFractional(translation);
        var (sum, max, farthest) = (0.0, 0.0, 0);
        for (var atom = 0; atom < first.Count; atom++)
        {
            var distance = nearest.OfFractional(second.Fractional[partners[atom]] - first.Fractional[atom] - fractional).Length;
            sum += distance;
            if (distance > max)
                (max, farthest) = (distance, atom);
        }

        return new()
        {
            Matches = max <= tolerance,
            Difference = max <= tolerance ? null : $"Atom {farthest + 1} is {max:g3} Å from its partner, more than {tolerance:g3} Å.",
            MeanDistance = sum / first.Count,
            MaxDistance = max,
            Partners = [.. partners],
            Translation = translation,
        };
    }
}
