using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp.Potcars;

/// <summary>What may be said of a licensed pseudopotential: its name and a few numbers, never its text.</summary>
public sealed record PotcarHeader
{
    /// <summary>Title, such as <c>PAW_PBE Mo_sv 02Feb2006</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Name of the potential, the title's second word: <c>Mo_sv</c>.</summary>
    public required string Symbol { get; init; }

    /// <summary>The element.</summary>
    public required Element Element { get; init; }

    /// <summary>Exchange and correlation that it was made with: <c>PE</c>, <c>CA</c>, <c>91</c>; null where it does not say.</summary>
    public required string? Lexch { get; init; }

    /// <summary>Cut-off that it needs, in eV.</summary>
    public required double Enmax { get; init; }

    /// <summary>Number of valence electrons.</summary>
    public required double Zval { get; init; }

    /// <summary>Hexadecimal SHA-256 of its text, line ends as line feeds and blanks at the ends of lines left out.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Family, the title's first word: <c>PAW_PBE</c>.</summary>
    public string Family => Title.Split(' ', 2)[0];
}
