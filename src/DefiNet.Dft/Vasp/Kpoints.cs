using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;

namespace DefiNet.Dft.Vasp;

/// <summary>Points of the Brillouin zone, as VASP's KPOINTS gives them.</summary>
/// <remarks>Layout: VASP wiki, "KPOINTS".</remarks>
public sealed record Kpoints
{
    private const int MaxPoints = 1_000_000;

    private Kpoints(KpointsMode mode) => Mode = mode;

    /// <summary>How the points are given.</summary>
    public KpointsMode Mode { get; }

    /// <summary>First line of the file.</summary>
    public string Comment { get; private init; } = "";

    /// <summary>Divisions along the three reciprocal vectors, for <see cref="KpointsMode.Gamma"/> and <see cref="KpointsMode.MonkhorstPack"/>.</summary>
    public (int A, int B, int C) Divisions { get; private init; }

    /// <summary>Shift of the grid in units of its divisions.</summary>
    public Vector3 Shift { get; private init; }

    /// <summary>Length in Angstrom, for <see cref="KpointsMode.Automatic"/>.</summary>
    public double Length { get; private init; }

    /// <summary>Points on each line, for <see cref="KpointsMode.Lines"/>.</summary>
    public int PointsPerLine { get; private init; }

    /// <summary>Whether <see cref="Points"/> are Cartesian, in units of 2π over the lattice constant, and not along the reciprocal vectors.</summary>
    public bool Cartesian { get; private init; }

    /// <summary>The points of <see cref="KpointsMode.Explicit"/>, the ends of lines two by two, or the three vectors of <see cref="KpointsMode.Generated"/>.</summary>
    public ImmutableArray<Vector3> Points { get; private init; } = [];

    /// <summary>Weight of each point of <see cref="KpointsMode.Explicit"/>.</summary>
    public ImmutableArray<double> Weights { get; private init; } = [];

    /// <summary>What stands behind each end of a line, such as a point's name.</summary>
    public ImmutableArray<string> Labels { get; private init; } = [];

    /// <summary>Number of points before symmetry takes some away; null where it depends on the cell.</summary>
    public int? Count => Mode switch
    {
        KpointsMode.Gamma or KpointsMode.MonkhorstPack => Divisions.A * Divisions.B * Divisions.C,
        KpointsMode.Explicit => Points.Length,
        KpointsMode.Lines => Points.Length / 2 * PointsPerLine,
        _ => null,
    };

    /// <summary>A grid through the zone's centre; one point when all divisions are 1.</summary>
    /// <exception cref="DftException">A number of divisions is not positive or the grid is too large.</exception>
    public static Kpoints Gamma(int a, int b, int c, Vector3 shift = default) => Grid(KpointsMode.Gamma, a, b, c, shift);

    /// <summary>A grid after Monkhorst and Pack.</summary>
    /// <exception cref="DftException">A number of divisions is not positive or the grid is too large.</exception>
    public static Kpoints MonkhorstPack(int a, int b, int c, Vector3 shift = default) => Grid(KpointsMode.MonkhorstPack, a, b, c, shift);

    /// <summary>A grid through the zone's centre, or after Monkhorst and Pack, whose points lie no farther apart than a spacing; one point along the vacuum of a sheet.</summary>
    /// <param name="lattice">The cell.</param>
    /// <param name="spacing">Largest distance in 1/Angstrom, with the factor 2π, as KSPACING means it.</param>
    /// <param name="vacuum">Lattice vector along which a sheet has its vacuum (0, 1, 2), see <see cref="Vacuum.AxisOf"/>; null for none.</param>
    /// <param name="gamma">Whether the grid holds the centre.</param>
    /// <remarks>VASP wiki, "KSPACING": the number of divisions is 2π times the length of the reciprocal vector over the spacing, rounded up.</remarks>
    /// <exception cref="DftException">The spacing is not above zero, or the grid is too large.</exception>
    public static Kpoints BySpacing(Lattice lattice, double spacing, int? vacuum = null, bool gamma = true)
    {
        if (!(spacing > 0) || double.IsInfinity(spacing))
            throw new DftException(FormattableString.Invariant($"The spacing of k-points is {spacing}; it must be above zero, in 1/Å, such as 0.3."));
        // The length of a reciprocal vector is one over the height of the cell across it.
        return Grid(gamma ? KpointsMode.Gamma : KpointsMode.MonkhorstPack, Divisions(0), Divisions(1), Divisions(2), default, FormattableString.Invariant($"spacing {spacing} per Angstrom"));

        int Divisions(int axis)
        {
            if (axis == vacuum)
                return 1;
            var divisions = Math.Ceiling(2 * Math.PI / (Vacuum.Along(lattice.Heights, axis) * spacing) - 1e-9);
            return divisions > MaxPoints ? MaxPoints + 1 : Math.Max(1, (int)divisions);
        }
    }

