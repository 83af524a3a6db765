using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Defects;

/// <summary>A crystal without defects, given by one cell: what a supercell repeats.</summary>
/// <remarks>The cells of the built-in hosts are those of the 2DMD data set (Huang et al., npj 2D Mater. Appl. 2023; Zenodo 14027373, CC BY 4.0).</remarks>
public sealed class Host
{
    /// <summary>Cells with more atoms are refused.</summary>
    public const int MaxAtoms = 512;

    // A gap above this height, in Angstrom, between the atoms of one cell and of the next along c makes a layer; interlayer gaps are near 3 Å.
    private const double SmallestVacuum = 6;

    private static readonly (string Name, string[] Aliases, Func<Structure> Cell)[] Shipped =
    [
        ("MoS2", [], () => Structure.Of(
            Hexagonal(3.1903157, 14.879004, 120),
            ("Mo", 0.33333333, 0.66666667, 0.25), ("S", 0.66666667, 0.33333333, 0.144826), ("S", 0.66666667, 0.33333333, 0.355174))),
        ("WSe2", [], () => Structure.Of(
            Hexagonal(3.32706951, 15.068951, 120),
            ("W", 0.33333333, 0.66666667, 0.25), ("Se", 0.66666667, 0.33333333, 0.361569), ("Se", 0.66666667, 0.33333333, 0.138431))),
        ("hBN", ["h-BN", "BN"], () => Structure.Of(
            Hexagonal(2.51242846, 20, 120.00001201),
            ("B", 0.333333, 0.666667, 0.192681625), ("N", 0.666667, 0.333333, 0.192681625))),
        ("GaSe", [], () => Structure.Of(
            Hexagonal(3.81906671, 20, 120.00001238),
            ("Ga", 0.66666667, 0.33333333, 0.38327267), ("Ga", 0.66666667, 0.33333333, 0.50681713),
            ("Se", 0.33333333, 0.66666667, 0.56548028), ("Se", 0.33333333, 0.66666667, 0.32460952))),
        ("InSe", [], () => Structure.Of(
            Hexagonal(4.09647352, 20, 119.99999231),
            ("In", 0.33333333, 0.66666667, 0.52943777), ("In", 0.33333333, 0.66666667, 0.38773463),
            ("Se", 0.66666667, 0.33333333, 0.59281346), ("Se", 0.66666667, 0.33333333, 0.32435894))),
        ("BP", ["P"], () => Structure.Of(
            Lattice.FromParameters(3.299918, 4.600926, 20, 90, 90, 90),
            ("P", 0, 0.588557, 0.20912339), ("P", 0, 0.411443, 0.31443551), ("P", 0.5, 0.088557, 0.31443551), ("P", 0.5, 0.911443, 0.20912339))),
    ];

    private static readonly ConcurrentDictionary<string, Host> Made = new(StringComparer.Ordinal);

    private readonly Lazy<IReadOnlyList<SymmetryOperation>> _symmetry;
    private readonly ConcurrentDictionary<(int A, int B, int C), Lazy<SitePermutations>> _permutations = new();

    /// <summary>Makes a host from a name and its cell, primitive or not.</summary>
    /// <exception cref="CrystalException">There are no atoms, or more than <see cref="MaxAtoms"/>, or two of them sit in one place.</exception>
    public Host(string name, Structure cell)
    {
        if (cell.Count is 0 or > MaxAtoms)
            throw new CrystalException($"The host {name} has {cell.Count} atoms in its cell; it must have 1 to {MaxAtoms}.");
        (Name, Cell) = (name, cell);
        NearestNeighbourDistance = SmallestDistance(cell);
        if (NearestNeighbourDistance < 0.3)
            throw new CrystalException($"Two atoms of the host {name} are {NearestNeighbourDistance:g2} Å apart; no two may sit in one place.");
        IsLayer = LargestGapAlongC(cell) > SmallestVacuum;
        Species = [.. cell.CountByElement().Select(pair => pair.Element)];
        _symmetry = new(() => SymmetryFinder.Find(cell, Math.Min(SymmetryFinder.DefaultTolerance, NearestNeighbourDistance / 4)));
    }

