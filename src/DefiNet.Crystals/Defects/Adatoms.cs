using System.Globalization;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Defects;

/// <summary>What is said of atoms that sit on no host site.</summary>
internal static class Adatoms
{
    // Distances to host sites are compared in steps of this many Angstrom.
    private const double Step = 0.25;

    /// <summary>Such as <c>2 S_ad</c>, elements by atomic number; empty without adatoms.</summary>
    public static string Descriptor(IEnumerable<Element> adatoms) => string.Join(" + ", adatoms
        .GroupBy(element => element)
        .OrderBy(group => group.Key.AtomicNumber)
        .Select(group => group.Count() == 1 ? $"{group.Key}_ad" : string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}_ad")));

    /// <summary>A text equal for placements of adatoms that a symmetry operation maps onto each other: the element of each and its distances to the three nearest host sites, coarsely.</summary>
    public static string RemarksOn(Supercell supercell, Structure structure, int[] adatoms, Func<int, Vector3> idealPosition)
    {
        if (adatoms.Length == 0)
            return "";
        var reduced = ReducedLattice.Of(structure.Lattice);
        var sites = Enumerable.Range(0, supercell.SiteCount).Select(site => structure.Lattice.ToCartesian(idealPosition(site))).ToArray();
        return "|" + string.Join(';', adatoms.Select(Remark).Order(StringComparer.Ordinal));

        string Remark(int atom)
        {
            var nearest = sites
                .Select((position, site) => (Distance: reduced.Nearest(structure.Cartesian[atom] - position).Length, Element: supercell.Ideal.Species[site]))
                .OrderBy(near => near.Distance)
                .Take(3)
                .Select(near => string.Create(CultureInfo.InvariantCulture, $"{near.Element}{Math.Round(near.Distance / Step)}"));
            return $"{structure.Species[atom]}@{string.Join(' ', nearest.Order(StringComparer.Ordinal))}";
        }
    }
}
