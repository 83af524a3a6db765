using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Comparisons;
using DefiNet.Dft.Vasp.Checks;

namespace DefiNet.Dft.Vasp;

/// <summary>What must be equal in two runs before their steps can be compared, read from a run's folder or file.</summary>
/// <remarks>Tags that say how long, how parallel or what to write do not count: NSW, NCORE, KPAR, LWAVE and their like.</remarks>
public sealed record RunFingerprint
{
    // An element that only one of two runs has needs no potential in the other.
    private const string PotentialOf = "POTCAR of ";

    private static readonly ImmutableHashSet<string> Immaterial =
    [
        "SYSTEM", "NSW", "NCORE", "NPAR", "KPAR", "NSIM", "LPLANE", "LSCALAPACK", "LSCALU", "LWAVE", "LCHARG", "LVTOT", "LVHAR", "LELF", "LORBIT", "NEDOS", "EMIN", "EMAX", "NWRITE", "ISTART", "ICHARG", "NELM", "NBANDS", "RWIGS", "LAECHG", "LPARD", "LVTOT", "RANDOM_SEED",
    ];

    /// <summary>Where it was read.</summary>
    public required string Path { get; init; }

    /// <summary>The run; null for inputs that have not been run.</summary>
    public VaspRun? Run { get; init; }

    /// <summary>Atoms at the start; null where they are not known.</summary>
    public Structure? Start { get; init; }

    /// <summary>Whether the settings are those that the output prints, defaults included; else those of the INCAR alone.</summary>
    public bool Printed { get; init; }

    /// <summary>Everything that must be equal, by name.</summary>
    public required ImmutableSortedDictionary<string, string> Settings { get; init; }

