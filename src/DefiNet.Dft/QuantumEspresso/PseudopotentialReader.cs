using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.QuantumEspresso;

/// <summary>Reads the headers of pseudopotentials in the UPF format, versions 1 and 2.</summary>
/// <remarks>Quantum ESPRESSO, "Unified Pseudopotential Format": PP_INFO and PP_HEADER.</remarks>
public static partial class PseudopotentialReader
{
    private const int MaxHeader = 1 << 20;
    private const long MaxFile = 1L << 30;

    /// <summary>Reads a file's header.</summary>
    /// <exception cref="DftException">It is no pseudopotential in this format.</exception>
    public static Pseudopotential Read(string path)
    {
        string text;
        string hash;
        using (var file = File.OpenRead(path))
        {
            if (file.Length > MaxFile)
                throw new DftException($"{path}: the file has {file.Length} bytes; no pseudopotential is so large.");
            var beginning = new byte[(int)Math.Min(file.Length, MaxHeader)];
            file.ReadExactly(beginning);
            text = Encoding.Latin1.GetString(beginning);
            file.Position = 0;
            hash = Convert.ToHexStringLower(SHA256.HashData(file));
        }

        var at = text.IndexOf("<PP_HEADER", StringComparison.Ordinal);
        if (at < 0)
            throw new DftException($"{path}: there is no PP_HEADER; a pseudopotential in the UPF format has one.");
        var name = Path.GetFileName(path);
        var open = text.IndexOf('>', at);
        var inside = open > at + "<PP_HEADER".Length + 1;
        var header = inside ? text[at..open] : text[at..Math.Max(at, text.IndexOf("</PP_HEADER>", at, StringComparison.Ordinal))];
        var (element, functional, valence, wave, density) = inside
            ? (Attribute(header, "element"), Attribute(header, "functional"), Attribute(header, "z_valence"), Attribute(header, "wfc_cutoff"), Attribute(header, "rho_cutoff"))
            : (First(header, "Element"), Before(header, "Exchange-Correlation"), First(header, "Z valence"), First(header, "Suggested cutoff"), Second(header, "Suggested cutoff"));
        var info = text[..at];
        if (!Element.TryParse(element.Trim(), out var parsed))
            throw new DftException($"{path}: the header's element is '{Shown(element)}'; it must be a symbol such as B.");
        if (!FortranNumber.TryParse(valence.Trim(), out double electrons) || electrons is <= 0 or > 118)
            throw new DftException($"{path}: the header's number of valence electrons is '{Shown(valence)}'; it must be positive.");
        return new(name, parsed, ShortName(functional), electrons, Cutoff(wave) ?? Cutoff(Suggested(info, "wavefunctions")), Cutoff(density) ?? Cutoff(Suggested(info, "charge density")), hash);
    }

    /// <summary>The pseudopotentials of a folder, ordered by name; files that are none are left out.</summary>
    /// <exception cref="DftException">There is no such folder.</exception>
    public static IReadOnlyList<Pseudopotential> ReadFolder(string folder, IReadOnlySet<Element> elements)
    {
        if (!Directory.Exists(folder))
            throw new DftException($"{folder}: there is no such folder; PSEUDO_DIR must name one with pseudopotentials in the UPF format.");
        var found = new List<Pseudopotential>();
        foreach (var path in Directory.EnumerateFiles(folder).Where(path => path.EndsWith(".upf", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
        {
            // A file whose name begins with another element's symbol is not opened: folders hold hundreds.
            var symbol = new string([.. Path.GetFileName(path).TakeWhile(char.IsAsciiLetter)]);
            if (symbol.Length is 1 or 2 && Element.TryParse(char.ToUpperInvariant(symbol[0]) + symbol[1..].ToLowerInvariant(), out var named) && !elements.Contains(named))
                continue;
            try
            {
                found.Add(Read(path));
            }
            catch (DftException)
            {
                // Some folders hold other things by that name; what is missing is complained of where it is needed.
            }
        }

        return found;
    }

    // PBE is written out by its four parts in some files.
    private static string ShortName(string functional)
    {
        var words = functional.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.ToUpperInvariant()).ToArray();
        return words switch
        {
            ["SLA", "PW", "PBX", "PBC", ..] or ["SLA", "PW", "PBE", "PBE", ..] or ["PBE", ..] => "PBE",
            ["SLA", "PW", "PSX", "PSC", ..] or ["PBESOL", ..] => "PBESOL",
            ["SLA", "PZ", ..] or ["PZ", ..] => "PZ",
            _ => string.Join(' ', words),
        };
    }

    private static double? Cutoff(string text) => FortranNumber.TryParse(text.Trim(), out double value) && value > 0 ? value : null;

    private static string Attribute(string header, string name)
    {
        var match = Regex.Match(header, $"\\s{name}\\s*=\\s*[\"']([^\"']*)[\"']", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return match.Success ? match.Groups[1].Value : "";
    }

    private static string LineWith(string header, string mark) =>
        header.Split('\n').FirstOrDefault(line => line.Contains(mark, StringComparison.OrdinalIgnoreCase)) ?? "";

    private static string First(string header, string mark) => LineWith(header, mark).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";

    private static string Second(string header, string mark) => LineWith(header, mark).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1).FirstOrDefault() ?? "";

    private static string Before(string header, string mark)
    {
        var line = LineWith(header, mark);
        return line[..Math.Max(0, line.IndexOf(mark, StringComparison.OrdinalIgnoreCase))];
    }

    private static string Suggested(string info, string what)
    {
        var match = SuggestedPattern().Matches(info).FirstOrDefault(match => match.Groups[1].Value.StartsWith(what, StringComparison.Ordinal));
        return match?.Groups[2].Value.TrimEnd('.') ?? "";
    }

    private static string Shown(string text) => text.Length > 40 ? text[..40] : text;

    [GeneratedRegex(@"Suggested minimum cutoff for ([a-z ]+):\s*([0-9.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex SuggestedPattern();
}
