using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Cp2k;

/// <summary>Reads and writes input files of CP2K: sections of keywords. Preprocessor directives other than comments are refused.</summary>
public static class Cp2kInput
{
    private const int MaxDepth = 32;
    private const int MaxLines = 20_000_000;

    private static readonly string[] CoordPath = ["FORCE_EVAL", "SUBSYS", "COORD"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DftException">It cannot be right.</exception>
    public static Cp2kSection ReadFile(string path)
    {
        using var text = File.OpenText(path);
        return Read(text, path);
    }

    /// <summary>Reads a text called <paramref name="name"/>; the section without name holds those of the file.</summary>
    /// <exception cref="DftException">It cannot be right.</exception>
    public static Cp2kSection Read(TextReader text, string name)
    {
        var open = new Stack<(string Name, string Parameter, ImmutableArray<Cp2kKeyword>.Builder Keywords, ImmutableArray<Cp2kSection>.Builder Sections)>();
        open.Push(("", "", ImmutableArray.CreateBuilder<Cp2kKeyword>(), ImmutableArray.CreateBuilder<Cp2kSection>()));
        for (var number = 1; text.ReadLine() is { } full; number++)
        {
            var line = full.AsSpan();
            if (line.IndexOfAny('!', '#') is >= 0 and var comment)
                line = line[..comment];
            line = line.Trim();
            if (line.IsEmpty)
                continue;
            if (number > MaxLines)
                throw new DftException($"{name}:{number}: the file has more than {MaxLines} lines; this is no input of CP2K.");
            if (line[0] == '@')
                throw new DftException($"{name}:{number}: '{Shown(line)}' is for CP2K's preprocessor; write the input out without it.");
            var (word, rest) = Split(line);
            if (line[0] != '&')
            {
                open.Peek().Keywords.Add(new(word, rest));
                continue;
            }

            if (word.Equals("&END", StringComparison.OrdinalIgnoreCase))
            {
                if (open.Count == 1)
                    throw new DftException($"{name}:{number}: &END closes a section that was not opened; leave it out.");
                var closed = open.Pop();
                if (rest.Length > 0 && !rest.Equals(closed.Name, StringComparison.OrdinalIgnoreCase))
                    throw new DftException($"{name}:{number}: &END {Shown(rest)} closes &{Shown(closed.Name)}; the names must agree.");
                open.Peek().Sections.Add(new(closed.Name, closed.Parameter, closed.Keywords.ToImmutable(), closed.Sections.ToImmutable()));
                continue;
            }

            if (open.Count > MaxDepth)
                throw new DftException($"{name}:{number}: more than {MaxDepth} sections lie in each other; this is no input of CP2K.");
            open.Push((word[1..].ToUpperInvariant(), rest, ImmutableArray.CreateBuilder<Cp2kKeyword>(), ImmutableArray.CreateBuilder<Cp2kSection>()));
        }

        var (root, _, keywords, sections) = open.Pop();
        if (open.Count > 0)
            throw new DftException($"{name}: the section &{Shown(root)} is not closed; the file was cut, or an &END is missing.");
        return new("", "", keywords.ToImmutable(), sections.ToImmutable());
    }

    /// <summary>Writes an input.</summary>
    public static void Write(Cp2kSection input, TextWriter text)
    {
        foreach (var keyword in input.Keywords)
            WriteKeyword(keyword, "", text);
        foreach (var section in input.Sections)
            WriteSection(section, "", text);
    }

    /// <summary>Atoms and cell of an input; frozen atoms among its constraints.</summary>
    /// <exception cref="DftException">The input lists no atoms, or what it lists cannot be right.</exception>
    public static Structure StructureOf(Cp2kSection input, string name)
    {
        var subsystem = input.At("FORCE_EVAL", "SUBSYS") ?? throw new DftException($"{name}: there is no &FORCE_EVAL with a &SUBSYS; the atoms stand there.");
        var cell = subsystem.Section("CELL") ?? throw new DftException($"{name}: &SUBSYS has no &CELL; give the vectors A, B and C.");
        var coordinates = subsystem.Section("COORD") ?? throw new DftException($"{name}: &SUBSYS has no &COORD; atoms in other files are not read.");
        try
        {
            var lattice = new Lattice(Vector(cell, "A", name), Vector(cell, "B", name), Vector(cell, "C", name));
            var species = ImmutableArray.CreateBuilder<Element>();
            var positions = ImmutableArray.CreateBuilder<Vector3>();
            var scaled = false;
            foreach (var (symbol, value) in coordinates.Keywords)
            {
                if (symbol is "SCALED")
                    scaled = true;
                else if (symbol is not "UNIT")
                {
                    species.Add(Element.Parse(symbol));
                    positions.Add(Vector(value, $"{name}: the position of atom {species.Count}"));
                }
            }

            var structure = scaled ? new Structure(lattice, species.ToImmutable(), positions.ToImmutable()) : Structure.FromCartesian(lattice, species.ToImmutable(), positions.ToImmutable());
            return structure with { Freedom = FreedomOf(input, structure.Count, name) };
        }
        catch (CrystalException failure)
        {
            throw new DftException($"{name}: {failure.Message}", failure);
        }
    }

    /// <summary>The same input with the atoms elsewhere.</summary>
    public static Cp2kSection WithPositions(Cp2kSection input, ReadOnlySpan<Element> species, ReadOnlySpan<Vector3> cartesian)
    {
        var lines = ImmutableArray.CreateBuilder<Cp2kKeyword>(species.Length);
        for (var atom = 0; atom < species.Length; atom++)
            lines.Add(new(species[atom].Symbol, Written(cartesian[atom])));
        return input.With(CoordPath, new("COORD", "", lines.MoveToImmutable(), []));
    }

    /// <summary>Three numbers with all their digits.</summary>
    internal static string Written(Vector3 vector) => string.Create(CultureInfo.InvariantCulture, $"{vector.X:r} {vector.Y:r} {vector.Z:r}");

    // Directions are Cartesian, as CP2K means them.
    private static ImmutableArray<AxisFreedom> FreedomOf(Cp2kSection input, int atoms, string name)
    {
        if (input.At("MOTION", "CONSTRAINT") is not { } constraint)
            return default;
        var freedom = new AxisFreedom[atoms];
        Array.Fill(freedom, AxisFreedom.Free);
        foreach (var section in constraint.Sections.Where(section => section.Name == "FIXED_ATOMS"))
        {
            var components = section.Value("COMPONENTS_TO_FIX") ?? "XYZ";
            var kept = new AxisFreedom(!components.Contains('X', StringComparison.OrdinalIgnoreCase), !components.Contains('Y', StringComparison.OrdinalIgnoreCase), !components.Contains('Z', StringComparison.OrdinalIgnoreCase));
            foreach (var list in section.Keywords.Where(keyword => keyword.Name == "LIST"))
            {
                foreach (var item in list.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                {
                    var ends = item.Split("..");
                    if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                        || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || first < 1 || last > atoms || last < first)
                        throw new DftException($"{name}: '{Shown(item)}' in LIST of &FIXED_ATOMS is no range of the {atoms} atoms; such as 1..4.");
                    for (var atom = first - 1; atom < last; atom++)
                        freedom[atom] = new(freedom[atom].A && kept.A, freedom[atom].B && kept.B, freedom[atom].C && kept.C);
                }
            }
        }

        return [.. freedom];
    }

    private static Vector3 Vector(Cp2kSection section, string keyword, string name) =>
        Vector(section.Value(keyword) ?? throw new DftException($"{name}: &{section.Name} has no {keyword}; give three numbers in Angstrom."), $"{name}: {keyword} of &{section.Name}");

    private static Vector3 Vector(string text, string what)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length >= 3 && FortranNumber.TryParse(fields[0], out double x) && FortranNumber.TryParse(fields[1], out double y) && FortranNumber.TryParse(fields[2], out double z))
            return new(x, y, z);
        throw new DftException($"{what} is '{Shown(text)}'; it must be three numbers.");
    }

    private static (string Word, string Value) Split(ReadOnlySpan<char> line)
    {
        var end = line.IndexOfAny(' ', '\t');
        return end < 0 ? (line.ToString(), "") : (line[..end].ToString(), line[end..].Trim().ToString());
    }

    private static void WriteSection(Cp2kSection section, string indent, TextWriter text)
    {
        text.Write($"{indent}&{section.Name}{(section.Parameter.Length > 0 ? " " : "")}{section.Parameter}\n");
        foreach (var keyword in section.Keywords)
            WriteKeyword(keyword, indent + "  ", text);
        foreach (var inner in section.Sections)
            WriteSection(inner, indent + "  ", text);
        text.Write($"{indent}&END {section.Name}\n");
    }

    private static void WriteKeyword(Cp2kKeyword keyword, string indent, TextWriter text) =>
        text.Write($"{indent}{keyword.Name}{(keyword.Value.Length > 0 ? " " : "")}{keyword.Value}\n");

    private static string Shown(ReadOnlySpan<char> text) => text.Length > 60 ? string.Concat(text[..60], " …") : text.ToString();
}
