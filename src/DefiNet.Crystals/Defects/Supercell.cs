using System.Collections.Immutable;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Defects;

/// <summary>A host repeated along its vectors: the ideal sites that defects replace or empty.</summary>
/// <remarks>Order of the sites: cell by cell, the cells along a slowest and along c fastest, within each cell as in the host. Site = ((ia·B + ib)·C + ic)·SitesPerCell + atom of the host's cell.</remarks>
public sealed class Supercell
{
    /// <summary>Larger supercells are refused.</summary>
    public const int MaxSites = 4096;

    /// <summary>Repeats a host.</summary>
    /// <param name="host">What is repeated.</param>
    /// <param name="a">Repetitions along a.</param>
    /// <param name="b">Repetitions along b.</param>
    /// <param name="c">Repetitions along c; 1 for a layer.</param>
    /// <param name="height">Length of c in Angstrom, for a layer in another vacuum: Cartesian positions are kept; null for the host's own.</param>
    /// <exception cref="CrystalException">A number is not positive, there are more than <see cref="MaxSites"/> sites, or the layer does not fit the height.</exception>
    public Supercell(Host host, int a, int b, int c = 1, double? height = null)
    {
        if (a < 1 || b < 1 || c < 1)
            throw new CrystalException($"The supercell {a} x {b} x {c} repeats the host less than once; each number must be at least 1.");
        if ((long)a * b > MaxSites || (long)a * b * c > MaxSites || (long)a * b * c * host.SitesPerCell > MaxSites)
            throw new CrystalException($"The supercell {a} x {b} x {c} of {host.Name} has more than {MaxSites} sites; take a smaller one.");
        (Host, A, B, C) = (host, a, b, c);
        Ideal = Repeat(host, a, b, c, height);
    }

    /// <summary>What is repeated.</summary>
    public Host Host { get; }

    /// <summary>Repetitions along a.</summary>
    public int A { get; }

    /// <summary>Repetitions along b.</summary>
    public int B { get; }

    /// <summary>Repetitions along c.</summary>
    public int C { get; }

    /// <summary>The supercell without defects; its atoms are the sites in their order.</summary>
    public Structure Ideal { get; }

    /// <summary>Number of sites.</summary>
    public int SiteCount => Ideal.Count;

    /// <summary>The permutations of the sites that the host's symmetry makes.</summary>
    public SitePermutations Permutations => Host.PermutationsOf(this);

    /// <summary>The site of a host atom in a cell; cells outside the supercell are wrapped into it.</summary>
    public int SiteAt(int a, int b, int c, int atom) =>
        ((Modulo(a, A) * B + Modulo(b, B)) * C + Modulo(c, C)) * Host.SitesPerCell + atom;

    /// <summary>The cell of a site.</summary>
    public (int A, int B, int C) CellOf(int site)
    {
        var cell = site / Host.SitesPerCell;
        return (cell / (B * C), cell / C % B, cell % C);
    }

    /// <summary>The sites of an element of the host, in order.</summary>
    public IEnumerable<int> SitesOf(Element element) => Enumerable.Range(0, SiteCount).Where(site => Ideal.Species[site] == element);

    /// <summary>Such as <c>8 x 8 x 1 MoS2</c>.</summary>
    public override string ToString() => $"{A} x {B} x {C} {Host.Name}";

    private static Structure Repeat(Host host, int a, int b, int c, double? height)
    {
        var cell = host.Cell;
        var stretch = 1.0;
        if (height is { } wanted)
            stretch = StretchTo(host, wanted, c);
        var lattice = new Lattice(a * cell.Lattice.A, b * cell.Lattice.B, c * stretch * cell.Lattice.C);

        var species = ImmutableArray.CreateBuilder<Element>(a * b * c * cell.Count);
        var fractional = ImmutableArray.CreateBuilder<Vector3>(a * b * c * cell.Count);
        for (var i = 0; i < a; i++)
            for (var j = 0; j < b; j++)
                for (var k = 0; k < c; k++)
                    for (var atom = 0; atom < cell.Count; atom++)
                    {
                        var position = cell.Fractional[atom];
                        species.Add(cell.Species[atom]);
                        fractional.Add(new((i + position.X) / a, (j + position.Y) / b, (k + position.Z) / (c * stretch)));
                    }

        return new(lattice, species.MoveToImmutable(), fractional.MoveToImmutable(), $"{host.Name} {a}x{b}x{c}");
    }

    // The atoms keep their Cartesian positions, so the fractional ones along c shrink as the cell grows.
    private static double StretchTo(Host host, double height, int c)
    {
        var own = host.Cell.Lattice.C.Length;
        if (height == own && c == 1)
            return 1;
        if (!host.IsLayer || c != 1)
            throw new CrystalException($"The height of the {host.Name} cell cannot be set to {height:g6} Å: only a single layer in vacuum may change its cell's height.");
        var lowest = host.Cell.Fractional.Min(position => position.Z);
        var highest = host.Cell.Fractional.Max(position => position.Z);
        var thickness = (highest - lowest) * own;
        if (!(height > thickness + 1) || height > 1000)
            throw new CrystalException($"A cell {height:g6} Å high does not hold a layer of {host.Name}, which is {thickness:g3} Å thick; give a height from {thickness + 1:g3} to 1000 Å.");
        return height / own;
    }

    private static int Modulo(int value, int count)
    {
        var rest = value % count;
        return rest < 0 ? rest + count : rest;
    }
}
