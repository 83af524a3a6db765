using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp.Potcars;

namespace DefiNet.Dft.Vasp.Checks;

/// <summary>What the tags of an INCAR must be for themselves, for each other, and for the atoms, points and potentials beside it.</summary>
/// <remarks>Meanings and defaults: VASP wiki, the page of each tag.</remarks>
public static class IncarRules
{
    private static readonly ImmutableHashSet<string> WholeTags =
    [
        "NSW", "IBRION", "ISIF", "NELM", "NELMIN", "NELMDL", "ISMEAR", "ISPIN", "ISYM", "ISTART", "ICHARG", "INIWAV", "NCORE", "NPAR", "KPAR", "NSIM", "NBANDS",
        "IVDW", "IDIPOL", "LORBIT", "NFREE", "IALGO", "IMIX", "LMAXMIX", "NEDOS", "NWRITE", "NGX", "NGY", "NGZ", "LDAUTYPE", "LDAUPRINT", "IOPT",
    ];

    private static readonly ImmutableHashSet<string> NumberTags =
        ["EDIFF", "EDIFFG", "POTIM", "ENCUT", "SIGMA", "SYMPREC", "NELECT", "NUPDOWN", "AMIX", "BMIX", "AMIN", "AMIX_MAG", "BMIX_MAG", "SMASS", "AEXX", "HFSCREEN", "KSPACING", "ENAUG", "TIME", "EMIN", "EMAX"];

    private static readonly ImmutableHashSet<string> LogicalTags =
        ["LWAVE", "LCHARG", "LPLANE", "LASPH", "LDIPOL", "LDAU", "LUSE_VDW", "LVDW", "LHFCALC", "LNONCOLLINEAR", "LSORBIT", "ADDGRID", "KGAMMA", "LMONO", "LSCALAPACK", "LVTOT", "LVHAR", "LELF", "LEPSILON"];

    private static readonly ImmutableHashSet<string> OtherTags =
    [
        "SYSTEM", "PREC", "ALGO", "LREAL", "GGA", "METAGGA", "MAGMOM", "LDAUL", "LDAUU", "LDAUJ", "DIPOL", "ROPT", "FERWE", "FERDO", "QUAD_EFG", "LATTICE_CONSTRAINTS", "IOPTCELL", "LANGEVIN_GAMMA", "GGA_COMPAT", "AGGAC", "PARAM1", "PARAM2", "ZAB_VDW", "VDW_S6", "VDW_SR", "LMAXFOCK", "PRECFOCK",
        "NELMGW", "MDALGO", "TEBEG", "TEEND", "NBLOCK", "KBLOCK", "APACO", "NPACO", "RWIGS", "SAXIS", "M_CONSTR", "I_CONSTRAINED_M", "LAMBDA", "EFIELD", "IMAGES", "SPRING", "LCLIMB", "LASYNC", "NPPSTR", "LPARD", "WEIMIN", "MAXMIX", "WC", "INIMIX", "MIXPRE", "LREAL", "RANDOM_SEED",
    ];

    private static readonly ImmutableHashSet<string> Known = WholeTags.Union(NumberTags).Union(LogicalTags).Union(OtherTags);

    /// <summary>Everything that is wrong, in no order of importance.</summary>
    /// <param name="incar">The settings.</param>
    /// <param name="file">The INCAR's path for complaints.</param>
    /// <param name="atoms">The atoms; null where they are not known.</param>
    /// <param name="kpoints">The points; null where there is no KPOINTS.</param>
    /// <param name="potcar">The potentials; default where they are not known.</param>
    public static ImmutableArray<InputProblem> Check(Incar incar, string file, Structure? atoms, Kpoints? kpoints = null, ImmutableArray<PotcarHeader> potcar = default)
    {
        var problems = new ProblemList(file, tag => incar.Tags.FirstOrDefault(set => set.Name == tag)?.Line ?? 0);
        Values(incar, problems);
        problems.Try(() => Ions(incar, problems));
        problems.Try(() => Cell(incar, atoms, problems));
        problems.Try(() => Electrons(incar, atoms, potcar, problems));
        problems.Try(() => Smearing(incar, kpoints, problems));
        problems.Try(() => Spin(incar, atoms, problems));
        problems.Try(() => Hubbard(incar, atoms, problems));
        problems.Try(() => Parallel(incar, kpoints, problems));
        problems.Try(() => Functional(incar, potcar, problems));
        problems.Try(() => Dipole(incar, atoms, problems));
        problems.Try(() => Cutoff(incar, potcar, problems));
        return problems.ToImmutable();
    }

