namespace DefiNet.Crystals.Formats;

/// <summary>Names of species in structure files: an element and what a program hung on it.</summary>
internal static class SpeciesToken
{
    /// <summary>The element of a POSCAR token such as <c>Mo</c>, <c>Mo_sv</c>, <c>Re/5e0f28cc669</c>, <c>Mg_pv/f474ac0d</c>, <c>H1.25</c> or <c>Fe2+</c>.</summary>
    public static bool TryParsePoscar(ReadOnlySpan<char> token, out Element element)
    {
        var letters = LeadingLetters(token);
        if (letters < token.Length && token[letters] is not ('_' or '/' or '.' or '+' or '-' or (>= '0' and <= '9')))
        {
            element = default;
            return false;
        }

        return Element.TryParse(token[..letters], out element);
    }

    /// <summary>The element of a CIF type symbol such as <c>Mo</c>, <c>MO</c> or <c>Mo4+</c>. Deuterium and tritium are hydrogen.</summary>
    public static bool TryParseCifType(ReadOnlySpan<char> token, out Element element)
    {
        var letters = LeadingLetters(token);
        if (letters == 1 && token[0] is 'D' or 'T')
        {
            element = new Element(1);
            return true;
        }

        element = default;
        return letters is 1 or 2 && TryParseAnyCase(token[..letters], out element);
    }

    /// <summary>The element of a CIF label such as <c>Mo1</c>, <c>O_2a</c> or <c>Ow1</c>: two letters when the second is small or the last, else one.</summary>
    public static bool TryParseCifLabel(ReadOnlySpan<char> token, out Element element)
    {
        var letters = LeadingLetters(token);
        if (letters >= 2 && (letters == 2 || char.IsAsciiLetterLower(token[1])) && TryParseAnyCase(token[..2], out element))
            return true;
        element = default;
        return letters > 0 && TryParseCifType(token[..1], out element);
    }

    private static bool TryParseAnyCase(ReadOnlySpan<char> letters, out Element element)
    {
        ReadOnlySpan<char> symbol = [char.ToUpperInvariant(letters[0]), letters.Length > 1 ? char.ToLowerInvariant(letters[1]) : ' '];
        return Element.TryParse(symbol[..letters.Length], out element);
    }

    private static int LeadingLetters(ReadOnlySpan<char> token)
    {
        var letters = 0;
        while (letters < token.Length && char.IsAsciiLetter(token[letters]))
            letters++;
        return letters;
    }
}