    /// <summary>Hexadecimal SHA-256 over <see cref="Settings"/>.</summary>
    public string SettingsHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Settings.Select(pair => $"{pair.Key}={pair.Value}\n")))));

    /// <summary>What decides about a comparison; null for inputs that have not been run.</summary>
    public ArmFacts? Facts => Run is null ? null
        : new(Run.Engine ?? "vasp", Run.Version, SettingsHash, Run.Last.Finished ?? false, Run.Last.Converged ?? false, Run.PartCount > 1, Run.IonicSteps);

    /// <summary>Reads a run's folder, or one output file with what lies beside it.</summary>
    /// <exception cref="DftException">There is neither output nor input.</exception>
    public static RunFingerprint Read(string path)
    {
        if (File.Exists(path))
            return Of(RecordReader.ReadFile(path), System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, path);
        if (!Directory.Exists(path))
            throw new DftException($"{path}: there is no such file or folder; give a run's folder or its OUTCAR.");
        if (RecordReader.OutputsIn(path).Count > 0)
            return Of(RecordReader.ReadFolders([path]), path, RecordReader.OutputsIn(path)[^1]);
        var inputs = RunInputFiles.Read(path);
        return inputs.Incar is { } incar
            ? new() { Path = path, Start = inputs.Poscar, Settings = FromInputs(incar, inputs) }
            : throw new DftException($"{path}: there is no OUTCAR, vasprun.xml or OSZICAR, and no readable INCAR; a run's folder has one of them.");
    }

    /// <summary>The fingerprint of a run that has been read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Folder of its inputs: the first part's.</param>
    /// <param name="output">Its last output file.</param>
    public static RunFingerprint Of(VaspRun run, string folder, string output)
    {
        var inputs = RunInputFiles.Read(folder);
        var outcar = run.Last.Kind == VaspFileKind.Outcar ? PrintedSettings.Read(output) : null;
        var settings = outcar is { Tags.IsEmpty: false } ? FromOutcar(outcar, inputs)
            : inputs.Incar is { } incar ? FromInputs(incar, inputs)
            : FromRun(run.Settings);
        return new() { Path = run.Path, Run = run, Start = inputs.Poscar, Printed = outcar is { Tags.IsEmpty: false }, Settings = settings };
    }

    /// <summary>Names of settings that differ, with both values; of runs whose settings come from different kinds of files only what both say.</summary>
    public IReadOnlyList<(string Name, string? Here, string? There)> Differences(RunFingerprint other)
    {
        var all = Printed == other.Printed;
        return [.. Settings.Keys.Union(other.Settings.Keys).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Here: Settings.GetValueOrDefault(name), There: other.Settings.GetValueOrDefault(name)))
            .Where(pair => pair.Here != pair.There && ((all && !pair.Name.StartsWith(PotentialOf, StringComparison.Ordinal)) || (pair.Here is not null && pair.There is not null)))];
    }

    private static ImmutableSortedDictionary<string, string> FromOutcar(PrintedSettings outcar, RunInputFiles inputs)
    {
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (tag, value) in outcar.Tags)
            if (!Immaterial.Contains(tag))
                settings[tag] = Canonical(value);
        foreach (var title in outcar.Potentials)
            settings[$"{PotentialOf}{new string([.. title.Split(' ').Skip(1).FirstOrDefault("").TakeWhile(char.IsAsciiLetter)])}"] = title;
        // The head of an OUTCAR leaves some tags out that move the ions or the electrons.
        foreach (var tag in (string[])["IVDW", "METAGGA", "MAGMOM", "LDAUU", "LDAUL", "LDAUJ", "IOPT", "SYMPREC"])
            if (inputs.Incar?.Text(tag) is { Length: > 0 } value && !settings.ContainsKey(tag))
                settings[tag] = CanonicalList(value);
        return settings.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> FromInputs(Incar incar, RunInputFiles inputs)
    {
        var settings = SettingsOf(incar).ToBuilder();
        if (inputs.Kpoints is { } kpoints)
            settings["KPOINTS"] = KpointsText(kpoints, inputs.Poscar?.Lattice);
        foreach (var header in inputs.Potcar.IsDefault ? [] : inputs.Potcar)
            settings[$"{PotentialOf}{header.Element.Symbol}"] = $"{header.Title} {header.Sha256[..16]}";
        return settings.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> FromRun(VaspSettings settings)
    {
        var known = new (string Name, object? Value)[] { ("IBRION", settings.Ibrion), ("EDIFF", settings.Ediff), ("EDIFFG", settings.Ediffg), ("ISIF", settings.Isif), ("POTIM", settings.Potim) };
        return known.Where(tag => tag.Value is not null).ToImmutableSortedDictionary(tag => tag.Name, tag => Canonical(Convert.ToString(tag.Value, CultureInfo.InvariantCulture)!), StringComparer.Ordinal);
    }

    /// <summary>The tags of an INCAR that count, written in one way.</summary>
    internal static ImmutableSortedDictionary<string, string> SettingsOf(Incar incar) =>
        incar.Tags.DistinctBy(tag => tag.Name).Where(tag => !Immaterial.Contains(tag.Name))
            .ToImmutableSortedDictionary(tag => tag.Name, tag => CanonicalList(tag.Value), StringComparer.Ordinal);

    /// <summary>K-points written in one way.</summary>
    internal static string KpointsText(Kpoints kpoints, Lattice? lattice)
    {
        if ((lattice is null ? kpoints.Mode is KpointsMode.Gamma or KpointsMode.MonkhorstPack ? kpoints.Divisions : null : kpoints.DivisionsIn(lattice)) is { } grid)
            return grid == (1, 1, 1) && kpoints.Shift == default ? "1 × 1 × 1"
                : FormattableString.Invariant($"{(kpoints.Mode == KpointsMode.MonkhorstPack && (grid.A % 2 == 0 || grid.B % 2 == 0 || grid.C % 2 == 0) ? "Monkhorst-Pack" : "Gamma")} {grid.A} × {grid.B} × {grid.C} shifted by {kpoints.Shift}");
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        kpoints.Write(text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()[(text.ToString().IndexOf('\n', StringComparison.Ordinal) + 1)..])));
    }

    private static string CanonicalList(string value) =>
        string.Join(' ', value.Split(IncarGrammar.Blanks, StringSplitOptions.RemoveEmptyEntries).Select(Canonical));

    // 0.10E-05 and 1E-6, .TRUE. and T, Accurate and accura are the same.
    private static string Canonical(string value)
    {
        if (FortranNumber.TryParse(value, out double number))
            return number.ToString("G6", CultureInfo.InvariantCulture);
        var word = value.Trim('.').ToUpperInvariant();
        return word is "T" or "TRUE" ? "T" : word is "F" or "FALSE" ? "F" : word.Length > 6 ? word[..6] : word;
    }
}
