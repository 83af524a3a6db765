using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.Runs;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>Composes the input of a relaxation by BFGS in a fixed cell.</summary>
/// <remarks>Quantum ESPRESSO, "Input File Description, Program: pw.x".</remarks>
public static class PwInputComposer
{
    // A layer that leaves this much empty along c is cut off from its images.
    private const double LeastVacuum = 8;
    private const double Aligned = 1e-6;

    // Ultrasoft and PAW densities need more than four times the wavefunctions' cutoff where a file suggests none.
    private const double DensityFactor = 8;

    /// <summary>The input for a start.</summary>
    /// <exception cref="DftException">The settings or pseudopotentials do not fit the atoms.</exception>
    public static PwInput Compose(Structure start, PwSettings settings)
    {
        var kinds = start.CountByElement();
        var potentials = Choose(kinds.Select(kind => kind.Element), settings);
        var flat = IsFlat(start.Lattice) && Cp2kInputComposer.Vacuum(start) >= LeastVacuum;
        var isolated = settings.IsAuto("ASSUME_ISOLATED") ? flat ? "2D" : "none" : settings["ASSUME_ISOLATED"];
        if (isolated == "2D" && !IsFlat(start.Lattice))
            throw new DftException("ASSUME_ISOLATED is 2D, but the cell's a and b do not lie in the xy plane with c along z; give none, or turn the cell.");
        if (flat && settings.Grid is { C: > 1 } grid)
            throw new DftException($"K_POINTS has {grid.C} points along the vacuum; one is right there.");
        var electrons = start.Species.Sum(element => potentials[element].ValenceElectrons) - settings.Charge;
        var spin = settings.SpinComponents ?? (Math.Abs(Math.Round(electrons) % 2) == 1 ? 2 : 1);

        List<PwEntry> control = [new("calculation", "'relax'"), new("prefix", "'relax'"), new("pseudo_dir", $"'{settings["PSEUDO_DIR"]}'"), new("outdir", "'./out'"), new("nstep", settings["NSTEP"]), new("forc_conv_thr", settings["FORC_CONV_THR"]), new("etot_conv_thr", settings["ETOT_CONV_THR"])];
        if (settings.MaxSeconds is { } seconds)
            control.Add(new("max_seconds", seconds));
        List<PwEntry> system =
        [
            new("ibrav", "0"), new("nat", Number(start.Count)), new("ntyp", Number(kinds.Count)),
            new("ecutwfc", Cutoff("ECUTWFC", settings, potentials.Values, potential => potential.WavefunctionCutoff)),
            new("ecutrho", Cutoff("ECUTRHO", settings, potentials.Values, potential => potential.DensityCutoff ?? DensityFactor * potential.WavefunctionCutoff)),
            new("occupations", "'smearing'"), new("smearing", $"'{settings["SMEARING"]}'"), new("degauss", settings["DEGAUSS"]),
            new("tot_charge", settings["TOT_CHARGE"]), new("nspin", Number(spin)),
        ];
        if (spin == 2)
        {
            // The rarest element: the defect's, where the defect is a foreign atom.
            var rarest = kinds.Select((kind, index) => (kind.Count, index)).Min();
            system.Add(new($"starting_magnetization({rarest.index + 1})", settings["STARTING_MAGNETIZATION"]));
        }

        if (isolated == "2D")
            system.Add(new("assume_isolated", "'2D'"));
        return new(
            [
                new("CONTROL", [.. control]), new("SYSTEM", [.. system]),
                new("ELECTRONS", [new("conv_thr", settings["CONV_THR"]), new("mixing_beta", settings["MIXING_BETA"]), new("electron_maxstep", settings["ELECTRON_MAXSTEP"])]),
                new("IONS", [new("ion_dynamics", "'bfgs'")]),
            ],
            [
                new("ATOMIC_SPECIES", "", [.. kinds.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Element.Symbol} {kind.Element.Mass} {potentials[kind.Element].File}"))]),
                new("CELL_PARAMETERS", "angstrom", [PwInput.Written(start.Lattice.A), PwInput.Written(start.Lattice.B), PwInput.Written(start.Lattice.C)]),
                Positions(start),
                settings.Grid is { } points ? new("K_POINTS", "automatic", [$"{points.A} {points.B} {points.C} 0 0 0"]) : new("K_POINTS", "gamma", []),
            ]);
    }

    private static PwCard Positions(Structure start)
    {
        var freedom = CartesianFreedom.Of(start, "Quantum ESPRESSO");
        return new("ATOMIC_POSITIONS", "angstrom",
        [
            .. Enumerable.Range(0, start.Count).Select(atom =>
                $"{start.Species[atom].Symbol} {PwInput.Written(start.Cartesian[atom])}{(freedom.IsDefault || freedom[atom] == AxisFreedom.Free ? "" : $" {Flag(freedom[atom].A)} {Flag(freedom[atom].B)} {Flag(freedom[atom].C)}")}"),
        ]);
    }

    private static Dictionary<Element, Pseudopotential> Choose(IEnumerable<Element> elements, PwSettings settings)
    {
        var wanted = elements.ToHashSet();
        var folder = settings["PSEUDO_DIR"];
        var named = settings.Files;
        var chosen = new Dictionary<Element, Pseudopotential>();
        foreach (var (element, file) in named.Where(pair => wanted.Contains(pair.Key)))
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
                throw new DftException($"{path}: there is no such file; PSEUDOPOTENTIALS names it for {element}.");
            var potential = PseudopotentialReader.Read(path);
            chosen[element] = potential.Element == element ? potential : throw new DftException($"{path}: this is a pseudopotential of {potential.Element}; PSEUDOPOTENTIALS names it for {element}.");
        }

        var missing = wanted.Where(element => !chosen.ContainsKey(element)).ToHashSet();
        var found = missing.Count == 0 ? [] : PseudopotentialReader.ReadFolder(folder, missing).Where(potential => potential.Functional == settings["FUNCTIONAL"]).ToList();
        foreach (var element in missing)
        {
            var files = found.Where(potential => potential.Element == element).ToList();
            chosen[element] = files switch
            {
                [var only] => only,
                [] => throw new DftException($"{folder}: there is no {settings["FUNCTIONAL"]} pseudopotential of {element}; put one there, or name another folder as PSEUDO_DIR."),
                _ => throw new DftException($"{folder}: there are {files.Count} {settings["FUNCTIONAL"]} pseudopotentials of {element} ({string.Join(", ", files.Select(file => file.File))}); name one in PSEUDOPOTENTIALS as {element}={files[0].File}."),
            };
        }

        if (chosen.Values.Select(potential => potential.Functional).Distinct().Count() > 1)
            throw new DftException($"The pseudopotentials are of different functionals ({string.Join(", ", chosen.Values.Select(potential => $"{potential.File} {potential.Functional}"))}); all must be of one.");
        return chosen;
    }

    private static string Cutoff(string name, PwSettings settings, IEnumerable<Pseudopotential> potentials, Func<Pseudopotential, double?> suggestion)
    {
        if (!settings.IsAuto(name))
            return settings[name];
        var largest = 0.0;
        foreach (var potential in potentials)
            largest = Math.Max(largest, suggestion(potential) ?? throw new DftException($"{potential.File} suggests no cutoff; give {name} in Ry."));
        return largest.ToString("r", CultureInfo.InvariantCulture);
    }

    private static bool IsFlat(Lattice lattice) =>
        Math.Abs(lattice.A.Z) < Aligned && Math.Abs(lattice.B.Z) < Aligned && Math.Abs(lattice.C.X) < Aligned && Math.Abs(lattice.C.Y) < Aligned;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static char Flag(bool free) => free ? '1' : '0';
}
