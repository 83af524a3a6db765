using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp.Potcars;

/// <summary>The user's own folder of pseudopotentials, in one of the layouts that people have.</summary>
/// <remarks>
/// For the potential <c>Mo_sv</c>: <c>POTCAR.Mo_sv</c>, <c>Mo_sv/POTCAR</c>, either with <c>.gz</c>, in the folder itself or in one below it whose name
/// begins with <c>potpaw</c>, <c>POT_</c> or <c>potcar</c> (as pymatgen's <c>POT_GGA_PAW_PBE</c>).
/// </remarks>
public sealed class PotcarLibrary
{
    private readonly string _folder;
    private readonly ImmutableArray<string> _roots;

    /// <summary>Opens a library.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="family">Name of one folder below it to take alone, such as <c>potpaw_PBE.54</c>; null for all, which must then not contradict each other.</param>
    /// <exception cref="DftException">There is no such folder.</exception>
    public PotcarLibrary(string folder, string? family = null)
    {
        _folder = folder;
        if (!Directory.Exists(folder))
            throw new DftException($"{folder}: there is no such folder; the library of pseudopotentials is one with POTCAR.Mo_sv or Mo_sv/POTCAR in it.");
        if (family is not null)
        {
            var only = Path.Combine(folder, family);
            _roots = Directory.Exists(only) ? [only] : throw new DftException($"{only}: there is no such folder in the library; leave the family out or name one that is there.");
            return;
        }

        _roots = [folder, .. Directory.GetDirectories(folder).Where(IsFamily).Order(StringComparer.Ordinal)];
    }

    /// <summary>The file of a potential.</summary>
    /// <exception cref="DftException">There is none, or more than one family has it.</exception>
    public string PathOf(string symbol)
    {
        if (symbol.Length is 0 or > 40 || symbol.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')) || symbol.Contains("..", StringComparison.Ordinal))
            throw new DftException($"'{(symbol.Length > 40 ? symbol[..40] : symbol)}' is no name of a potential; it is an element and what the library hangs on it, such as Mo_sv.");
        var found = _roots.Select(root => Candidates(root, symbol).FirstOrDefault(File.Exists)).Where(path => path is not null).ToList();
        return found.Count switch
        {
            1 => found[0]!,
            0 => throw new DftException($"{_folder}: there is no potential {symbol}{Others(symbol)}; a library has POTCAR.{symbol} or {symbol}/POTCAR, plain or .gz."),
            _ => throw new DftException($"{_folder}: {symbol} is in {string.Join(" and in ", found.Select(path => Path.GetRelativePath(_folder, path!)))}; say which family is meant."),
        };
    }

    /// <summary>Writes a POTCAR of potentials in the order of a POSCAR's groups, readable by its owner and group, and says what is in it.</summary>
    /// <param name="groups">Elements in the POSCAR's order.</param>
    /// <param name="symbols">Potential of an element, such as <c>Mo_sv</c> for Mo; an element that is not there takes the potential of its own name.</param>
    /// <param name="path">Where to write.</param>
    /// <exception cref="DftException">A potential is missing, or is another element's.</exception>
    public ImmutableArray<PotcarHeader> Write(IEnumerable<Element> groups, IReadOnlyDictionary<string, string> symbols, string path)
    {
        var headers = ImmutableArray.CreateBuilder<PotcarHeader>();
        var texts = new List<byte[]>();
        foreach (var element in groups)
        {
            var symbol = symbols.GetValueOrDefault(element.Symbol, element.Symbol);
            var file = PathOf(symbol);
            var bytes = PotcarReader.Bytes(file);
            var header = PotcarReader.Read(bytes, file) is [var only] ? only : throw new DftException($"{file}: there is more than one potential; a library has one in each file.");
            if (header.Element != element)
                throw new DftException($"{file}: the potential is one of {header.Element.Symbol}; {element.Symbol} is needed.");
            headers.Add(header);
            texts.Add(bytes);
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        using var output = new FileStream(path, options);
        foreach (var text in texts)
        {
            output.Write(text);
            if (text is [.., not (byte)'\n'])
                output.WriteByte((byte)'\n');
        }

        return headers.DrainToImmutable();
    }

    private static bool IsFamily(string folder) =>
        Path.GetFileName(folder) is var name && (name.StartsWith("potpaw", StringComparison.OrdinalIgnoreCase) || name.StartsWith("POT_", StringComparison.Ordinal) || name.StartsWith("potcar", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Candidates(string root, string symbol) =>
    [
        Path.Combine(root, $"POTCAR.{symbol}"), Path.Combine(root, $"POTCAR.{symbol}.gz"),
        Path.Combine(root, symbol, "POTCAR"), Path.Combine(root, symbol, "POTCAR.gz"),
    ];

    private string Others(string symbol)
    {
        var element = new string([.. symbol.TakeWhile(char.IsAsciiLetter)]);
        var near = _roots.SelectMany(root => Directory.EnumerateFileSystemEntries(root)).Take(5000)
            .Select(entry => Path.GetFileName(entry)).Select(name => name.StartsWith("POTCAR.", StringComparison.Ordinal) ? name["POTCAR.".Length..] : name)
            .Select(name => name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name)
            .Where(name => name == element || name.StartsWith(element + "_", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal).Take(8).ToList();
        return near.Count == 0 ? "" : $" (there is {string.Join(", ", near)})";
    }
}
