using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp.Inputs;

/// <summary>Settings for a kind of run: a folder with INCAR, KPOINTS and POTCAR.spec, which names the potentials, one a line.</summary>
/// <param name="Name">Name or path.</param>
/// <param name="Incar">The settings.</param>
/// <param name="Kpoints">The points; null where KSPACING stands in the INCAR.</param>
/// <param name="Potentials">Potential of an element where it is not the element's own name.</param>
public sealed record VaspPreset(string Name, Incar Incar, Kpoints? Kpoints, ImmutableDictionary<string, string> Potentials)
{
    /// <summary>Folder of the presets that ship.</summary>
    public static string Folder => ShippedFiles.PathOf("config", "dft", "presets");

    /// <summary>Names of those that ship.</summary>
    public static IReadOnlyList<string> Names => [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>Reads a preset: a folder, or the name of one that ships.</summary>
    /// <exception cref="DftException">There is none, or a file of it cannot be read.</exception>
    public static VaspPreset Read(string nameOrFolder)
    {
        var folder = Directory.Exists(nameOrFolder) ? nameOrFolder : Path.Combine(Folder, nameOrFolder.ToLowerInvariant());
        if (nameOrFolder.Contains("..", StringComparison.Ordinal) && !Directory.Exists(nameOrFolder) || !File.Exists(Path.Combine(folder, "INCAR")))
            throw new DftException($"{nameOrFolder}: there is no such preset; give a folder with an INCAR, or one of {string.Join(", ", Names)}.");
        var kpoints = Path.Combine(folder, "KPOINTS");
        return new(nameOrFolder, Incar.Read(Path.Combine(folder, "INCAR")), File.Exists(kpoints) ? Kpoints.Read(kpoints) : null, ReadPotentials(Path.Combine(folder, "POTCAR.spec")));
    }

    private static ImmutableDictionary<string, string> ReadPotentials(string path)
    {
        var potentials = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return potentials.ToImmutable();
        var number = 0;
        foreach (var line in File.ReadLines(path).Take(1000))
        {
            number++;
            var symbol = line.Split('#')[0].Trim();
            if (symbol.Length == 0)
                continue;
            var letters = new string([.. symbol.TakeWhile(char.IsAsciiLetter)]);
            if (!Element.TryParse(letters, out var element))
                throw new DftException($"{path}:{number}: '{(symbol.Length > 40 ? symbol[..40] : symbol)}' names no element; a potential is named such as Mo_sv.");
            if (!potentials.TryAdd(element.Symbol, symbol))
                throw new DftException($"{path}:{number}: {element.Symbol} has a potential already, {potentials[element.Symbol]}; keep one.");
        }

        return potentials.ToImmutable();
    }
}
