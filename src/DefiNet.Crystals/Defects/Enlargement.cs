using System.Collections.Immutable;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Crystals.Defects;

/// <summary>The defects of a layer's configuration once more in a larger supercell, which is pristine around them.</summary>
/// <remarks>
/// The ring of cells along each vector is cut where its widest stretch without defects begins, and what lies between the cuts stands in the middle of the larger supercell.
/// Defects beside a cut lose the periodic images that they had beyond it; <see cref="SiteMatch.SameSurroundings"/> tells which atoms see that.
/// </remarks>
public sealed record Enlargement
{
    private const double MaxDistortion = 0.3; // Angstrom; unrelaxed atoms are on their sites but for the rounding of files

    /// <summary>The defects in the larger supercell, unrelaxed, the layer's atoms at the heights that they have in the small one.</summary>
    public required Configuration Large { get; init; }

    /// <summary>Repetitions along a and b of the configuration.</summary>
    public required (int A, int B) From { get; init; }

    /// <summary>The atoms within reach of a defect that are of the same element in both.</summary>
    public required ImmutableArray<SiteMatch> Matches { get; init; }

    /// <summary>Places within reach of a defect where the two differ: an image of a defect stands there in the small one alone.</summary>
    public required int Different { get; init; }

    /// <summary>Puts the defects of a configuration into a larger supercell.</summary>
    /// <param name="host">Its host.</param>
    /// <param name="small">The configuration, unrelaxed, without adatoms.</param>
    /// <param name="repeats">How often the larger supercell repeats the host along a and b; no less than the configuration does.</param>
    /// <param name="reach">How far from defects atoms are compared, and how far they see, in Angstrom.</param>
    /// <exception cref="CrystalException">The configuration is not of a single layer of the host, has no defect or adatoms, or is larger already.</exception>
    public static Enlargement Of(Host host, Configuration small, int repeats, double reach)
    {
        var found = DefectFinder.Find(host, small.Structure);
        var (supercell, configuration) = (found.Supercell, found.Configuration);
        if (!host.IsLayer || supercell.C != 1 || configuration.Sites.Contains(-1) || configuration.Defects.IsEmpty)
            throw new CrystalException($"{small.Descriptor} in {supercell}: only substitutions and vacancies of a single layer can be put into a larger supercell.");
        if (repeats < Math.Max(supercell.A, supercell.B))
            throw new CrystalException($"{small.Descriptor} in {supercell} does not fit into {repeats} x {repeats} cells; name a larger number.");
        var own = OwnHost(host, supercell, configuration);
        var (larger, defects) = (new Supercell(own, repeats, repeats), configuration.Defects);
        var (fromA, toA) = Stretch([.. defects.Select(defect => supercell.CellOf(defect.Site).A)], supercell.A, repeats);
        var (fromB, toB) = Stretch([.. defects.Select(defect => supercell.CellOf(defect.Site).B)], supercell.B, repeats);
        int Moved(int site) =>
            supercell.CellOf(site) is var (a, b, _) ? larger.SiteAt((a - fromA + supercell.A) % supercell.A + toA, (b - fromB + supercell.B) % supercell.B + toB, 0, site % host.SitesPerCell) : site;

        var large = ConfigurationBuilder.Build(larger, [.. defects.Select(defect => new SiteDefect(Moved(defect.Site), defect.By))]);
        var matches = Match(supercell, configuration, larger, large, [.. defects.Select(defect => (defect.Site, Moved(defect.Site)))], reach, out var different);
        return new() { Large = large, From = (supercell.A, supercell.B), Matches = matches, Different = different };
    }