    /// <summary>Names of the built-in hosts, in the order in which they are tried.</summary>
    public static ImmutableArray<string> BuiltInNames { get; } = [.. Shipped.Select(host => host.Name)];

    /// <summary>The built-in hosts, in the order in which they are tried.</summary>
    public static IEnumerable<Host> BuiltIn => BuiltInNames.Select(name => TryBuiltIn(name)!);

    /// <summary>The built-in name, or the file's.</summary>
    public string Name { get; }

    /// <summary>The cell that is repeated.</summary>
    public Structure Cell { get; }

    /// <summary>Elements in the order in which they appear in the cell: the order of descriptors.</summary>
    public ImmutableArray<Element> Species { get; }

    /// <summary>Number of sites in the cell.</summary>
    public int SitesPerCell => Cell.Count;

    /// <summary>Smallest distance between two sites, in Angstrom.</summary>
    public double NearestNeighbourDistance { get; }

    /// <summary>Whether the cell holds a layer with vacuum along c, so that its height may be chosen freely.</summary>
    public bool IsLayer { get; }

    /// <summary>Operations of the cell.</summary>
    public IReadOnlyList<SymmetryOperation> Symmetry => _symmetry.Value;

    /// <summary>The built-in host of a name or alias (MoS2, WSe2, hBN, h-BN, BN, GaSe, InSe, BP, P), or null. Upper and lower case do not matter.</summary>
    public static Host? TryBuiltIn(string name)
    {
        foreach (var (canonical, aliases, cell) in Shipped)
            if (string.Equals(canonical, name, StringComparison.OrdinalIgnoreCase) || aliases.Contains(name, StringComparer.OrdinalIgnoreCase))
                return Made.GetOrAdd(canonical, static (key, make) => new Host(key, make()), cell);
        return null;
    }

    /// <summary>The built-in host of a name, or the one whose cell a structure file holds.</summary>
    /// <exception cref="CrystalException">There is neither, or the file is wrong.</exception>
    public static Host Open(string nameOrPath)
    {
        if (TryBuiltIn(nameOrPath) is { } builtIn)
            return builtIn;
        if (!File.Exists(nameOrPath))
            throw new CrystalException($"{nameOrPath}: there is neither a built-in host ({string.Join(", ", BuiltInNames)}) nor a file of that name.");
        return FromCell(StructureFile.Read(nameOrPath));
    }

    /// <summary>A host from its cell alone, called by its formula, such as <c>MoSSe</c>.</summary>
    public static Host FromCell(Structure cell)
    {
        var counts = cell.CountByElement();
        var divisor = counts.Select(pair => pair.Count).Aggregate(0, GreatestCommonDivisor);
        return new(string.Concat(counts.Select(pair => pair.Count == divisor ? pair.Element.Symbol : string.Create(CultureInfo.InvariantCulture, $"{pair.Element}{pair.Count / divisor}"))), cell);
    }

    /// <summary>The permutations of a supercell's sites; made once.</summary>
    internal SitePermutations PermutationsOf(Supercell supercell) =>
        _permutations.GetOrAdd((supercell.A, supercell.B, supercell.C), _ => new(() => SitePermutations.Of(supercell))).Value;

    private static Lattice Hexagonal(double a, double c, double gamma) => Lattice.FromParameters(a, a, c, 90, 90, gamma);

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private static double SmallestDistance(Structure cell)
    {
        var reduced = ReducedLattice.Of(cell.Lattice);
        var smallest = reduced.Lattice.A.Length;
        for (var i = 0; i < cell.Count; i++)
            for (var j = 0; j < i; j++)
                smallest = Math.Min(smallest, reduced.Nearest(cell.Cartesian[i] - cell.Cartesian[j]).Length);
        return smallest;
    }

    private static double LargestGapAlongC(Structure cell)
    {
        var heights = cell.Fractional.Select(position => position.WrapToUnit().Z).Order().ToArray();
        var largest = heights[0] + 1 - heights[^1];
        for (var i = 1; i < heights.Length; i++)
            largest = Math.Max(largest, heights[i] - heights[i - 1]);
        return largest * cell.Lattice.Heights.Z;
    }
}