    private static void Values(Incar incar, ProblemList problems)
    {
        var first = new Dictionary<string, IncarTag>(StringComparer.Ordinal);
        foreach (var tag in incar.Tags)
        {
            if (first.TryGetValue(tag.Name, out var before))
            {
                if (before.Value != tag.Value)
                    problems.Warning(tag.Name, $"is set to {Shown(before.Value)} in line {before.Line} and to {Shown(tag.Value)} in line {tag.Line}; the first counts, keep one");
                continue;
            }

            first[tag.Name] = tag;
            if (tag.Value.Length == 0)
                problems.Error(tag.Name, "has no value; give one or leave the tag out");
            else if (WholeTags.Contains(tag.Name))
                problems.Try(() => incar.Whole(tag.Name));
            else if (NumberTags.Contains(tag.Name))
                problems.Try(() => incar.Number(tag.Name));
            else if (LogicalTags.Contains(tag.Name))
                problems.Try(() => incar.Logical(tag.Name));
            else if (!Known.Contains(tag.Name) && Known.Where(known => known.Length > 3 && IsOneSlipAway(known, tag.Name)).OrderBy(known => Math.Abs(known.Length - tag.Name.Length)).ThenBy(known => known, StringComparer.Ordinal).FirstOrDefault() is { } meant)
                problems.Warning(tag.Name, $"is no tag that is known here; {meant} may be meant");
        }
    }

