using System.Collections.Immutable;
using System.Globalization;

namespace DefiNet.Dft.Vasp;

/// <summary>The tags of a calculation, as VASP's INCAR gives them: typed access to those that matter here, every other kept as it stands, order kept.</summary>
/// <remarks>Grammar: VASP wiki, "INCAR". Of a tag that is set twice the first counts, as in VASP. Immutable.</remarks>
public sealed class Incar
{
    private readonly string _name;
    private readonly Dictionary<string, IncarTag> _byName;

    /// <summary>Makes an INCAR of tags.</summary>
    /// <param name="tags">Assignments in order.</param>
    /// <param name="name">What complaints call it: usually a file's path.</param>
    public Incar(IEnumerable<IncarTag> tags, string name = "INCAR")
    {
        _name = name;
        Tags = [.. tags];
        _byName = new(Tags.Length, StringComparer.OrdinalIgnoreCase);
        foreach (var tag in Tags)
            _byName.TryAdd(tag.Name, tag);
    }

    /// <summary>Every assignment in order, repeated ones included.</summary>
    public ImmutableArray<IncarTag> Tags { get; }

    /// <summary>Most ionic steps. VASP's default is 0.</summary>
    public int Nsw => Whole("NSW") ?? 0;

    /// <summary>How the ions move: -1 not at all, 0 dynamics, 1 quasi-Newton, 2 conjugate gradient, 3 damped dynamics. VASP's default is -1 without ionic steps and 0 with.</summary>
    public int Ibrion => Whole("IBRION") ?? (Nsw is 0 or -1 ? -1 : 0);

    /// <summary>What is relaxed and whether the stress is computed. VASP's default is 2, in dynamics 0.</summary>
    public int Isif => Whole("ISIF") ?? (Ibrion == 0 ? 0 : 2);

    /// <summary>Most electronic steps of one ionic step. VASP's default is 60.</summary>
    public int Nelm => Whole("NELM") ?? 60;

    /// <summary>Electronic criterion in eV. VASP's default is 1e-4.</summary>
    public double Ediff => Number("EDIFF") ?? 1e-4;

    /// <summary>Ionic criterion: above zero the energy change in eV, below zero the largest force in eV/Angstrom with its sign turned, 0 for none. VASP's default is ten times <see cref="Ediff"/>.</summary>
    public double Ediffg => Number("EDIFFG") ?? 10 * Ediff;

    /// <summary>Step of the ions. VASP's default is 0.5.</summary>
    public double Potim => Number("POTIM") ?? 0.5;

    /// <summary>The calculation's title. VASP's default is <c>unknown system</c>.</summary>
    public string System => Text("SYSTEM") ?? "unknown system";

    /// <summary>Tags by name, in the dictionary's order.</summary>
    public static Incar Of(IReadOnlyDictionary<string, string> settings) =>
        new(settings.Select(pair => new IncarTag(pair.Key.Trim().ToUpperInvariant(), pair.Value.Trim())));

    /// <summary>Reads an INCAR.</summary>
    /// <exception cref="DftException">A quotation or brace stays open, or the text is no INCAR.</exception>
    public static Incar Read(TextReader text, string name) => new(IncarGrammar.Read(text, name), name);

    /// <summary>Reads an INCAR file.</summary>
    /// <exception cref="DftException">A quotation or brace stays open, or the text is no INCAR.</exception>
    public static Incar Read(string path)
    {
        using var text = File.OpenText(path);
        return Read(text, path);
    }

    /// <summary>Writes one tag a line.</summary>
    /// <exception cref="DftException">A tag cannot be written in this grammar.</exception>
    public void Write(TextWriter text)
    {
        foreach (var tag in Tags)
        {
            IncarGrammar.Check(tag, _name);
            text.Write($"{tag.Name} = {IncarGrammar.Quoted(tag.Value)}\n");
        }
    }

    /// <summary>Writes an INCAR file.</summary>
    /// <exception cref="DftException">A tag cannot be written in this grammar.</exception>
    public void Write(string path)
    {
        using var text = new StreamWriter(path);
        Write(text);
    }