    /// <summary>The divisions that a grid has in a cell; null for points that are no grid.</summary>
    /// <remarks>VASP wiki, "KPOINTS": an automatic grid has the length times the reciprocal vector's length, rounded, at least 1.</remarks>
    public (int A, int B, int C)? DivisionsIn(Lattice lattice) => Mode switch
    {
        KpointsMode.Gamma or KpointsMode.MonkhorstPack => Divisions,
        KpointsMode.Automatic => (Rounded(lattice.Heights.X), Rounded(lattice.Heights.Y), Rounded(lattice.Heights.Z)),
        _ => null,
    };

    private int Rounded(double height) => (int)Math.Clamp(Length / height + 0.5, 1, MaxPoints);

    /// <summary>Points one by one.</summary>
    /// <exception cref="DftException">The numbers of points and weights differ, or there is none.</exception>
    public static Kpoints Explicit(ImmutableArray<Vector3> points, ImmutableArray<double> weights, bool cartesian = false, string comment = "") =>
        points.Length == weights.Length && points.Length > 0
            ? new(KpointsMode.Explicit) { Points = points, Weights = weights, Cartesian = cartesian, Comment = comment }
            : throw new DftException($"There are {points.Length} k-points with {weights.Length} weights; each point needs one of both.");

    /// <summary>Points along lines whose ends are given two by two.</summary>
    /// <exception cref="DftException">There is no line, an end without the other, or a number of points that is not positive.</exception>
    public static Kpoints Lines(int pointsPerLine, ImmutableArray<Vector3> ends, ImmutableArray<string> labels, bool cartesian = false, string comment = "") =>
        pointsPerLine is > 0 and <= MaxPoints && ends.Length > 0 && ends.Length % 2 == 0 && labels.Length == ends.Length && ends.Length <= MaxPoints / pointsPerLine
            ? new(KpointsMode.Lines) { PointsPerLine = pointsPerLine, Points = ends, Labels = labels, Cartesian = cartesian, Comment = comment }
            : throw new DftException($"There are {ends.Length} ends of lines with {pointsPerLine} points each; a line has two ends and at least one point.");

    /// <summary>Reads a KPOINTS file.</summary>
    /// <exception cref="DftException">The file is missing a line or a number.</exception>
    public static Kpoints Read(string path)
    {
        using var text = File.OpenText(path);
        return Read(text, path);
    }

    /// <summary>Reads a KPOINTS text.</summary>
    /// <exception cref="DftException">The text is missing a line or a number.</exception>
    public static Kpoints Read(TextReader text, string name)
    {
        try
        {
            return Read(new LineCursor(text, name));
        }
        catch (CrystalException complaint)
        {
            throw new DftException(complaint.Message, complaint);
        }
    }

    /// <summary>Writes a KPOINTS file.</summary>
    public void Write(string path)
    {
        using var text = new StreamWriter(path);
        Write(text);
    }

    /// <summary>Writes the points so that <see cref="Read(TextReader, string)"/> gives them back.</summary>
    public void Write(TextWriter text)
    {
        text.Write(Comment.Length == 0 ? "k-points\n" : $"{VaspProgram.OneLine(Comment)}\n");
        switch (Mode)
        {
            case KpointsMode.Gamma or KpointsMode.MonkhorstPack:
                text.Write($"0\n{(Mode == KpointsMode.Gamma ? "Gamma" : "Monkhorst-Pack")}\n{Divisions.A} {Divisions.B} {Divisions.C}\n{Written(Shift)}\n");
                break;
            case KpointsMode.Automatic:
                text.Write($"0\nAuto\n{Written(Length)}\n");
                break;
            case KpointsMode.Generated:
                text.Write($"0\n{(Cartesian ? "Cartesian" : "Reciprocal")}\n");
                foreach (var vector in Points)
                    text.Write($"{Written(vector)}\n");
                text.Write($"{Written(Shift)}\n");
                break;
            case KpointsMode.Lines:
                text.Write($"{PointsPerLine}\nLine-mode\n{(Cartesian ? "Cartesian" : "Reciprocal")}\n");
                for (var end = 0; end < Points.Length; end++)
                    text.Write($"{Written(Points[end])}{(Labels[end].Length > 0 ? $" {Labels[end]}" : "")}\n{(end % 2 == 1 ? "\n" : "")}");
                break;
            default:
                text.Write($"{Points.Length}\n{(Cartesian ? "Cartesian" : "Reciprocal")}\n");
                for (var point = 0; point < Points.Length; point++)
                    text.Write($"{Written(Points[point])} {Written(Weights[point])}\n");
                break;
        }
    }

