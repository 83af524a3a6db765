using DefiNet.Crystals.Defects;

namespace DefiNet.Crystals.Symmetry;

/// <summary>The group of permutations of a supercell's sites that the symmetry of its host makes.</summary>
/// <remarks>Two operations that move every site alike, such as the mirror in the plane of a flat layer, count once.</remarks>
public sealed class SitePermutations
{
    /// <summary>Larger tables (sites times permutations) are refused.</summary>
    public const long MaxEntries = 1L << 25;

    private readonly ushort[] _table;

    private SitePermutations(int siteCount, int count, ushort[] table) => (SiteCount, Count, _table) = (siteCount, count, table);

    /// <summary>Number of sites.</summary>
    public int SiteCount { get; }

    /// <summary>Order of the group.</summary>
    public int Count { get; }

    /// <summary>One permutation: its entry i is the site to which site i goes. The first one is the identity.</summary>
    public ReadOnlySpan<ushort> this[int index] => _table.AsSpan(index * SiteCount, SiteCount);

    /// <summary>The group of a supercell: the host's operations that map the supercell's lattice onto itself, times the translations of the host's lattice in the supercell.</summary>
    /// <exception cref="CrystalException">The table would be larger than <see cref="MaxEntries"/>.</exception>
    public static SitePermutations Of(Supercell supercell)
    {
        var cells = supercell.A * supercell.B * supercell.C;
        var siteCount = supercell.SiteCount;
        var motions = Motions(supercell);
        var count = (long)motions.Count * cells;
        if (count * siteCount > MaxEntries)
            throw new CrystalException($"The {supercell} supercell has {siteCount} sites and {count} symmetry operations, more than fit the table of {MaxEntries} entries; take a smaller supercell.");

        var table = new ushort[count * siteCount];
        var row = 0;
        var shifted = new ushort[siteCount];
        for (var cell = 0; cell < cells; cell++)
        {
            Shift(supercell, cell, shifted);
            foreach (var motion in motions)
            {
                var permutation = table.AsSpan(row++ * siteCount, siteCount);
                for (var site = 0; site < siteCount; site++)
                    permutation[site] = shifted[motion[site]];
            }
        }

        return new(siteCount, (int)count, table);
    }

    // One permutation per coset of the translations: normalised so that site 0 stays in its cell, which tells equal ones.
    private static List<ushort[]> Motions(Supercell supercell)
    {
        var cell = supercell.Host.Cell;
        var basis = supercell.Host.SitesPerCell;
        var kept = new List<ushort[]>();
        var known = new HashSet<string>();
        var images = new (int Basis, int A, int B, int C)[basis];
        foreach (var operation in supercell.Host.Symmetry)
        {
            if (!MapsOntoItself(supercell, operation.Rotation))
                continue;
            for (var site = 0; site < basis; site++)
                images[site] = ImageInCell(cell, operation, site);
            var permutation = new ushort[supercell.SiteCount];
            for (var site = 0; site < permutation.Length; site++)
            {
                var (a, b, c) = supercell.CellOf(site);
                var image = images[site % basis];
                var r = operation.Rotation;
                permutation[site] = (ushort)supercell.SiteAt(
                    r.M11 * a + r.M12 * b + r.M13 * c + image.A - images[0].A,
                    r.M21 * a + r.M22 * b + r.M23 * c + image.B - images[0].B,
                    r.M31 * a + r.M32 * b + r.M33 * c + image.C - images[0].C,
                    image.Basis);
            }

            if (known.Add(new string(Array.ConvertAll(permutation, site => (char)site))))
                kept.Add(permutation);
        }

        return kept;
    }

    // R maps the lattice spanned by n1·a, n2·b, n3·c onto itself when R_ij·n_j is a multiple of n_i.
    private static bool MapsOntoItself(Supercell supercell, IntegerMatrix rotation)
    {
        ReadOnlySpan<int> repeats = [supercell.A, supercell.B, supercell.C];
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                if (rotation[i, j] * repeats[j] % repeats[i] != 0)
                    return false;
        return true;
    }

    private static (int Basis, int A, int B, int C) ImageInCell(Structure cell, SymmetryOperation operation, int site)
    {
        var image = operation.Apply(cell.Fractional[site]);
        var (best, bestDistance) = ((0, 0, 0, 0), double.PositiveInfinity);
        for (var other = 0; other < cell.Count; other++)
        {
            if (cell.Species[other] != cell.Species[site])
                continue;
            var way = image - cell.Fractional[other];
            var whole = new Vector3(Math.Round(way.X), Math.Round(way.Y), Math.Round(way.Z));
            var distance = cell.Lattice.ToCartesian(way - whole).LengthSquared;
            if (distance < bestDistance)
                (best, bestDistance) = ((other, (int)whole.X, (int)whole.Y, (int)whole.Z), distance);
        }

        return best;
    }

    // Where the translation from cell 0 to another cell takes every site.
    private static void Shift(Supercell supercell, int cell, ushort[] shifted)
    {
        var basis = supercell.Host.SitesPerCell;
        var (a, b, c) = supercell.CellOf(cell * basis);
        for (var site = 0; site < shifted.Length; site++)
        {
            var (x, y, z) = supercell.CellOf(site);
            shifted[site] = (ushort)supercell.SiteAt(x + a, y + b, z + c, site % basis);
        }
    }
}
