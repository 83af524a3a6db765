namespace DefiNet.Crystals.Defects;

/// <summary>Finds the defects of a structure, relaxed or not, by comparing it with the ideal sites of a host.</summary>
/// <remarks>
/// The supercell follows from the cell, whichever vectors of its lattice that gives; the layer may have moved as a whole, may be of another thickness, and may have another vacuum.
/// Every atom gets the nearest site that is its own (see <see cref="SiteAssignment"/>); an atom with none in reach is an adatom, a site with none a vacancy.
/// </remarks>
public static class DefectFinder
{
    /// <summary>How much longer or shorter than a whole number of host cells the structure's cell may be, as a fraction.</summary>
    public const double MaxStrain = 0.05;

    /// <summary>Structures with more defects than this fraction of the sites are not of the host.</summary>
    public const double MaxDensity = 0.5;

    private const double MaxAngleDifference = 3; // degrees

    /// <summary>Finds the defects of a structure.</summary>
    /// <param name="host">The host; null to try the built-in ones and take the one that leaves the fewest defects.</param>
    /// <param name="structure">The atoms.</param>
    /// <exception cref="CrystalException">The structure is not a supercell of the host, or of any built-in one.</exception>
    public static DefectFinding Find(Host? host, Structure structure)
    {
        if (host is not null)
            return TryFind(host, structure, out var complaint) ?? throw new CrystalException(complaint);

        DefectFinding? best = null;
        foreach (var (candidate, least) in Host.BuiltIn.Select(candidate => (candidate, LeastDensity(candidate, structure))).OrderBy(pair => pair.Item2))
            if (least <= (best?.Configuration.Density ?? MaxDensity)
                && TryFind(candidate, structure, out _) is { } finding
                && (best is null || IsBetter(finding, best)))
                best = finding;
        return best ?? throw new CrystalException($"The structure {Describe(structure)} is not a supercell of a built-in host ({string.Join(", ", Host.BuiltInNames)}); name its host or a file with the host's cell.");
    }

    // What the numbers of atoms alone tell: sites of an element beyond its atoms are empty or replaced.
    private static double LeastDensity(Host host, Structure structure)
    {
        foreach (var lattice in SameLattice.Of(structure.Lattice))
            if (RepeatsOf(host, lattice) is var (a, b, c))
            {
                var cells = (long)a * b * c;
                var atoms = structure.Species.CountBy(element => element).ToDictionary();
                var missing = host.Cell.CountByElement().Sum(pair => Math.Max(0, pair.Count * cells - atoms.GetValueOrDefault(pair.Element)));
                return (double)missing / (cells * host.SitesPerCell);
            }

        return double.PositiveInfinity;
    }

    private static bool IsBetter(DefectFinding one, DefectFinding other)
    {
        var difference = one.Configuration.Density - other.Configuration.Density;
        return Math.Abs(difference) > 1e-9 ? difference < 0 : Strain(one) < Strain(other);

        static double Strain(DefectFinding finding) =>
            Math.Abs(finding.Configuration.Structure.Lattice.A.Length / finding.Supercell.Ideal.Lattice.A.Length - 1);
    }

    private static DefectFinding? TryFind(Host host, Structure structure, out string complaint)
    {
        var shared = structure.Species.Count(host.Species.Contains);
        if (shared < (1 - MaxDensity) * structure.Count)
        {
            complaint = $"The structure {Describe(structure)} has {structure.Count - shared} of {structure.Count} atoms that are not of {host.Name}; at most half of its sites may be replaced.";
            return null;
        }

        if (BestFrame(host, structure, out complaint) is not { } frame)
            return null;
        var supercell = frame.Supercell;
        if (structure.Count > supercell.SiteCount * (1 + MaxDensity))
        {
            complaint = $"The structure {Describe(structure)} has more atoms than {supercell} can hold: that has {supercell.SiteCount} sites.";
            return null;
        }

        var sites = frame.Assign(out var distances);
        var defects = Compare(supercell.Ideal, structure, sites);
        var count = defects.Count + sites.Count(site => site < 0);
        if (count > MaxDensity * supercell.SiteCount)
        {
            complaint = $"The structure {Describe(structure)} differs from {supercell} at {count} of {supercell.SiteCount} sites; it must be a supercell of {host.Name} with at most {supercell.SiteCount * MaxDensity:0} defects.";
            return null;
        }

        return new()
        {
            Supercell = supercell,
            Configuration = ConfigurationBuilder.Assemble(supercell, structure, sites, site => frame.PositionIn(structure, site), defects),
            Shift = frame.Shift,
            Distances = [.. distances],
        };
    }