    private static void Ions(Incar incar, ProblemList problems)
    {
        var (ibrion, nsw) = (incar.Ibrion, incar.Nsw);
        if (nsw < 0)
            problems.Error("NSW", $"is {nsw}; it must be 0 or more");
        if (ibrion is not (-1 or 0 or 1 or 2 or 3 or 5 or 6 or 7 or 8 or 11 or 12 or 40 or 44))
            problems.Error("IBRION", $"is {ibrion}; the ions are relaxed by 1 (quasi-Newton), 2 (conjugate gradient) or 3 (damped), kept by -1");
        if (ibrion is 1 or 2 or 3 && nsw <= 0)
            problems.Error("NSW", $"is {nsw} but IBRION = {ibrion} relaxes; no step is made, set NSW or IBRION = -1");
        if (ibrion == -1 && nsw > 0)
            problems.Error("IBRION", $"is -1 but NSW = {nsw}; no ion moves, set IBRION = 2 or NSW = 0");
        if (ibrion == 0 && nsw > 0)
        {
            if (!incar.Contains("IBRION"))
                problems.Error("IBRION", $"is not set and NSW = {nsw}: VASP then does molecular dynamics; set IBRION = 2 to relax");
            if (!incar.Contains("POTIM"))
                problems.Error("POTIM", "is not set, which molecular dynamics (IBRION = 0) needs, in femtoseconds");
        }

        if (incar.Contains("POTIM") && incar.Potim <= 0 && incar.Whole("IOPT") is null or 0)
            problems.Error("POTIM", Invariant($"is {incar.Potim}; it must be above 0"));
        if (ibrion is not (1 or 2 or 3))
        {
            if (incar.Contains("EDIFFG") && (ibrion == 0 || nsw == 0))
                problems.Warning("EDIFFG", $"has no effect with IBRION = {ibrion} and NSW = {nsw}; it stops relaxations only");
            return;
        }

        if (incar.Ediffg > 0 && !incar.Contains("EDIFFG"))
            problems.Warning("EDIFFG", Invariant($"is not set, so the relaxation stops at an energy change of {incar.Ediffg} eV, whatever the forces; -0.01 stops at 0.01 eV/Å"));
        else if (incar.Ediffg > 0)
            problems.Warning("EDIFFG", Invariant($"is {incar.Ediffg}: above zero it is an energy change in eV, whatever the forces; {-incar.Ediffg} would be a largest force"));
        else if (incar.Ediffg == 0)
            problems.Warning("EDIFFG", $"is 0: the run never stops before NSW = {nsw}");
        if (incar.Ediffg > 0 && incar.Ediffg <= incar.Ediff)
            problems.Error("EDIFFG", Invariant($"is {incar.Ediffg}, no larger than EDIFF = {incar.Ediff}: energies are not that exact; lower EDIFF or take a largest force such as -0.01"));
        if (incar.Ediffg is < 0 and > -0.001)
            problems.Warning("EDIFFG", Invariant($"is {incar.Ediffg}: forces are rarely that exact; -0.01 is usual"));
        if (incar.Ediffg < 0 && incar.Ediff > 1e-4)
            problems.Warning("EDIFF", Invariant($"is {incar.Ediff} eV, too coarse for forces of {-incar.Ediffg} eV/Å; 1E-5 or less is usual"));
        if (ibrion == 1 && incar.Contains("POTIM") && incar.Potim < 0.02)
            problems.Warning("POTIM", Invariant($"is {incar.Potim}: with IBRION = 1 steps are then tiny; 0.1 to 0.5 is usual"));
    }

    private static void Cell(Incar incar, Structure? atoms, ProblemList problems)
    {
        var isif = incar.Isif;
        if (isif is < 0 or > 8)
            problems.Error("ISIF", $"is {isif}; it must be from 0 to 8, 2 for ions in a fixed cell");
        if (isif is not (>= 3 and <= 8) || incar.Nsw == 0 || incar.Ibrion is not (1 or 2 or 3))
            return;
        if (atoms is not null && Vacuum.AxisOf(atoms) is { } axis && !incar.Contains("IOPTCELL") && !incar.Contains("LATTICE_CONSTRAINTS"))
            problems.Error("ISIF", Invariant($"is {isif}, which relaxes the cell too, but there are {Vacuum.GapAlong(atoms, axis):0.0} Å of vacuum along {"abc"[axis]}, which would shrink; take 2, or keep that vector by LATTICE_CONSTRAINTS"));
        else if (isif != 8)
            problems.Warning("ISIF", $"is {isif}, which relaxes the cell too; defects are relaxed in the host's cell, 2");
    }

