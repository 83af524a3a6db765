using System.Collections.Immutable;
using System.Globalization;

namespace DefiNet.Crystals.Formats.ExtendedXyz;

/// <summary>Reads extended XYZ: one frame after another, each with its lattice.</summary>
/// <remarks>Layout: number of atoms; a line of <c>key=value</c> with <c>Lattice="ax ay az bx …"</c> and <c>Properties=species:S:1:pos:R:3:…</c>; a line for each atom. Positions in Angstrom.</remarks>
public static class XyzReader
{
    private const double LargestWhole = 9007199254740992;

    /// <summary>Reads all frames.</summary>
    /// <exception cref="CrystalException">The text is no extended XYZ; the message names the line.</exception>
    public static ImmutableArray<XyzFrame> Read(TextReader text, string name)
    {
        var lines = new LineCursor(text, name);
        var frames = ImmutableArray.CreateBuilder<XyzFrame>();
        long atoms = 0;
        do
        {
            var frame = ReadFrame(lines);
            frames.Add(frame);
            atoms += frame.Structure.Count;
            if (atoms > StructureLimits.MaxAtoms)
                throw lines.Bad($"the frames have more than {StructureLimits.MaxAtoms} atoms together, more than are read at a time");
            SkipEmpty(lines);
        }
        while (lines.Peek() is not null);

        return frames.ToImmutable();
    }

    /// <summary>Reads all frames of a file.</summary>
    /// <exception cref="CrystalException">The file is no extended XYZ; the message names file and line.</exception>
    public static ImmutableArray<XyzFrame> ReadFile(string path)
    {
        using var text = StructureFile.Open(path);
        return Read(text, path);
    }

    private static XyzFrame ReadFrame(LineCursor lines)
    {
        var first = lines.Next("the number of atoms").Trim();
        if (!TextNumber.TryParse(first, out int count) || count is < 1 or > StructureLimits.MaxAtoms)
            throw lines.Bad($"the number of atoms is '{Shown(first)}'; it must be a whole number from 1 to {StructureLimits.MaxAtoms}");

        var pairs = XyzHeader.Parse(lines.Next("the line with the lattice"), lines);
        var lattice = LatticeOf(pairs, lines);
        var layouts = XyzLayout.Parse(ValueOf(pairs, "Properties") ?? XyzLayout.Default, lines);
        var (speciesAt, positionAt) = EssentialColumns(layouts, lines);

        var columns = layouts.ConvertAll(layout => new ColumnBuilder(layout));
        for (var atom = 0; atom < count; atom++)
        {
            var line = lines.TryNext() ?? throw new CrystalException($"{lines.Name}:{lines.Number + 1}: the text ends before atom {atom + 1} of {count}.");
            var fields = new FieldSplitter(line);
            foreach (var column in columns)
                column.Take(ref fields, lines, atom);
        }

        var structure = Structure.FromCartesian(lattice, SpeciesOf(columns[speciesAt], lines, count), columns[positionAt].ToVectors());
        return new XyzFrame
        {
            Structure = structure,
            Columns = [.. columns.Where((_, i) => i != speciesAt && i != positionAt).Select(column => column.ToColumn())],
            Info = [.. pairs.Where(pair => !IsKey(pair, "Lattice") && !IsKey(pair, "Properties"))],
        };
    }

