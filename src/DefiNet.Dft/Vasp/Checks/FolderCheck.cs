using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Dft.Vasp.Checks;

/// <summary>All rules over the inputs in a run's folder.</summary>
public static class FolderCheck
{
    private const double LeastVolumeA3 = 1;

    /// <summary>What is wrong or worth a look, errors first, then by file and line.</summary>
    public static ImmutableArray<InputProblem> Of(string folder) => Of(RunInputFiles.Read(folder));

    /// <summary>What is wrong or worth a look, errors first, then by file and line.</summary>
    public static ImmutableArray<InputProblem> Of(RunInputFiles files)
    {
        var problems = new List<InputProblem>(files.Problems);
        if (files.Incar is { } incar)
        {
            problems.AddRange(IncarRules.Check(incar, files.IncarPath, files.Poscar, files.Kpoints, files.Potcar));
            problems.AddRange(Kpoints(files, incar));
        }

        problems.AddRange(Potcar(files));
        problems.AddRange(Poscar(files));
        return [.. problems.OrderByDescending(problem => problem.IsError).ThenBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line)];
    }

    private static ImmutableArray<InputProblem> Kpoints(RunInputFiles files, Incar incar)
    {
        var problems = new ProblemList(files.KpointsPath, field => field == "divisions" ? 4 : field == "grid" ? 3 : 0);
        problems.Try(() =>
        {
            if (files.Kpoints is not { } points)
            {
                if (!File.Exists(files.KpointsPath) && incar.Number("KSPACING") is null)
                    problems.Warning("", "the file is missing and KSPACING is not set; VASP then takes KSPACING = 0.5, a Gamma grid of 1 × 1 × 1 suits a large cell");
                return;
            }

            if (incar.Contains("KSPACING"))
                problems.Warning("", "the file is there, so KSPACING in INCAR has no effect; keep one");
            if (points.Mode == KpointsMode.Lines && incar.Nsw > 0)
                problems.Error("grid", $"points along lines are for bands, but NSW = {incar.Nsw} relaxes; give a grid");
            if (files.Poscar is not { } atoms || points.DivisionsIn(atoms.Lattice) is not { } divisions)
                return;
            if (Vacuum.AxisOf(atoms) is { } axis && DivisionsAlong(divisions, axis) is > 1 and var many)
                problems.Warning("divisions", $"there are {many} points along {"abc"[axis]}, where the vacuum is; 1 is right");
            if (points.Mode == KpointsMode.MonkhorstPack && IsHexagonal(atoms.Lattice) && (divisions.A % 2 == 0 || divisions.B % 2 == 0))
                problems.Warning("grid", $"an even Monkhorst-Pack grid ({divisions.A} × {divisions.B} × {divisions.C}) breaks the symmetry of a hexagonal cell; take Gamma");
            if (points.Shift != default)
                problems.Warning("", "the grid is shifted; both arms and the host must have the same shift");
        });
        return problems.ToImmutable();
    }

    private static ImmutableArray<InputProblem> Potcar(RunInputFiles files)
    {
        var problems = new ProblemList(files.PotcarPath);
        if (files.Potcar.IsDefault)
        {
            if (!File.Exists(files.PotcarPath))
                problems.Warning("", "the file is missing; 'definet dft inputs --potcars LIBRARY' puts it together from your own library");
            return problems.ToImmutable();
        }

        if (files.Poscar is { } atoms)
        {
            var groups = SpeciesGroups.Of(atoms);
            var (inPoscar, inPotcar) = (string.Join(' ', groups.Select(group => group.Element.Symbol)), string.Join(' ', files.Potcar.Select(header => header.Element.Symbol)));
            if (inPoscar != inPotcar)
                problems.Error("TITEL", $"the potentials are those of {inPotcar}; POSCAR has {inPoscar}, and the order must be the same");
        }

        foreach (var odd in files.Potcar.Where(header => header.Lexch != files.Potcar[0].Lexch || header.Family != files.Potcar[0].Family).DistinctBy(header => header.Symbol))
            problems.Error("LEXCH", $"{odd.Title} was made with {odd.Lexch ?? "nothing named"}, {files.Potcar[0].Title} with {files.Potcar[0].Lexch ?? "nothing named"}; take all of one family");
        foreach (var twice in files.Potcar.GroupBy(header => header.Element).Where(group => group.Select(header => header.Sha256).Distinct().Count() > 1))
            problems.Error("TITEL", $"{twice.Key.Symbol} has two different potentials, {string.Join(" and ", twice.Select(header => header.Title).Distinct())}; take one");
        return problems.ToImmutable();
    }

    private static ImmutableArray<InputProblem> Poscar(RunInputFiles files)
    {
        var problems = new ProblemList(files.PoscarPath);
        if (files.Poscar is not { } atoms)
            return [];
        var groups = SpeciesGroups.Of(atoms);
        if (groups.Length != groups.Select(group => group.Element).Distinct().Count())
            problems.Warning("", $"the species are {string.Join(' ', groups.Select(group => group.Element.Symbol))}: one comes twice, so POTCAR and lists such as LDAUU must name it twice as well");
        if (atoms.Count > 0 && atoms.Lattice.Volume / atoms.Count < LeastVolumeA3)
            problems.Error("", string.Create(CultureInfo.InvariantCulture, $"there are {atoms.Count} atoms in {atoms.Lattice.Volume:0.###} Å³, less than {LeastVolumeA3} Å³ for each; the scale or the lattice is wrong"));
        else if (Closest(atoms) is var (near, one, other) && near < 0.6)
            problems.Error("", string.Create(CultureInfo.InvariantCulture, $"atoms {one + 1} ({atoms.Species[one].Symbol}) and {other + 1} ({atoms.Species[other].Symbol}) are {near:0.00} Å apart; no two atoms are that near"));
        return problems.ToImmutable();
    }

    private static (double Distance, int One, int Other) Closest(Structure atoms)
    {
        const double cutoff = 1;
        var best = (Distance: double.PositiveInfinity, One: 0, Other: 0);
        var list = NeighbourList.Of(atoms, cutoff);
        for (var atom = 0; atom < atoms.Count; atom++)
        {
            var distances = list.DistancesOf(atom);
            for (var neighbour = 0; neighbour < distances.Length; neighbour++)
                if (distances[neighbour] < best.Distance)
                    best = (distances[neighbour], atom, list.NeighboursOf(atom)[neighbour]);
        }

        return best;
    }

    private static int DivisionsAlong((int A, int B, int C) divisions, int axis) => axis switch { 0 => divisions.A, 1 => divisions.B, _ => divisions.C };

    private static bool IsHexagonal(Lattice lattice)
    {
        var (lengths, angles) = (lattice.Lengths, lattice.Angles);
        return Math.Abs(lengths.X - lengths.Y) < 1e-3 * lengths.X && (Math.Abs(angles.Z - 120) < 0.1 || Math.Abs(angles.Z - 60) < 0.1) && Math.Abs(angles.X - 90) < 0.1 && Math.Abs(angles.Y - 90) < 0.1;
    }
}
