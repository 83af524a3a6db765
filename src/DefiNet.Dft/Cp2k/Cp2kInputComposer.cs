using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.Cp2k;

/// <summary>Composes the input of a relaxation: GEO_OPT with forces and trajectory printed, at the Gamma point.</summary>
/// <remarks>CP2K manual, sections GLOBAL, MOTION/GEO_OPT, FORCE_EVAL/DFT and FORCE_EVAL/SUBSYS (2023.1).</remarks>
public static class Cp2kInputComposer
{
    /// <summary>Project name, which begins the names of the files that CP2K writes.</summary>
    public const string Project = "relax";

    // A layer that leaves this much empty along c is treated as periodic in its plane only.
    private const double LeastVacuum = 8;
    private const double Aligned = 1e-6;

    /// <summary>The input for a start.</summary>
    /// <exception cref="DftException">The settings do not fit the atoms.</exception>
    public static Cp2kSection Compose(Structure start, Cp2kSettings settings)
    {
        var periodic = Periodicity(start, settings);
        var multiplicity = Multiplicity(start, settings);
        var sections = ImmutableArray.CreateBuilder<Cp2kSection>();
        sections.Add(Section("GLOBAL", [("PROJECT", Project), ("RUN_TYPE", "GEO_OPT"), ("PRINT_LEVEL", "MEDIUM"), .. settings.Walltime is { } wall ? [("WALLTIME", wall)] : Array.Empty<(string, string)>()]));
        sections.Add(Motion(start, settings));
        (string, string)[] evaluation = [("METHOD", "QS"), .. settings.PrintsStress ? [("STRESS_TENSOR", "ANALYTICAL")] : Array.Empty<(string, string)>()];
        Cp2kSection[] printed = [Section("FORCES ON", []), .. settings.PrintsStress ? [Section("STRESS_TENSOR ON", [])] : Array.Empty<Cp2kSection>()];
        sections.Add(Section("FORCE_EVAL", evaluation, Electrons(settings, periodic, multiplicity), Section("PRINT", [], printed), Subsystem(start, settings, periodic)));
        return new("", "", [], sections.ToImmutable());
    }

    /// <summary>The spin multiplicity: as set, or the lowest that the number of electrons allows.</summary>
    /// <exception cref="DftException">The multiplicity does not fit the number of electrons.</exception>
    public static int Multiplicity(Structure start, Cp2kSettings settings)
    {
        // Cores hold even numbers of electrons, so atomic numbers tell odd from even.
        var odd = (start.Species.Sum(element => element.AtomicNumber) - settings.Charge) % 2 != 0;
        if (settings.Multiplicity is not { } given)
            return odd ? 2 : 1;
        return given % 2 == 0 == odd
            ? given
            : throw new DftException($"MULTIPLICITY is {given}, but {(odd ? "an odd" : "an even")} number of electrons needs {(odd ? "an even" : "an odd")} one; give AUTO for the lowest.");
    }

    private static Cp2kSection Motion(Structure start, Cp2kSettings settings)
    {
        var optimiser = settings["OPTIMIZER"];
        Cp2kSection[] own = optimiser == "CG" ? [Section("CG", [], Section("LINE_SEARCH", [("TYPE", settings["LINE_SEARCH"])]))] : [];
        var optimisation = Section("GEO_OPT",
            [
                ("OPTIMIZER", optimiser), ("MAX_ITER", settings["MAX_ITER"]), ("MAX_FORCE", settings["MAX_FORCE"]),
                ("RMS_FORCE", settings["RMS_FORCE"]), ("MAX_DR", settings["MAX_DR"]), ("RMS_DR", settings["RMS_DR"]),
            ],
            own);
        return Constraint(start) is { } constraint ? Section("MOTION", [], optimisation, constraint) : Section("MOTION", [], optimisation);
    }

    private static Cp2kSection? Constraint(Structure start)
    {
        var freedom = CartesianFreedom.Of(start, "CP2K");
        if (freedom.IsDefault || freedom.All(axes => axes == AxisFreedom.Free))
            return null;
        var groups = freedom.Select((axes, atom) => (axes, atom)).Where(pair => pair.axes != AxisFreedom.Free).GroupBy(pair => pair.axes, pair => pair.atom + 1);
        return Section("CONSTRAINT", [],
        [
            .. groups.Select(group => Section("FIXED_ATOMS",
                [("COMPONENTS_TO_FIX", $"{(group.Key.A ? "" : "X")}{(group.Key.B ? "" : "Y")}{(group.Key.C ? "" : "Z")}"), .. group.Chunk(10).Select(atoms => ("LIST", string.Join(' ', atoms)))])),
        ]);
    }