    private static void Electrons(Incar incar, Structure? atoms, ImmutableArray<PotcarHeader> potcar, ProblemList problems)
    {
        if (incar.Ediff <= 0)
            problems.Error("EDIFF", Invariant($"is {incar.Ediff}; it must be above 0, in eV"));
        if (incar.Nelm < 1)
            problems.Error("NELM", $"is {incar.Nelm}; it must be at least 1");
        if (incar.Whole("NELMIN") is { } least && least > incar.Nelm)
            problems.Error("NELMIN", $"is {least}, more than NELM = {incar.Nelm}; the least number of steps must not be above the most");
        if (incar.Whole("ICHARG") is >= 10 and var charge && incar.Ibrion is 1 or 2 or 3)
            problems.Error("ICHARG", $"is {charge}, which keeps the charge density fixed; forces are then wrong, relax with 2 or less");
        if (incar.Text("PREC") is { Length: > 0 } prec && char.ToLowerInvariant(prec[0]) is not ('n' or 'a' or 's' or 'l' or 'm' or 'h'))
            problems.Error("PREC", $"is {Shown(prec)}; it must be Normal or Accurate (Single, Low, Medium, High are old)");
        if (incar.Text("ALGO") is { Length: > 0 } algo && char.ToLowerInvariant(algo[0]) is not ('n' or 'v' or 'f' or 'c' or 'a' or 'd' or 's' or 'e' or 't' or 'g' or 'q' or 'r' or 'b' or 'm'))
            problems.Error("ALGO", $"is {Shown(algo)}; it must be such as Normal, Fast, VeryFast, All, Damped");
        if (incar.Contains("ALGO") && incar.Contains("IALGO"))
            problems.Warning("IALGO", "is set beside ALGO; set one, so that it is clear which is meant");
        if (atoms is { Count: <= 16 } && incar.Text("LREAL") is { } real && IsReal(real))
            problems.Warning("LREAL", $"is {Shown(real)} in a cell of {atoms.Count} atoms; projectors in real space cost accuracy and save nothing there, .FALSE. is right");
        if (atoms is not null && !potcar.IsDefaultOrEmpty && Valence(atoms, potcar) is { } neutral && incar.Number("NELECT") is { } electrons && Math.Abs(electrons - neutral) > 1e-6)
            problems.Warning("NELECT", Invariant($"is {electrons}; the neutral cell has {neutral}, so the charge is {neutral - electrons:+0.###;-0.###}"));
    }

    private static void Smearing(Incar incar, Kpoints? kpoints, ProblemList problems)
    {
        var ismear = incar.Whole("ISMEAR") ?? 1;
        var sigma = incar.Number("SIGMA") ?? 0.2;
        if (!incar.Contains("ISMEAR"))
            problems.Warning("ISMEAR", "is not set, so VASP takes 1, which is for metals; 0 with SIGMA = 0.05 is right for a gap");
        else if (ismear is < -15 or > 20)
            problems.Error("ISMEAR", $"is {ismear}; it must be such as 0 (Gaussian), 1 (Methfessel-Paxton) or -5 (tetrahedra)");
        else if (ismear > 0)
            problems.Warning("ISMEAR", $"is {ismear}, which is for metals; 0 with SIGMA = 0.05 is right for a gap");
        if (ismear is -4 or -5 && kpoints?.Count is < 4 and { } count)
            problems.Error("ISMEAR", $"is {ismear} with {count} k-point{(count == 1 ? "" : "s")}; tetrahedra need four at least, take 0 with SIGMA = 0.05");
        if (ismear >= -1 && sigma <= 0)
            problems.Error("SIGMA", Invariant($"is {sigma}; a width must be above 0 eV"));
        else if (ismear == 0 && sigma > 0.1)
            problems.Warning("SIGMA", Invariant($"is {sigma} eV{(incar.Contains("SIGMA") ? "" : " since it is not set")}; 0.05 is usual with ISMEAR = 0"));
    }

    private static void Spin(Incar incar, Structure? atoms, ProblemList problems)
    {
        var ispin = incar.Whole("ISPIN") ?? 1;
        var noncollinear = incar.Logical("LNONCOLLINEAR") == true || incar.Logical("LSORBIT") == true;
        if (ispin is not (1 or 2))
            problems.Error("ISPIN", $"is {ispin}; it must be 1 or 2");
        if (incar.Numbers("MAGMOM") is { } moments)
        {
            if (ispin == 1 && !noncollinear)
                problems.Warning("MAGMOM", "has no effect with ISPIN = 1; set ISPIN = 2 or leave it out");
            var per = noncollinear ? 3 : 1;
            if (atoms is not null && moments.Length != per * atoms.Count)
                problems.Error("MAGMOM", $"has {moments.Length} numbers for {atoms.Count} atoms{(noncollinear ? " with three each" : "")}; there must be {per * atoms.Count}, such as {per * atoms.Count}*0");
        }

        if (incar.Number("NUPDOWN") is >= 0 and { } up && ispin == 1)
            problems.Error("NUPDOWN", Invariant($"is {up}, but ISPIN = 1 has no spins; set ISPIN = 2"));
    }

