namespace DefiNet.Crystals.Defects;

/// <summary>What may happen to a site of one host element: another element takes it, or nothing does.</summary>
/// <param name="Host">Element of the site in the host.</param>
/// <param name="By">Element that sits there instead; null for a vacancy.</param>
public readonly record struct DefectType(Element Host, Element? By)
{
    private const string VanadiumName = "Vanadium";

    /// <summary>Such as <c>V_Mo</c> for a vacancy and <c>W_Mo</c> for tungsten. Since V means vacancy here, vanadium is written out: <c>Vanadium_Mo</c>.</summary>
    public override string ToString() => $"{(By is { } element ? NameOf(element) : "V")}_{Host}";

    /// <summary>Reads <c>V_Mo</c>, <c>vacancy_Mo</c>, <c>W_Mo</c> or <c>Vanadium_Mo</c>.</summary>
    /// <returns>Whether the text is of that form.</returns>
    public static bool TryParse(string text, out DefectType type)
    {
        type = default;
        var bar = text.IndexOf('_', StringComparison.Ordinal);
        if (bar < 0 || !Element.TryParse(text[(bar + 1)..], out var host))
            return false;
        switch (text[..bar])
        {
            case "V" or "vacancy":
                type = new(host, null);
                return true;
            case VanadiumName:
                type = new(host, Element.Parse("V"));
                return true;
            case var symbol when Element.TryParse(symbol, out var by):
                type = new(host, by);
                return true;
            default:
                return false;
        }
    }

    private static string NameOf(Element element) => element.Symbol == "V" ? VanadiumName : element.Symbol;
}