    // The host as the configuration has it: its cell is a part of the configuration's, and each sublattice stands where its atoms do.
    private static Host OwnHost(Host host, Supercell supercell, Configuration configuration)
    {
        var structure = configuration.WithGhosts;
        var lattice = new Lattice(structure.Lattice.A / supercell.A, structure.Lattice.B / supercell.B, structure.Lattice.C);
        var (sums, counts, farthest) = (new Vector3[host.SitesPerCell], new int[host.SitesPerCell], 0.0);
        foreach (var (atom, site) in configuration.Sites.Index())
            (sums[site % host.SitesPerCell], counts[site % host.SitesPerCell]) = (sums[site % host.SitesPerCell] + Way(atom, site), counts[site % host.SitesPerCell] + 1);
        foreach (var (atom, site) in configuration.Sites.Index())
            farthest = Math.Max(farthest, lattice.ToCartesian(Way(atom, site) - sums[site % host.SitesPerCell] / counts[site % host.SitesPerCell]).Length);
        if (farthest > MaxDistortion)
            throw new CrystalException($"{configuration.Descriptor} in {supercell}: an atom is {farthest:0.##} Å from where its sublattice has it; the configuration must be unrelaxed, in the host's own vectors.");
        var ideal = supercell.Ideal.Fractional;
        return new(host.Name, new Structure(
            lattice, host.Cell.Species,
            [.. sums.Select((sum, site) => sum / counts[site] + new Vector3(ideal[site].X * supercell.A, ideal[site].Y * supercell.B, ideal[site].Z))]));

        // From the ideal site to the atom, in cells of the host.
        Vector3 Way(int atom, int site)
        {
            var way = structure.Fractional[atom] - supercell.Ideal.Fractional[site];
            return new(supercell.A * (way.X - Math.Round(way.X)), supercell.B * (way.Y - Math.Round(way.Y)), way.Z - Math.Round(way.Z));
        }
    }

    // First cell of the stretch that holds the defects, and where it begins in the larger supercell.
    private static (int From, int To) Stretch(int[] cells, int count, int repeats)
    {
        int[] taken = [.. cells.Distinct().Order()];
        var (from, gap) = (taken[0], taken[0] + count - taken[^1]);
        for (var index = 1; index < taken.Length; index++)
            if (taken[index] - taken[index - 1] > gap)
                (from, gap) = (taken[index], taken[index] - taken[index - 1]);
        return (from, (repeats - (count - gap + 1)) / 2);
    }

    private static ImmutableArray<SiteMatch> Match(Supercell small, Configuration inSmall, Supercell large, Configuration inLarge, (int Small, int Large)[] defects, double reach, out int different)
    {
        var cell = large.Host.Cell;
        var near = NeighbourList.Of(cell, reach);
        var (smallAtoms, largeAtoms) = (AtomsAt(small, inSmall), AtomsAt(large, inLarge));
        var places = new Dictionary<(int Small, int Large), double>();
        foreach (var (one, other) in defects)
        {
            places[(one, other)] = 0;
            var atom = one % cell.Count;
            for (var index = 0; index < near.CountOf(atom); index++)
            {
                var place = (Beside(small, one, atom, index), Beside(large, other, atom, index));
                places[place] = Math.Min(near.DistancesOf(atom)[index], places.GetValueOrDefault(place, double.PositiveInfinity));
            }
        }

        var matches = ImmutableArray.CreateBuilder<SiteMatch>();
        different = 0;
        foreach (var ((one, other), distance) in places)
            if (!Same(one, other))
                different++;
            else if (smallAtoms[one] is var atom && inSmall.Markers[atom] != Marker.Vacancy)
                matches.Add(new(atom, largeAtoms[other], distance, Enumerable.Range(0, near.CountOf(one % cell.Count)).All(index => Same(Beside(small, one, one % cell.Count, index), Beside(large, other, one % cell.Count, index)))));
        return matches.ToImmutable();

        int Beside(Supercell supercell, int site, int atom, int index)
        {
            var (a, b, _) = supercell.CellOf(site);
            var image = near.ImagesOf(atom)[index];
            return supercell.SiteAt(a + image.A, b + image.B, 0, near.NeighboursOf(atom)[index]);
        }

        bool Same(int one, int other) =>
            inSmall.Markers[smallAtoms[one]] == inLarge.Markers[largeAtoms[other]] && inSmall.WithGhosts.Species[smallAtoms[one]] == inLarge.WithGhosts.Species[largeAtoms[other]];
    }

    private static int[] AtomsAt(Supercell supercell, Configuration configuration)
    {
        var atoms = new int[supercell.SiteCount];
        for (var atom = 0; atom < configuration.Sites.Length; atom++)
            atoms[configuration.Sites[atom]] = atom;
        return atoms;
    }
}