    private static Cp2kSection Electrons(Cp2kSettings settings, string periodic, int multiplicity)
    {
        List<(string, string)> keywords = [("CHARGE", settings["CHARGE"]), ("MULTIPLICITY", multiplicity.ToString(CultureInfo.InvariantCulture)), ("UKS", multiplicity > 1 ? "T" : "F")];
        var self = Section("SCF", [("SCF_GUESS", settings.IsTightBinding ? "MOPAC" : "ATOMIC"), ("EPS_SCF", settings["EPS_SCF"]), ("MAX_SCF", settings["MAX_SCF"])],
            Section("OT", [("PRECONDITIONER", "FULL_SINGLE_INVERSE"), ("MINIMIZER", "DIIS")]),
            Section("OUTER_SCF", [("EPS_SCF", settings["EPS_SCF"]), ("MAX_SCF", settings["OUTER_SCF"])]));
        if (settings.IsTightBinding)
            return Section("DFT", [.. keywords], Section("QS", [("METHOD", "XTB")], Section("XTB", [("DO_EWALD", "T"), ("CHECK_ATOMIC_CHARGES", "F")])), Poisson(periodic), self);
        keywords.Add(("BASIS_SET_FILE_NAME", settings["BASIS_SET_FILE_NAME"]));
        keywords.Add(("POTENTIAL_FILE_NAME", settings["POTENTIAL_FILE_NAME"]));
        return Section("DFT", [.. keywords],
            Section("MGRID", [("CUTOFF", settings["CUTOFF"]), ("REL_CUTOFF", settings["REL_CUTOFF"])]),
            Section("QS", [("METHOD", "GPW"), ("EPS_DEFAULT", settings["EPS_DEFAULT"])]),
            Poisson(periodic),
            Section("XC", [], Section("XC_FUNCTIONAL PBE", [])),
            self);
    }

    private static Cp2kSection Poisson(string periodic) =>
        Section("POISSON", periodic == "XY" ? [("PERIODIC", periodic), ("POISSON_SOLVER", "ANALYTIC")] : [("PERIODIC", periodic)]);

    private static Cp2kSection Subsystem(Structure start, Cp2kSettings settings, string periodic)
    {
        var cell = Section("CELL", [("A", Cp2kInput.Written(start.Lattice.A)), ("B", Cp2kInput.Written(start.Lattice.B)), ("C", Cp2kInput.Written(start.Lattice.C)), ("PERIODIC", periodic)]);
        var coordinates = Section("COORD", [.. start.Species.Zip(start.Cartesian, (element, position) => (element.Symbol, Cp2kInput.Written(position)))]);
        IEnumerable<Cp2kSection> kinds = settings.IsTightBinding ? [] : start.CountByElement().Select(pair =>
            Section($"KIND {pair.Element.Symbol}", [("BASIS_SET", $"{settings["BASIS"]}-MOLOPT-SR-GTH"), ("POTENTIAL", "GTH-PBE")]));
        return Section("SUBSYS", [], [cell, coordinates, .. kinds]);
    }

    private static string Periodicity(Structure start, Cp2kSettings settings)
    {
        var flat = NormalToPlane(start.Lattice);
        if (settings.Periodic is "XY" && (settings.IsTightBinding || !flat))
            throw new DftException(settings.IsTightBinding
                ? "PERIODIC is XY, but GFN1-xTB sums its charges in three dimensions; give XYZ or AUTO."
                : "PERIODIC is XY, but the cell's a and b do not lie in the xy plane with c along z; give XYZ, or turn the cell.");
        return settings.Periodic ?? (!settings.IsTightBinding && flat && Vacuum(start) >= LeastVacuum ? "XY" : "XYZ");
    }

    private static bool NormalToPlane(Lattice lattice) =>
        Math.Abs(lattice.A.Z) < Aligned && Math.Abs(lattice.B.Z) < Aligned && Math.Abs(lattice.C.X) < Aligned && Math.Abs(lattice.C.Y) < Aligned;

    /// <summary>Largest empty stretch along c in Angstrom.</summary>
    internal static double Vacuum(Structure structure)
    {
        if (structure.Count == 0)
            return structure.Lattice.Heights.Z;
        var heights = structure.Fractional.Select(position => position.WrapToUnit().Z).Order().ToList();
        var widest = heights[0] + 1 - heights[^1];
        for (var atom = 1; atom < heights.Count; atom++)
            widest = Math.Max(widest, heights[atom] - heights[atom - 1]);
        return widest * structure.Lattice.Heights.Z;
    }

    private static Cp2kSection Section(string head, (string Name, string Value)[] keywords, params Cp2kSection[] sections)
    {
        var blank = head.IndexOf(' ', StringComparison.Ordinal);
        return new(blank < 0 ? head : head[..blank], blank < 0 ? "" : head[(blank + 1)..], [.. keywords.Select(keyword => new Cp2kKeyword(keyword.Name, keyword.Value))], [.. sections]);
    }
}