    // The structure's own vectors first; where these do not fit, the others of the same lattice: gamma of 60° instead of 120°, a and b exchanged, the layer turned round.
    private static SiteFrame? BestFrame(Host host, Structure structure, out string complaint)
    {
        SiteFrame? best = null;
        complaint = "";
        foreach (var lattice in SameLattice.Of(structure.Lattice))
        {
            if (RepeatsOf(host, lattice) is not var (a, b, c))
                continue;
            Supercell supercell;
            try
            {
                supercell = new(host, a, b, c, host.IsLayer ? lattice.C.Length : null);
            }
            catch (CrystalException tooLarge)
            {
                complaint = tooLarge.Message;
                return null;
            }

            var rebased = ReferenceEquals(lattice, structure.Lattice) ? structure : Structure.FromCartesian(lattice, structure.Species, structure.Cartesian);
            var frame = SiteFrame.Align(supercell, rebased);
            if (best is null || frame.Fit > best.Fit + 1e-6)
                best = frame;
            if (best.Fit >= SiteFrame.GoodFit)
                break;
        }

        if (best is null)
        {
            var (cell, angles) = (host.Cell.Lattice.Lengths, host.Cell.Lattice.Angles);
            complaint = $"The structure {Describe(structure)} is not a supercell of {host.Name}: its cell must repeat {cell.X:0.###} x {cell.Y:0.###}{(host.IsLayer ? "" : $" x {cell.Z:0.###}")} Å at the angles {angles.X:0.#}°, {angles.Y:0.#}°, {angles.Z:0.#}°.";
        }

        return best;
    }

    private static List<SiteDefect> Compare(Structure ideal, Structure structure, int[] sites)
    {
        var atomAt = new int[ideal.Count];
        Array.Fill(atomAt, -1);
        for (var atom = 0; atom < sites.Length; atom++)
            if (sites[atom] >= 0)
                atomAt[sites[atom]] = atom;
        var defects = new List<SiteDefect>();
        for (var site = 0; site < atomAt.Length; site++)
            if (atomAt[site] < 0)
                defects.Add(new(site, null));
            else if (structure.Species[atomAt[site]] != ideal.Species[site])
                defects.Add(new(site, structure.Species[atomAt[site]]));
        return defects;
    }

    // How often the host's vectors go into a lattice; null where they do not.
    private static (int A, int B, int C)? RepeatsOf(Host host, Lattice lattice)
    {
        var (own, cell) = (lattice.Lengths, host.Cell.Lattice.Lengths);
        var angles = lattice.Angles - host.Cell.Lattice.Angles;
        var (a, strainA) = Repeats(own.X, cell.X);
        var (b, strainB) = Repeats(own.Y, cell.Y);
        var (c, strainC) = host.IsLayer ? (1, 0.0) : Repeats(own.Z, cell.Z);
        return Math.Max(Math.Max(strainA, strainB), strainC) <= MaxStrain
            && Math.Max(Math.Abs(angles.X), Math.Max(Math.Abs(angles.Y), Math.Abs(angles.Z))) <= MaxAngleDifference
            ? (a, b, c)
            : null;
    }

    private static (int Times, double Strain) Repeats(double length, double cell)
    {
        var times = (int)Math.Clamp(Math.Round(length / cell), 1, Supercell.MaxSites + 1);
        return (times, Math.Abs(length / (times * cell) - 1));
    }

    private static string Describe(Structure structure)
    {
        var lengths = structure.Lattice.Lengths;
        var formula = string.Concat(structure.CountByElement().Take(8).Select(pair => $"{pair.Element}{pair.Count}"));
        return $"{formula} in a cell of {lengths.X:0.###} x {lengths.Y:0.###} x {lengths.Z:0.###} Å";
    }
}
