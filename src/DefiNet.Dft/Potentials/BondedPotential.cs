using System.Collections.Frozen;
using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>Makes the <c>bonded</c> and <c>replay</c> potentials.</summary>
/// <remarks>
/// <para><c>bonded</c> is a valence force field: springs along the bonds between neighbouring host sites that are both occupied, between bonds that share an atom, out of the plane of a flat sheet, and a short-range repulsion between the others. Bonds, angles and planes rest in the ideal host, so that a pristine sheet stays put; a dopant changes the rest length of its bonds by the difference of typical bond lengths; an atom that lost bonds draws the remaining ones shorter by the bond-valence rule of Brown and Altermatt, each bond by the mean of what its two ends ask; and the atoms around a vacancy lean together (metals, boron), repel (anions) or rebond (phosphorus).</para>
/// <para><c>replay</c> is the same field with every rest value read off a known minimum x*, and the repulsion silent there: x* is an exact stationary point, and the lowest energy (zero).</para>
/// <para>It is a rehearsal for the machinery around DFT: geometry, stiffness and soft modes are of the right size, the energies are not DFT's and mean nothing beside it. Stiffness: <see cref="BondedHost"/>.</para>
/// </remarks>
internal static class BondedPotential
{
    /// <summary>Strength of the repulsion between atoms that are not bonded, in eV: our choice, a few eV/Å at half its range.</summary>
    private const double RepulsionStrength = 15;

    // Of the shortest distance between host sites that are no neighbours: nothing is felt in the ideal host, and thermal-size motion does not reach it.
    private const double RepulsionShare = 0.8;

    /// <summary>The <c>bonded</c> potential of a configuration.</summary>
    /// <exception cref="DftException">The host or an element is unknown, or the cell too small.</exception>
    public static ForceField Bonded(HostSites sites)
    {
        var host = BondedHost.For(sites);
        var neighbours = sites.Neighbours();
        var range = RepulsionRange(sites, neighbours);
        return new("bonded", sites.Sites.Lattice, ReferenceOf(sites), BondedTerms.Of(sites, neighbours, host), new(RepulsionStrength, range, FrozenDictionary<(int, int), double>.Empty));
    }

    /// <summary>The <c>replay</c> potential of a configuration whose minimum is known: same atoms and order.</summary>
    /// <exception cref="DftException">The host or an element is unknown, the cell too small, or the minimum has other atoms or another cell.</exception>
    public static ForceField Replay(HostSites sites, Structure minimum)
    {
        var host = BondedHost.For(sites);
        var reference = ReferenceOf(sites);
        if (!minimum.Species.SequenceEqual(sites.Species))
            throw new DftException($"The minimum has other atoms than the start ({minimum.Count} and {sites.Species.Length}), or another order; give the same atoms in the same order.");
        var positions = NearestImages.Of(minimum, sites.Sites.Lattice, reference);
        var neighbours = sites.Neighbours();
        var range = RepulsionRange(sites, neighbours);
        return new("replay", sites.Sites.Lattice, reference, BondedTerms.Of(sites, neighbours, host, positions), new(RepulsionStrength, range, Shortened(sites.Sites.Lattice, positions, range)));
    }

    private static ImmutableArray<Vector3> ReferenceOf(HostSites sites)
    {
        var reference = new Vector3[sites.Species.Length];
        for (var site = 0; site < sites.AtomAt.Length; site++)
            if (sites.AtomAt[site] >= 0)
                reference[sites.AtomAt[site]] = sites.Sites.Cartesian[site];
        return ImmutableArray.Create(reference);
    }

    private static double RepulsionRange(HostSites sites, SiteNeighbours neighbours)
    {
        var range = RepulsionShare * neighbours.NextShell;
        var heights = sites.Sites.Lattice.Heights;
        var smallest = Math.Min(heights.X, Math.Min(heights.Y, heights.Z));
        var needed = 2 * (range + 2 * ForceField.ListMargin);
        return smallest >= needed
            ? range
            : throw new DftException(FormattableString.Invariant($"The cell is {smallest:0.0} Å across; the bonded potential needs {needed:0.0} Å or more, so that no atom meets its own image. Use a larger supercell."));
    }

    private static FrozenDictionary<(int, int), double> Shortened(Lattice lattice, Vector3[] positions, double range)
    {
        var shortened = new Dictionary<(int, int), double>();
        for (var first = 0; first < positions.Length; first++)
            for (var second = first + 1; second < positions.Length; second++)
            {
                var vector = positions[second] - positions[first];
                var fractional = lattice.ToFractional(vector);
                var length = (vector - lattice.ToCartesian(new(Math.Round(fractional.X), Math.Round(fractional.Y), Math.Round(fractional.Z)))).Length;
                if (length < range)
                    shortened[(first, second)] = length;
            }

        return shortened.ToFrozenDictionary();
    }
}
