using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;

namespace DefiNet.Dft.Potentials;

/// <summary>The sites of a pristine supercell and the atom on each: what fixes the bonds of a run, whatever its start.</summary>
/// <param name="Sites">The pristine supercell: host element and ideal position of every site.</param>
/// <param name="AtomAt">Index of the atom on each site; -1 for a vacancy.</param>
/// <param name="Species">Element of every atom.</param>
internal sealed record HostSites(Structure Sites, ImmutableArray<int> AtomAt, ImmutableArray<Element> Species)
{
    // The next shell is at least 1.26 times as far as the first in all six hosts; InSe's two bonds differ by 1.06.
    private const double ShellFactor = 1.2;

    /// <summary>Sites that all hold their own atom, in order.</summary>
    public static HostSites Pristine(Structure structure) =>
        new(structure, [.. Enumerable.Range(0, structure.Count)], structure.Species);

    /// <summary>Sites listed with those of the atoms first, in the atoms' order, then the empty ones: the layout of <see cref="Listed"/>.</summary>
    /// <exception cref="DftException">There are fewer sites than atoms.</exception>
    public static HostSites FromList(Structure sites, Structure atoms) =>
        sites.Count >= atoms.Count
            ? new(sites, [.. Enumerable.Range(0, sites.Count).Select(site => site < atoms.Count ? site : -1)], atoms.Species)
            : throw new DftException($"There are {sites.Count} sites for {atoms.Count} atoms; the host must have one for each atom, then the empty ones.");

    /// <summary>The sites of the atoms first, in the atoms' order, then the empty ones.</summary>
    public Structure Listed()
    {
        var order = new int[Sites.Count];
        var empty = Species.Length;
        for (var site = 0; site < order.Length; site++)
            order[AtomAt[site] >= 0 ? AtomAt[site] : empty++] = site;
        return new(Sites.Lattice, [.. order.Select(site => Sites.Species[site])], [.. order.Select(site => Sites.Fractional[site])], Sites.Comment);
    }

    /// <summary>The sites under a structure, each atom on the nearest of its own: the pristine host in the structure's cell.</summary>
    /// <exception cref="DftException">The structure is no supercell of a built-in host, or has atoms on no site.</exception>
    public static HostSites Of(Structure structure)
    {
        DefectFinding found;
        try
        {
            found = DefectFinder.Find(null, structure);
        }
        catch (CrystalException complaint)
        {
            throw new DftException(complaint.Message, complaint);
        }

        var ideal = found.Supercell.Ideal;
        var atomAt = new int[ideal.Count];
        Array.Fill(atomAt, -1);
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var site = found.Configuration.Sites[atom];
            if (site < 0)
                throw new DftException($"Atom {atom + 1} ({structure.Species[atom]}) sits on no site of {found.Supercell}; the bonded potential takes substitutions and vacancies, no adatoms.");
            atomAt[site] = atom;
        }

        return new(new(structure.Lattice, ideal.Species, ideal.Fractional, ideal.Comment), [.. atomAt], structure.Species);
    }

    /// <summary>Unit vector normal to the layer.</summary>
    public Vector3 Normal
    {
        get
        {
            var normal = Vector3.Cross(Sites.Lattice.A, Sites.Lattice.B);
            return normal / normal.Length;
        }
    }

    /// <summary>Whether all sites lie in one plane, to a tenth of an Angstrom.</summary>
    public bool Flat
    {
        get
        {
            var heights = Sites.Cartesian.Select(position => Vector3.Dot(position, Normal)).ToArray();
            return heights.Max() - heights.Min() < 0.1;
        }
    }

    /// <summary>Pairs of neighbouring sites, each once, with the image of the second; and the shortest distance between sites that are no neighbours. Computed anew on each call.</summary>
    public SiteNeighbours Neighbours()
    {
        const double Reach = 4.6; // no next shell of the six hosts is farther
        var found = new List<(int First, int Second, Vector3 Image, double Length)>();
        var (lattice, positions) = (Sites.Lattice, Sites.Cartesian);
        var heights = lattice.Heights;
        var (na, nb, nc) = (Images(heights.X), Images(heights.Y), Images(heights.Z)); // beside the nearest
        var alone = na + nb + nc == 0;
        for (var first = 0; first < positions.Length; first++)
            for (var second = first; second < positions.Length; second++)
            {
                var apart = positions[second] - positions[first];
                var home = lattice.ToFractional(apart);
                var nearest = new Vector3(-Math.Round(home.X), -Math.Round(home.Y), -Math.Round(home.Z));
                if (alone && (apart + lattice.ToCartesian(nearest)).LengthSquared >= Reach * Reach)
                    continue;
                for (var i = -na; i <= na; i++)
                    for (var j = -nb; j <= nb; j++)
                        for (var k = -nc; k <= nc; k++)
                        {
                            if (first == second && (i, j, k).CompareTo((0, 0, 0)) <= 0)
                                continue;
                            var image = nearest + new Vector3(i, j, k);
                            var length = (apart + lattice.ToCartesian(image)).Length;
                            if (length < Reach)
                                found.Add((first, second, image, length));
                        }
            }

        if (found.Count == 0)
            return new([], Reach);
        var shortest = found.Min(pair => pair.Length);
        var others = found.Where(pair => pair.Length >= ShellFactor * shortest).ToList();
        return new([.. found.Where(pair => pair.Length < ShellFactor * shortest)], others.Count == 0 ? Reach : others.Min(pair => pair.Length));

        static int Images(double height) => height >= 2 * Reach ? 0 : (int)Math.Min(3, Math.Ceiling(Reach / height));
    }
}
