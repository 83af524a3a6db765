using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>An input of <c>pw.x</c>: namelists, then cards.</summary>
public sealed record PwInput(ImmutableArray<PwNamelist> Namelists, ImmutableArray<PwCard> Cards)
{
    private const int MaxLines = 20_000_000;

    private static readonly string[] CardNames = ["ATOMIC_SPECIES", "ATOMIC_POSITIONS", "K_POINTS", "CELL_PARAMETERS", "OCCUPATIONS", "CONSTRAINTS", "ATOMIC_VELOCITIES", "ATOMIC_FORCES", "ADDITIONAL_K_POINTS", "SOLVENTS", "HUBBARD"];

    /// <summary>The namelist of a name; null without one.</summary>
    public PwNamelist? Namelist(string name) => Namelists.FirstOrDefault(list => list.Name == name);

    /// <summary>The card of a name; null without one.</summary>
    public PwCard? Card(string name) => Cards.FirstOrDefault(card => card.Name == name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="DftException">It cannot be right.</exception>
    public static PwInput ReadFile(string path)
    {
        using var text = File.OpenText(path);
        return Read(text, path);
    }

    /// <summary>Reads a text called <paramref name="name"/>.</summary>
    /// <exception cref="DftException">It cannot be right.</exception>
    public static PwInput Read(TextReader text, string name)
    {
        var namelists = ImmutableArray.CreateBuilder<PwNamelist>();
        var cards = ImmutableArray.CreateBuilder<PwCard>();
        var entries = ImmutableArray.CreateBuilder<PwEntry>();
        var lines = ImmutableArray.CreateBuilder<string>();
        string? list = null;
        (string Name, string Option)? card = null;
        for (var number = 1; text.ReadLine() is { } full; number++)
        {
            if (number > MaxLines)
                throw new DftException($"{name}:{number}: the file has more than {MaxLines} lines; this is no input of pw.x.");
            var line = WithoutComment(full).Trim();
            if (line.Length == 0)
                continue;
            if (list is not null)
            {
                if (line == "/")
                {
                    namelists.Add(new(list, entries.ToImmutable()));
                    entries.Clear();
                    list = null;
                }
                else
                    AddEntries(line, entries, $"{name}:{number}");
            }
            else if (line[0] == '&')
                list = line[1..].Trim().ToUpperInvariant();
            else if (Array.Find(CardNames, known => line.StartsWith(known, StringComparison.OrdinalIgnoreCase)) is { } begun)
            {
                Finish();
                card = (begun, line[begun.Length..].Trim(' ', '\t', '(', ')', '{', '}').ToLowerInvariant());
            }
            else if (card is not null)
                lines.Add(string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            else
                throw new DftException($"{name}:{number}: '{Shown(line)}' stands outside namelists and cards; it belongs to one of them.");
        }

        if (list is not null)
            throw new DftException($"{name}: the namelist &{Shown(list)} is not closed; the file was cut, or a line with / is missing.");
        Finish();
        return new(namelists.ToImmutable(), cards.ToImmutable());

        void Finish()
        {
            if (card is { } open)
                cards.Add(new(open.Name, open.Option, lines.ToImmutable()));
            lines.Clear();
        }
    }

    /// <summary>Writes the input.</summary>
    public void Write(TextWriter text)
    {
        foreach (var list in Namelists)
        {
            text.Write($"&{list.Name}\n");
            foreach (var entry in list.Entries)
                text.Write($"  {entry.Name} = {entry.Value}\n");
            text.Write("/\n");
        }

        foreach (var card in Cards)
        {
            text.Write($"{card.Name}{(card.Option.Length > 0 ? " " : "")}{card.Option}\n");
            foreach (var line in card.Lines)
                text.Write($"{line}\n");
        }
    }

    /// <summary>Atoms and cell, with the directions (Cartesian ones) in which each atom is free. Only <c>ibrav = 0</c> with CELL_PARAMETERS in Angstrom or bohr.</summary>
    /// <exception cref="DftException">What the input lists cannot be right or is written in another way.</exception>
    public Structure ToStructure(string name)
    {
        var cell = Card("CELL_PARAMETERS") ?? throw new DftException($"{name}: there is no CELL_PARAMETERS; only cells written out as vectors are read.");
        var atoms = Card("ATOMIC_POSITIONS") ?? throw new DftException($"{name}: there is no ATOMIC_POSITIONS; the atoms stand there.");
        if (cell.Lines.Length < 3)
            throw new DftException($"{name}: CELL_PARAMETERS has {cell.Lines.Length} lines; it must have three vectors.");
        try
        {
            var scale = ScaleOf(cell.Option, "CELL_PARAMETERS", name);
            var lattice = new Lattice(scale * Vector(cell.Lines[0], 0, name), scale * Vector(cell.Lines[1], 0, name), scale * Vector(cell.Lines[2], 0, name));
            var species = ImmutableArray.CreateBuilder<Element>(atoms.Lines.Length);
            var positions = ImmutableArray.CreateBuilder<Vector3>(atoms.Lines.Length);
            var freedom = ImmutableArray.CreateBuilder<AxisFreedom>(atoms.Lines.Length);
            foreach (var line in atoms.Lines)
            {
                var fields = line.Split(' ');
                species.Add(Element.Parse(new string([.. fields[0].TakeWhile(char.IsAsciiLetter)])));
                positions.Add(Vector(line, 1, name));
                freedom.Add(fields.Length >= 7 ? new(fields[4] != "0", fields[5] != "0", fields[6] != "0") : AxisFreedom.Free);
            }

            var structure = atoms.Option == "crystal"
                ? new Structure(lattice, species.ToImmutable(), positions.ToImmutable())
                : Structure.FromCartesian(lattice, species.ToImmutable(), [.. positions.Select(position => ScaleOf(atoms.Option, "ATOMIC_POSITIONS", name) * position)]);
            return freedom.All(axes => axes == AxisFreedom.Free) ? structure : structure with { Freedom = freedom.ToImmutable() };
        }
        catch (CrystalException failure)
        {
            throw new DftException($"{name}: {failure.Message}", failure);
        }
    }

    /// <summary>The same input with the atoms elsewhere, in Angstrom.</summary>
    public PwInput WithPositions(ReadOnlySpan<Vector3> cartesian)
    {
        var atoms = Card("ATOMIC_POSITIONS")!;
        var lines = ImmutableArray.CreateBuilder<string>(atoms.Lines.Length);
        for (var atom = 0; atom < atoms.Lines.Length; atom++)
        {
            var fields = atoms.Lines[atom].Split(' ');
            lines.Add(string.Join(' ', [fields[0], Written(cartesian[atom]), .. fields.Length >= 7 ? fields[4..7] : []]));
        }

        return this with { Cards = [.. Cards.Select(card => card.Name == atoms.Name ? new PwCard(atoms.Name, "angstrom", lines.MoveToImmutable()) : card)] };
    }

    /// <inheritdoc/>
    public bool Equals(PwInput? other) => other is not null && Namelists.SequenceEqual(other.Namelists) && Cards.SequenceEqual(other.Cards);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Namelists.Length, Cards.Length);

    /// <summary>Three numbers with all their digits.</summary>
    internal static string Written(Vector3 vector) => string.Create(CultureInfo.InvariantCulture, $"{vector.X:r} {vector.Y:r} {vector.Z:r}");

    private static double ScaleOf(string option, string card, string name) => option switch
    {
        "angstrom" => 1,
        "bohr" => PwUnits.Bohr,
        _ => throw new DftException($"{name}: {card} is in '{Shown(option)}'; angstrom and bohr are read."),
    };

    private static Vector3 Vector(string line, int from, string name)
    {
        var fields = line.Split(' ');
        if (fields.Length >= from + 3 && FortranNumber.TryParse(fields[from], out double x) && FortranNumber.TryParse(fields[from + 1], out double y) && FortranNumber.TryParse(fields[from + 2], out double z))
            return new(x, y, z);
        throw new DftException($"{name}: '{Shown(line)}' must hold three numbers{(from > 0 ? " behind the element" : "")}.");
    }

    // Commas part entries as ends of lines do; an apostrophe guards both.
    private static void AddEntries(string line, ImmutableArray<PwEntry>.Builder entries, string where)
    {
        var begin = 0;
        var quoted = false;
        for (var at = 0; at <= line.Length; at++)
        {
            if (at < line.Length && line[at] == '\'')
                quoted = !quoted;
            if (at < line.Length && (quoted || line[at] != ','))
                continue;
            var entry = line[begin..at].Trim();
            begin = at + 1;
            if (entry.Length == 0)
                continue;
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new DftException($"{where}: '{Shown(entry)}' has no equals sign; write name = value.");
            entries.Add(new(entry[..equals].Trim().ToLowerInvariant(), entry[(equals + 1)..].Trim()));
        }
    }

    private static string WithoutComment(string line)
    {
        var quoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\'')
                quoted = !quoted;
            else if (!quoted && line[at] is '!' or '#')
                return line[..at];
        }

        return line;
    }

    private static string Shown(string text) => text.Length > 60 ? text[..60] + " …" : text;
}
