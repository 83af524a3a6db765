namespace DefiNet.Crystals.Defects;

/// <summary>Finds the defects of a structure, relaxed or not, by comparing it with the ideal sites of a host.</summary>
/// <remarks>
/// The supercell follows from the cell's lengths; the layer may have moved as a whole, may be of another thickness, and may have another vacuum.
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
        foreach (var candidate in Host.BuiltIn)
            if (structure.Species.Any(element => candidate.Species.Contains(element))
                && TryFind(candidate, structure, out _) is { } finding
                && (best is null || IsBetter(finding, best)))
                best = finding;
        return best ?? throw new CrystalException($"The structure {Describe(structure)} is not a supercell of a built-in host ({string.Join(", ", Host.BuiltInNames)}); name its host or a file with the host's cell.");
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
        if (SupercellOf(host, structure, out complaint) is not { } supercell)
            return null;
        if (structure.Count > supercell.SiteCount * (1 + MaxDensity))
        {
            complaint = $"The structure {Describe(structure)} has more atoms than {supercell} can hold: that has {supercell.SiteCount} sites.";
            return null;
        }

        var frame = SiteFrame.Align(supercell, structure);
        var sites = frame.Assign(out var distances);

        var ideal = supercell.Ideal;
        var atomAt = new int[supercell.SiteCount];
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

        var adatoms = sites.Count(site => site < 0);
        if (defects.Count + adatoms > MaxDensity * supercell.SiteCount)
        {
            complaint = $"The structure {Describe(structure)} differs from {supercell} at {defects.Count + adatoms} of {supercell.SiteCount} sites; it must be a supercell of {host.Name} with at most {supercell.SiteCount * MaxDensity:0} defects.";
            return null;
        }

        return new()
        {
            Supercell = supercell,
            Configuration = ConfigurationBuilder.Assemble(supercell, structure, sites, frame.PositionOf, defects),
            Shift = frame.Shift,
            Distances = [.. distances],
        };
    }

    private static Supercell? SupercellOf(Host host, Structure structure, out string complaint)
    {
        var (own, cell) = (structure.Lattice.Lengths, host.Cell.Lattice.Lengths);
        var angles = structure.Lattice.Angles - host.Cell.Lattice.Angles;
        var (a, strainA) = Repeats(own.X, cell.X);
        var (b, strainB) = Repeats(own.Y, cell.Y);
        var (c, strainC) = host.IsLayer ? (1, 0.0) : Repeats(own.Z, cell.Z);
        complaint = "";
        if (Math.Max(Math.Max(strainA, strainB), strainC) > MaxStrain
            || Math.Max(Math.Abs(angles.X), Math.Max(Math.Abs(angles.Y), Math.Abs(angles.Z))) > MaxAngleDifference)
        {
            complaint = $"The structure {Describe(structure)} is not a supercell of {host.Name}: its cell must repeat {cell.X:0.###} x {cell.Y:0.###}{(host.IsLayer ? "" : $" x {cell.Z:0.###}")} Å at the angles {host.Cell.Lattice.Angles.X:0.#}°, {host.Cell.Lattice.Angles.Y:0.#}°, {host.Cell.Lattice.Angles.Z:0.#}°.";
            return null;
        }

        try
        {
            return new(host, a, b, c, host.IsLayer ? own.Z : null);
        }
        catch (CrystalException tooLarge)
        {
            complaint = tooLarge.Message;
            return null;
        }
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
