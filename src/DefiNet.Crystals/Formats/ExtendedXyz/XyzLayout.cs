using System.Globalization;

namespace DefiNet.Crystals.Formats.ExtendedXyz;

/// <summary>One property of an extended XYZ's <c>Properties=</c>: name, kind and number of entries per atom.</summary>
internal readonly record struct XyzLayout(string Name, XyzColumnKind Kind, int Width)
{
    private const int MostEntries = 10_000;

    /// <summary>The layout of a plain XYZ.</summary>
    public const string Default = "species:S:1:pos:R:3";

    /// <summary>The letter of a kind.</summary>
    public static char LetterOf(XyzColumnKind kind) => kind switch
    {
        XyzColumnKind.Real => 'R',
        XyzColumnKind.Integer => 'I',
        XyzColumnKind.Logical => 'L',
        _ => 'S',
    };

    /// <summary>Reads <c>species:S:1:pos:R:3:forces:R:3</c>.</summary>
    public static List<XyzLayout> Parse(string properties, LineCursor lines)
    {
        var parts = properties.Split(':');
        var layouts = new List<XyzLayout>();
        if (parts.Length % 3 != 0)
            throw lines.Bad("Properties must be triples of name, kind and width, such as species:S:1:pos:R:3");
        var entries = 0;
        for (var i = 0; i < parts.Length; i += 3)
        {
            if (KindOf(parts[i + 1]) is not { } kind)
                throw lines.Bad($"the property '{parts[i]}' is of kind '{parts[i + 1]}'; it must be R, I, L or S");
            if (!int.TryParse(parts[i + 2], NumberStyles.None, CultureInfo.InvariantCulture, out var width) || width is < 1 or > MostEntries)
                throw lines.Bad($"the property '{parts[i]}' has the width '{parts[i + 2]}'; it must be a whole number of at least 1");
            entries += width;
            if (entries > MostEntries)
                throw lines.Bad($"the properties have more than {MostEntries} entries for each atom");
            layouts.Add(new(parts[i], kind, width));
        }

        return layouts;
    }

    private static XyzColumnKind? KindOf(string letter) => letter switch
    {
        "R" or "r" => XyzColumnKind.Real,
        "I" or "i" => XyzColumnKind.Integer,
        "L" or "l" => XyzColumnKind.Logical,
        "S" or "s" => XyzColumnKind.Text,
        _ => null,
    };
}