    /// <summary>Whether a tag is set.</summary>
    public bool Contains(string tag) => _byName.ContainsKey(tag);

    /// <summary>A tag's value as it stands; null when it is not set.</summary>
    public string? Text(string tag) => _byName.GetValueOrDefault(tag)?.Value;

    /// <summary>A whole number; null when the tag is not set.</summary>
    /// <exception cref="DftException">The value is something else.</exception>
    public int? Whole(string tag) => First(tag) is not { } field ? null
        : FortranNumber.TryParse(field, out int value) ? value
        : throw Bad(tag, field, "a whole number");

    /// <summary>A number; null when the tag is not set.</summary>
    /// <exception cref="DftException">The value is something else.</exception>
    public double? Number(string tag) => First(tag) is not { } field ? null
        : FortranNumber.TryParse(field, out double value) ? value
        : throw Bad(tag, field, "a number");

    /// <summary>A truth value: <c>.TRUE.</c>, <c>T</c>, <c>.FALSE.</c>, <c>F</c> in any case; null when the tag is not set.</summary>
    /// <exception cref="DftException">The value is something else.</exception>
    public bool? Logical(string tag) => First(tag) is not { } field ? null
        : field.TrimStart('.') switch
        {
            ['T' or 't', ..] => true,
            ['F' or 'f', ..] => false,
            _ => throw Bad(tag, field, ".TRUE. or .FALSE."),
        };

    /// <summary>Numbers, repetitions such as <c>3*1.0</c> written out; null when the tag is not set.</summary>
    /// <exception cref="DftException">A value is something else, or there are more than a million.</exception>
    public ImmutableArray<double>? Numbers(string tag)
    {
        if (Text(tag) is not { } value)
            return null;
        const int most = 1_000_000;
        var numbers = ImmutableArray.CreateBuilder<double>();
        foreach (var field in value.Split(IncarGrammar.Blanks, StringSplitOptions.RemoveEmptyEntries))
        {
            var star = field.IndexOf('*', StringComparison.Ordinal);
            var times = 1;
            if (star >= 0 && (!int.TryParse(field.AsSpan(0, star), NumberStyles.None, CultureInfo.InvariantCulture, out times) || times < 1))
                throw Bad(tag, field, "a number or a repetition such as 3*1.0");
            if (!FortranNumber.TryParse(field.AsSpan(star + 1), out double number))
                throw Bad(tag, field, "a number or a repetition such as 3*1.0");
            if (times > most - numbers.Count)
                throw Bad(tag, field, "at most a million numbers in all");
            for (var i = 0; i < times; i++)
                numbers.Add(number);
        }

        return numbers.DrainToImmutable();
    }

    /// <summary>The same tags with one set, in its old place when it was there already, else at the end.</summary>
    public Incar With(string tag, string value)
    {
        var set = new IncarTag(tag.Trim().ToUpperInvariant(), value.Trim());
        if (!_byName.TryGetValue(set.Name, out var old))
            return new([.. Tags, set], _name);
        return new(Tags.Where(other => ReferenceEquals(other, old) || !SameName(other, set)).Select(other => ReferenceEquals(other, old) ? set : other), _name);
    }

    /// <summary>The same tags without one.</summary>
    public Incar Without(string tag) => new(Tags.Where(other => !string.Equals(other.Name, tag, StringComparison.OrdinalIgnoreCase)), _name);

    private static bool SameName(IncarTag one, IncarTag other) => string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase);

    // Fortran reads a single value up to the next blank; people write remarks behind it.
    private string? First(string tag)
    {
        if (Text(tag) is not { } value)
            return null;
        var fields = value.Split(IncarGrammar.Blanks, 2, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 0 ? null : fields[0];
    }

    private DftException Bad(string tag, string value, string right) =>
        new($"{_name}{(_byName[tag].Line > 0 ? $":{_byName[tag].Line}" : "")}: {tag.ToUpperInvariant()} is '{Shown(value)}'; it must be {right}.");

    private static string Shown(string value) => value.Length <= 40 ? value : value[..40] + "…";
}