    /// <summary>The points along the reciprocal vectors with their weights, which sum to one; empty where they depend on the cell or are Cartesian.</summary>
    public IEnumerable<(Vector3 Point, double Weight)> Enumerate()
    {
        if (Mode is KpointsMode.Gamma or KpointsMode.MonkhorstPack)
            return EnumerateGrid();
        if (Mode != KpointsMode.Explicit || Cartesian)
            return [];
        var sum = Weights.Sum();
        return Points.Zip(Weights, (point, weight) => (point, sum == 0 ? 0 : weight / sum));
    }

    private static Kpoints Grid(KpointsMode mode, int a, int b, int c, Vector3 shift, string comment = "") =>
        a > 0 && b > 0 && c > 0 && (long)a * b <= MaxPoints && (long)a * b * c <= MaxPoints && shift.IsFinite
            ? new(mode) { Divisions = (a, b, c), Shift = shift, Comment = comment }
            : throw new DftException($"The grid of k-points is {a} × {b} × {c}; it must have one division or more each way and at most {MaxPoints} points.");

    private static Kpoints Read(LineCursor lines)
    {
        var comment = lines.Next("the comment line").Trim();
        var count = Whole(lines, lines.NextFields("the number of points, 0 for a grid"), 0, "the number of points; it must be a whole number, 0 for a grid");
        if (count is < 0 or > MaxPoints)
            throw lines.Bad($"the number of points is {count}; it must be 0 for a grid and at most {MaxPoints} otherwise");
        var kind = lines.Next("how the points are given: Gamma, Monkhorst-Pack, Line-mode, Cartesian or Reciprocal").TrimStart();
        var letter = kind.Length == 0 ? ' ' : char.ToLowerInvariant(kind[0]);
        return (count, letter) switch
        {
            (0, 'g') => ReadGrid(lines, KpointsMode.Gamma, comment),
            (0, 'm') => ReadGrid(lines, KpointsMode.MonkhorstPack, comment),
            (0, 'a') => ReadAutomatic(lines, comment),
            (0, _) => ReadGenerated(lines, letter is 'c' or 'k', comment),
            (_, 'l') => ReadLines(lines, count, comment),
            _ => ReadExplicit(lines, count, letter is 'c' or 'k', comment),
        };
    }

    private static Kpoints ReadGrid(LineCursor lines, KpointsMode mode, string comment)
    {
        var fields = lines.NextFields("the divisions of the grid, three whole numbers");
        var (a, b, c) = (Division(lines, fields, 0), Division(lines, fields, 1), Division(lines, fields, 2));
        var shift = lines.TryNext() is { } line && LineCursor.Fields(line) is { Length: > 0 } numbers ? Vector(lines, numbers) : default;
        if ((long)a * b > MaxPoints || (long)a * b * c > MaxPoints)
            throw lines.Bad($"the grid has {a} × {b} × {c} points; at most {MaxPoints} are read");
        return Grid(mode, a, b, c, shift, comment);
    }

    private static int Division(LineCursor lines, string[] fields, int index)
    {
        var division = Whole(lines, fields, index, "a number of divisions; there must be three whole numbers of at least 1");
        return division > 0 ? division : throw lines.Bad($"a number of divisions is {division}; it must be at least 1");
    }

    private static Kpoints ReadAutomatic(LineCursor lines, string comment)
    {
        var length = Number(lines, lines.NextFields("the length in Angstrom"), 0);
        return length > 0 ? new(KpointsMode.Automatic) { Length = length, Comment = comment } : throw lines.Bad($"the length is {length}; it must be above zero");
    }