    private static void Hubbard(Incar incar, Structure? atoms, ProblemList problems)
    {
        string[] lists = ["LDAUL", "LDAUU", "LDAUJ"];
        if (incar.Logical("LDAU") != true)
        {
            if (lists.FirstOrDefault(incar.Contains) is { } idle)
                problems.Warning(idle, "has no effect without LDAU = .TRUE.");
            return;
        }

        var types = atoms is null ? 0 : SpeciesGroups.Of(atoms).Length;
        foreach (var list in lists)
        {
            if (incar.Numbers(list) is not { } values)
                problems.Error(list, "is not set, but LDAU = .TRUE. needs one number for each type of atom");
            else if (types > 0 && values.Length != types)
                problems.Error(list, $"has {values.Length} numbers for {types} types of atoms in POSCAR; there must be {types}");
        }

        if (!incar.Contains("LMAXMIX"))
            problems.Warning("LMAXMIX", "is not set; with LDAU it must be 4 for d and 6 for f electrons");
    }

    private static void Parallel(Incar incar, Kpoints? kpoints, ProblemList problems)
    {
        foreach (var tag in (string[])["NCORE", "NPAR", "KPAR"])
            if (incar.Whole(tag) is < 1 and { } few)
                problems.Error(tag, $"is {few}; it must be at least 1");
        if (incar.Contains("NCORE") && incar.Contains("NPAR"))
            problems.Error("NPAR", "is set beside NCORE; they say the same in two ways, keep NCORE");
        if (incar.Whole("NCORE") is > 1 and { } cores && incar.Ibrion is 7 or 8)
            problems.Error("NCORE", $"is {cores}; linear response (IBRION = {incar.Ibrion}) needs 1");
        if (incar.Whole("KPAR") is > 1 and { } groups && kpoints?.Count is { } points && groups > points)
            problems.Error("KPAR", $"is {groups}, but there {(points == 1 ? "is 1 k-point" : $"are {points} k-points at most")}; it must not be more");
    }

    private static void Functional(Incar incar, ImmutableArray<PotcarHeader> potcar, ProblemList problems)
    {
        var gga = incar.Text("GGA")?.Trim().ToUpperInvariant();
        if (incar.Logical("LUSE_VDW") == true && incar.Whole("IVDW") is > 0 and { } correction)
            problems.Error("IVDW", $"is {correction} beside LUSE_VDW; dispersion is then counted twice, keep one");
        if (incar.Logical("LUSE_VDW") == true && gga is null && !incar.Contains("METAGGA"))
            problems.Error("LUSE_VDW", "is set without GGA; the van der Waals functionals go with one, such as GGA = OR or GGA = BO");
        if (incar.Contains("LVDW") && incar.Contains("IVDW"))
            problems.Error("LVDW", "is the old name of IVDW = 10; keep IVDW");
        if (incar.Whole("IVDW") is { } ivdw && ivdw is not (0 or 1 or 3 or 4 or 10 or 11 or 12 or 13 or 15 or 2 or 20 or 21 or 22 or 26 or 202 or 263))
            problems.Error("IVDW", $"is {ivdw}; it must be such as 11 (D3) or 12 (D3 with Becke-Johnson damping)");
        if (incar.Contains("METAGGA") && gga is not null)
            problems.Warning("GGA", "is set beside METAGGA; the meta-GGA counts");
        if (gga is null || potcar.IsDefaultOrEmpty || potcar[0].Lexch is not { } made)
            return;
        if (FamilyOf(gga) is { } wanted && FamilyOf(made) is { } family && wanted != family)
            problems.Error("GGA", $"is {gga}, but the potentials were made for {made} ({potcar[0].Family}); take potentials of the same family");
    }

