using System.Collections.Immutable;
using DefiNet.Crystals.Symmetry;

namespace DefiNet.Crystals.Defects;

/// <summary>Makes configurations from the sites that are replaced or emptied.</summary>
public static class ConfigurationBuilder
{
    /// <summary>The unrelaxed configuration of a placement.</summary>
    /// <param name="supercell">The ideal sites.</param>
    /// <param name="defects">Replaced and emptied sites, in any order, each site at most once.</param>
    /// <exception cref="CrystalException">A site is outside the supercell, named twice, or replaced by its own element.</exception>
    public static Configuration Build(Supercell supercell, IReadOnlyList<SiteDefect> defects)
    {
        var ideal = supercell.Ideal;
        var by = Check(supercell, defects);
        // Grouped by element as DFT codes want it: the host's elements first, then the others by atomic number; within each by site.
        var host = supercell.Host;
        var sites = Enumerable.Range(0, ideal.Count)
            .Where(site => !by.TryGetValue(site, out var element) || element is not null)
            .OrderBy(site => RankOf(host, by.TryGetValue(site, out var element) ? element!.Value : ideal.Species[site]))
            .ToArray();
        var structure = new Structure(
            ideal.Lattice,
            [.. sites.Select(site => by.TryGetValue(site, out var element) ? element!.Value : ideal.Species[site])],
            [.. sites.Select(site => ideal.Fractional[site])]);
        return Assemble(supercell, structure, sites, site => ideal.Fractional[site], defects);
    }

    /// <summary>The configuration of a structure whose sites are known.</summary>
    /// <param name="supercell">The ideal sites.</param>
    /// <param name="structure">The atoms that are there.</param>
    /// <param name="sites">Site of every atom; -1 for an adatom.</param>
    /// <param name="idealPosition">Fractional position of an ideal site in the structure's own frame.</param>
    /// <param name="defects">Replaced and emptied sites.</param>
    internal static Configuration Assemble(Supercell supercell, Structure structure, IReadOnlyList<int> sites, Func<int, Vector3> idealPosition, IReadOnlyList<SiteDefect> defects)
    {
        var ideal = supercell.Ideal;
        var vacancies = defects.Where(defect => defect.By is null).Select(defect => defect.Site).Order().ToArray();
        var ghosts = new Structure(
            structure.Lattice,
            [.. structure.Species, .. vacancies.Select(site => ideal.Species[site])],
            [.. structure.Fractional, .. vacancies.Select(idealPosition)],
            structure.Comment);
        var adatoms = Enumerable.Range(0, structure.Count).Where(atom => sites[atom] < 0).ToArray();
        var listed = List(supercell, structure, idealPosition, defects, adatoms);
        var form = CanonicalForm.Of(supercell, [.. defects], Adatoms.RemarksOn(supercell, structure, adatoms, idealPosition));
        var descriptor = DescriptorOf(supercell.Host, defects, ideal, adatoms.Select(atom => structure.Species[atom]));
        return new()
        {
            Structure = structure with { Comment = structure.Comment.Length > 0 ? structure.Comment : $"{supercell.Host.Name} {descriptor}" },
            WithGhosts = ghosts,
            Markers =
            [
                .. Enumerable.Range(0, structure.Count).Select(atom => sites[atom] >= 0 && ideal.Species[sites[atom]] == structure.Species[atom] ? Marker.Pristine : Marker.Substitution),
                .. vacancies.Select(_ => Marker.Vacancy),
            ],
            Sites = [.. sites, .. vacancies],
            Defects = listed,
            Descriptor = descriptor,
            Density = (double)listed.Length / supercell.SiteCount,
            Multiplicity = form.Multiplicity,
            SmallestDefectDistance = SmallestDistance(structure.Lattice, listed),
            CanonicalHash = form.Hash,
        };
    }

    private static Dictionary<int, Element?> Check(Supercell supercell, IReadOnlyList<SiteDefect> defects)
    {
        var by = new Dictionary<int, Element?>();
        foreach (var (site, element) in defects)
        {
            if (site < 0 || site >= supercell.SiteCount)
                throw new CrystalException($"Site {site} is outside the {supercell} supercell; its sites are 0 to {supercell.SiteCount - 1}.");
            if (!by.TryAdd(site, element))
                throw new CrystalException($"Site {site} of the {supercell} supercell is named twice; a site holds at most one defect.");
            if (element == supercell.Ideal.Species[site])
                throw new CrystalException($"Site {site} of the {supercell} supercell is to hold {element}, which is its own element; name another one.");
        }

        return by;
    }

    private static int RankOf(Host host, Element element)
    {
        var rank = host.Species.IndexOf(element);
        return rank >= 0 ? rank : host.Species.Length + element.AtomicNumber;
    }

    private static ImmutableArray<Defect> List(Supercell supercell, Structure structure, Func<int, Vector3> idealPosition, IReadOnlyList<SiteDefect> defects, int[] adatoms)
    {
        var host = supercell.Host;
        var species = supercell.Ideal.Species;
        return
        [
            .. defects
                .OrderBy(defect => defect.By is null ? 0 : 1)
                .ThenBy(defect => host.Species.IndexOf(species[defect.Site]))
                .ThenBy(defect => defect.Site)
                .Select(defect => new Defect(defect.By is null ? DefectKind.Vacancy : DefectKind.Substitution, defect.Site, species[defect.Site], defect.By, idealPosition(defect.Site))),
            .. adatoms.Select(atom => new Defect(DefectKind.Adatom, -1, null, structure.Species[atom], structure.Fractional[atom])),
        ];
    }

    private static string DescriptorOf(Host host, IReadOnlyList<SiteDefect> defects, Structure ideal, IEnumerable<Element> adatoms)
    {
        var text = Composition.Of(host, defects.Select(defect => (new DefectType(ideal.Species[defect.Site], defect.By), 1))).ToString();
        var added = Adatoms.Descriptor(adatoms);
        return added.Length == 0 ? text : defects.Count == 0 ? added : $"{text} + {added}";
    }

    private static double? SmallestDistance(Lattice lattice, ImmutableArray<Defect> defects)
    {
        if (defects.Length < 2)
            return null;
        var reduced = ReducedLattice.Of(lattice);
        var positions = defects.Select(defect => lattice.ToCartesian(defect.Fractional)).ToArray();
        var smallest = double.PositiveInfinity;
        for (var i = 0; i < positions.Length; i++)
            for (var j = 0; j < i; j++)
                smallest = Math.Min(smallest, reduced.Nearest(positions[i] - positions[j]).LengthSquared);
        return Math.Sqrt(smallest);
    }
}