    private static Kpoints ReadGenerated(LineCursor lines, bool cartesian, string comment)
    {
        var vectors = ImmutableArray.CreateBuilder<Vector3>(3);
        for (var i = 0; i < 3; i++)
            vectors.Add(Vector(lines, lines.NextFields("a vector that spans the grid, three numbers")));
        var shift = lines.TryNext() is { } line && LineCursor.Fields(line) is { Length: > 0 } numbers ? Vector(lines, numbers) : default;
        return new(KpointsMode.Generated) { Points = vectors.DrainToImmutable(), Shift = shift, Cartesian = cartesian, Comment = comment };
    }

    private static Kpoints ReadLines(LineCursor lines, int perLine, string comment)
    {
        var kind = lines.Next("Cartesian or Reciprocal").TrimStart();
        var cartesian = kind.Length > 0 && char.ToLowerInvariant(kind[0]) is ('c' or 'k');
        var ends = ImmutableArray.CreateBuilder<Vector3>();
        var labels = ImmutableArray.CreateBuilder<string>();
        while (lines.TryNext() is { } line)
        {
            var fields = LineCursor.Fields(line);
            if (fields.Length == 0)
                continue;
            ends.Add(Vector(lines, fields));
            labels.Add(string.Join(' ', fields.Skip(3)));
            if (ends.Count > MaxPoints / perLine)
                throw lines.Bad($"there are more than {MaxPoints} points on all lines together; that many are not read");
        }

        return ends.Count > 0 && ends.Count % 2 == 0
            ? Lines(perLine, ends.DrainToImmutable(), labels.DrainToImmutable(), cartesian, comment)
            : throw lines.Bad($"there are {ends.Count} ends of lines; each line needs two");
    }

    private static Kpoints ReadExplicit(LineCursor lines, int count, bool cartesian, string comment)
    {
        var points = ImmutableArray.CreateBuilder<Vector3>();
        var weights = ImmutableArray.CreateBuilder<double>();
        for (var point = 0; point < count; point++)
        {
            var fields = lines.NextFields($"point {point + 1} of {count}");
            points.Add(Vector(lines, fields));
            weights.Add(fields.Length > 3 ? Number(lines, fields, 3) : 1);
        }

        return Explicit(points.DrainToImmutable(), weights.DrainToImmutable(), cartesian, comment);
    }

    private static int Whole(LineCursor lines, string[] fields, int index, string what) =>
        index >= fields.Length ? throw lines.Bad($"the line ends before {what}")
        : FortranNumber.TryParse(fields[index], out int value) ? value
        : throw lines.Bad($"'{Shown(fields[index])}' stands for {what}");

    private static double Number(LineCursor lines, string[] fields, int index) =>
        index >= fields.Length ? throw lines.Bad("the line ends before a number")
        : FortranNumber.TryParse(fields[index], out double value) ? value
        : throw lines.Bad($"'{Shown(fields[index])}' stands where a number must be");

    private static Vector3 Vector(LineCursor lines, string[] fields) => new(Number(lines, fields, 0), Number(lines, fields, 1), Number(lines, fields, 2));

    private static string Shown(string value) => value.Length <= 40 ? value : value[..40] + "…";

    private static string Written(Vector3 vector) => $"{Written(vector.X)} {Written(vector.Y)} {Written(vector.Z)}";

    private static string Written(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // Monkhorst and Pack, Phys. Rev. B 13, 5188 (1976): u_r = (2r - q - 1) / 2q, moved by the shift; Gamma-centred grids start at 0.
    private IEnumerable<(Vector3 Point, double Weight)> EnumerateGrid()
    {
        var weight = 1.0 / ((double)Divisions.A * Divisions.B * Divisions.C);
        for (var k = 0; k < Divisions.C; k++)
            for (var j = 0; j < Divisions.B; j++)
                for (var i = 0; i < Divisions.A; i++)
                    yield return (new(Coordinate(i, Divisions.A, Shift.X), Coordinate(j, Divisions.B, Shift.Y), Coordinate(k, Divisions.C, Shift.Z)), weight);
    }

    private double Coordinate(int index, int divisions, double shift)
    {
        var offset = Mode == KpointsMode.MonkhorstPack ? (1 - divisions) / 2.0 : 0;
        var coordinate = (index + offset + shift) / divisions;
        return coordinate - Math.Ceiling(coordinate - 0.5);
    }
}