    private static void Dipole(Incar incar, Structure? atoms, ProblemList problems)
    {
        var idipol = incar.Whole("IDIPOL");
        if (idipol is < 1 or > 4)
            problems.Error("IDIPOL", $"is {idipol}; it must be 1, 2 or 3 for a lattice vector, or 4 for all");
        if (incar.Logical("LDIPOL") == true && idipol is null)
            problems.Error("LDIPOL", "is set without IDIPOL; say along which vector, 3 for a sheet across c");
        if (idipol is >= 1 and <= 3 && atoms is not null && Vacuum.AxisOf(atoms) is { } axis && idipol != axis + 1)
            problems.Error("IDIPOL", $"is {idipol}, but the vacuum is along {"abc"[axis]}; it must be {axis + 1}");
        if (incar.Numbers("DIPOL") is { Length: not 3 } centre)
            problems.Error("DIPOL", $"has {centre.Length} numbers; the centre is three, along the lattice vectors");
    }

    private static void Cutoff(Incar incar, ImmutableArray<PotcarHeader> potcar, ProblemList problems)
    {
        var encut = incar.Number("ENCUT");
        if (encut is <= 0)
            problems.Error("ENCUT", Invariant($"is {encut}; it must be above 0, in eV"));
        if (encut is null)
            problems.Warning("ENCUT", "is not set, so VASP takes it from the potentials; runs with other elements then have another, and cannot be compared");
        if (potcar.IsDefaultOrEmpty || encut is null)
            return;
        var hardest = potcar.MaxBy(header => header.Enmax)!;
        if (encut < hardest.Enmax)
            problems.Error("ENCUT", Invariant($"is {encut} eV; {hardest.Symbol} needs ENMAX = {hardest.Enmax} at least"));
        else if (incar.Isif is 3 or 6 or 7 && incar.Nsw > 0 && encut < 1.3 * hardest.Enmax)
            problems.Warning("ENCUT", Invariant($"is {encut} eV; where the cell relaxes, 1.3 times ENMAX ({1.3 * hardest.Enmax:0}) is needed"));
    }

    /// <summary>Number of electrons of the neutral cell; null where the potentials are not those of the atoms.</summary>
    internal static double? Valence(Structure atoms, ImmutableArray<PotcarHeader> potcar)
    {
        var groups = SpeciesGroups.Of(atoms);
        if (groups.Length != potcar.Length || groups.Where((group, index) => group.Element != potcar[index].Element).Any())
            return null;
        return groups.Select((group, index) => group.Count * potcar[index].Zval).Sum();
    }

    // LDA and GGA potentials by the letters of GGA and LEXCH; potentials are made for a few functionals only.
    private static string? FamilyOf(string letters) => letters switch
    {
        "CA" or "PZ" or "HL" or "WI" or "VW" => "LDA",
        "91" => "PW91",
        "PE" or "PBE" or "RP" or "RE" or "PS" or "OR" or "BO" or "MK" or "ML" or "CX" or "B3" or "B5" or "AM" => "PBE",
        _ => null,
    };

    private static bool IsReal(string lreal) => lreal.TrimStart('.') is ['T' or 't' or 'A' or 'a' or 'O' or 'o', ..];

    // One letter added, left out, changed, or two exchanged.
    private static bool IsOneSlipAway(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 1)
            return false;
        var start = 0;
        while (start < one.Length && start < other.Length && one[start] == other[start])
            start++;
        var (a, b) = (one[start..], other[start..]);
        return (a.Length > 0 && b.Length > 0 && a[1..] == b[1..])
            || (a.Length > 0 && a[1..] == b) || (b.Length > 0 && b[1..] == a)
            || (a.Length > 1 && b.Length == a.Length && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..]);
    }

    private static string Shown(string value) => value.Length <= 30 ? value : value[..30] + "…";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

}