    private static Lattice LatticeOf(List<KeyValuePair<string, string>> pairs, LineCursor lines)
    {
        var value = ValueOf(pairs, "Lattice") ?? throw lines.Bad("there is no Lattice=\"ax ay az bx by bz cx cy cz\"; a crystal needs one");
        var fields = value.Split([' ', '\t', ',', '[', ']', '{', '}'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[fields.Length is 3 or 9 ? fields.Length : throw lines.Bad($"the lattice has {fields.Length} numbers; it must have nine, or three for a cell with right angles")];
        for (var i = 0; i < numbers.Length; i++)
            if (!TextNumber.TryParse(fields[i], out numbers[i]) || Math.Abs(numbers[i]) > StructureLimits.MaxCoordinate)
                throw lines.Bad($"the lattice has '{Shown(fields[i])}'; it must be a finite number");
        try
        {
            return numbers.Length == 3
                ? new(new(numbers[0], 0, 0), new(0, numbers[1], 0), new(0, 0, numbers[2]))
                : new(new(numbers[0], numbers[1], numbers[2]), new(numbers[3], numbers[4], numbers[5]), new(numbers[6], numbers[7], numbers[8]));
        }
        catch (CrystalException failure)
        {
            throw new CrystalException($"{lines.Name}:{lines.Number}: {failure.Message}", failure);
        }
    }

    private static (int Species, int Position) EssentialColumns(List<XyzLayout> layouts, LineCursor lines)
    {
        var species = layouts.FindIndex(layout => layout is { Name: "species" or "element", Kind: XyzColumnKind.Text, Width: 1 });
        if (species < 0)
            species = layouts.FindIndex(layout => layout is { Name: "Z" or "numbers", Kind: XyzColumnKind.Integer, Width: 1 });
        if (species < 0)
            throw lines.Bad("Properties has no species:S:1 (nor Z:I:1); each atom needs its element");
        var position = layouts.FindIndex(layout => layout is { Name: "pos" or "positions", Kind: XyzColumnKind.Real, Width: 3 });
        return position < 0 ? throw lines.Bad("Properties has no pos:R:3; each atom needs its position") : (species, position);
    }

    private static ImmutableArray<Element> SpeciesOf(ColumnBuilder column, LineCursor lines, int count)
    {
        var firstLine = lines.Number - count + 1;
        var species = ImmutableArray.CreateBuilder<Element>(count);
        for (var atom = 0; atom < count; atom++)
        {
            if (column.Layout.Kind == XyzColumnKind.Text ? !SpeciesToken.TryParsePoscar(column.Words[atom], out var element) : !TryNumber(column.Numbers[atom], out element))
                throw new CrystalException($"{lines.Name}:{firstLine + atom}: the species of atom {atom + 1} is no element; write its symbol as in the periodic table, such as Mo.");
            species.Add(element);
        }

        return species.MoveToImmutable();

        static bool TryNumber(double number, out Element element)
        {
            var known = number is >= 1 and <= 118;
            element = known ? new Element((int)number) : default;
            return known;
        }
    }

    private static string? ValueOf(List<KeyValuePair<string, string>> pairs, string key)
    {
        foreach (var pair in pairs)
            if (IsKey(pair, key))
                return pair.Value;
        return null;
    }

    private static bool IsKey(KeyValuePair<string, string> pair, string key) => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase);

    private static void SkipEmpty(LineCursor lines)
    {
        while (lines.Peek() is { } line && string.IsNullOrWhiteSpace(line))
            lines.TryNext();
    }

    private static string Shown(ReadOnlySpan<char> text)
    {
        const int Longest = 60;
        return text.Length <= Longest ? text.ToString() : string.Concat(text[..Longest], "...");
    }

    /// <summary>Gathers the entries of one property.</summary>
    private sealed class ColumnBuilder(XyzLayout layout)
    {
        public XyzLayout Layout { get; } = layout;

        public List<double> Numbers { get; } = [];

        public List<string> Words { get; } = [];

        public void Take(ref FieldSplitter fields, LineCursor lines, int atom)
        {
            for (var i = 0; i < Layout.Width; i++)
            {
                var field = fields.Next();
                if (field.IsEmpty)
                    throw lines.Bad($"the line of atom {atom + 1} ends before '{Layout.Name}'");
                if (Layout.Kind == XyzColumnKind.Text)
                    Words.Add(Words.Count > 0 && field.SequenceEqual(Words[^1]) ? Words[^1] : field.ToString());
                else if (TryRead(field, out var number))
                    Numbers.Add(number);
                else
                    throw lines.Bad(string.Create(CultureInfo.InvariantCulture, $"'{Layout.Name}' of atom {atom + 1} is '{Shown(field)}'; it must be {Expected()}"));
            }
        }

        public ImmutableArray<Vector3> ToVectors() => ToColumn().ToVectors();

        public XyzColumn ToColumn() => new() { Name = Layout.Name, Kind = Layout.Kind, Width = Layout.Width, Numbers = [.. Numbers], Words = [.. Words] };

        private bool TryRead(ReadOnlySpan<char> field, out double number)
        {
            switch (Layout.Kind)
            {
                case XyzColumnKind.Logical:
                    number = field[0] is 'T' or 't' or '1' ? 1 : 0;
                    return field[0] is 'T' or 't' or '1' or 'F' or 'f' or '0';
                case XyzColumnKind.Integer:
                    return TextNumber.TryParse(field, out number) && number == Math.Floor(number) && Math.Abs(number) <= LargestWhole;
                default:
                    return TextNumber.TryParse(field, out number) && (Layout.Name is not ("pos" or "positions") || Math.Abs(number) <= StructureLimits.MaxCoordinate);
            }
        }

        private string Expected() => Layout.Kind switch
        {
            XyzColumnKind.Logical => "T or F",
            XyzColumnKind.Integer => "a whole number",
            _ => "a finite number",
        };
    }
}
