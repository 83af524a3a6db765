using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp.Potcars;

/// <summary>Reads the headers of a POTCAR, one data set after another. Complaints name file, line and field and never show the file's text.</summary>
/// <remarks>Layout: VASP wiki, "POTCAR". A data set ends with a line <c>End of Dataset</c>.</remarks>
public static class PotcarReader
{
    /// <summary>Largest file that is read, unpacked.</summary>
    public const int MaxBytes = 1 << 27;

    private const int MaxSets = 200;
    private const int MaxHeaderLines = 2000;
    private const int MaxWord = 60;

    /// <summary>Reads a file, plain or gzip.</summary>
    /// <exception cref="DftException">It is no POTCAR, or is cut.</exception>
    public static ImmutableArray<PotcarHeader> Read(string path) => Read(Bytes(path), path);

    /// <summary>The bytes of a file, unpacked.</summary>
    /// <exception cref="DftException">It is too large, damaged or not there.</exception>
    public static byte[] Bytes(string path)
    {
        if (!File.Exists(path))
            throw new DftException($"{path}: there is no such file; a POTCAR is put together from the user's own library.");
        try
        {
            using var stream = OutputBytes.Open(path);
            var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int got; (got = stream.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, got);
                if (bytes.Length > MaxBytes)
                    throw new DftException($"{path}: the file is longer than {MaxBytes} bytes; a POTCAR is not.");
            }

            return bytes.ToArray();
        }
        catch (InvalidDataException cause)
        {
            throw new DftException($"{path}: the compressed data are damaged or cut; copy the file again.", cause);
        }
    }

    /// <summary>Reads bytes.</summary>
    /// <exception cref="DftException">They are no POTCAR, or are cut.</exception>
    public static ImmutableArray<PotcarHeader> Read(ReadOnlySpan<byte> bytes, string name)
    {
        var headers = ImmutableArray.CreateBuilder<PotcarHeader>();
        DataSet? open = null;
        var line = 0;
        for (var at = 0; at < bytes.Length;)
        {
            line++;
            var end = bytes[at..].IndexOf((byte)'\n');
            var text = (end < 0 ? bytes[at..] : bytes.Slice(at, end)).TrimEnd(" \t\r"u8);
            at = end < 0 ? bytes.Length : at + end + 1;
            if (open is null && text.Trim(" \t"u8).IsEmpty)
                continue;
            open ??= new(name, line);
            open.Take(text, line);
            if (!open.Ended)
                continue;
            headers.Add(open.Header());
            open = null;
            if (headers.Count > MaxSets)
                throw new DftException($"{name}:{line}: there are more than {MaxSets} potentials; one per species is meant.");
        }

        if (open is not null)
            throw new DftException($"{name}:{line}: the file ends inside the potential that begins in line {open.FirstLine}; it was cut, put it together again.");
        return headers.Count > 0 ? headers.DrainToImmutable() : throw new DftException($"{name}:1: the file is empty; a POTCAR has one potential per species.");
    }

    private sealed class DataSet(string name, int firstLine)
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private string? _first, _titel, _vrhfin, _lexch;
        private double? _enmax, _zval;
        private bool _headerEnded;

        public int FirstLine => firstLine;

        public bool Ended { get; private set; }

        public void Take(ReadOnlySpan<byte> text, int line)
        {
            _hash.AppendData(text);
            _hash.AppendData("\n"u8);
            var trimmed = text.TrimStart(" \t"u8);
            Ended = trimmed.StartsWith("End of Dataset"u8);
            if (_first is null)
                _first = Words(trimmed);
            else if (!_headerEnded && !Ended)
                TakeHeader(trimmed, line);
        }

        public PotcarHeader Header()
        {
            var title = _titel ?? _first!;
            var words = title.Split(' ');
            if (words.Length < 2)
                throw Bad("TITEL", "is missing; the header of a potential has a line TITEL = PAW_PBE Mo_sv 02Feb2006");
            var letters = new string([.. words[1].TakeWhile(char.IsAsciiLetter)]);
            var element = ElementOf(_vrhfin) ?? ElementOf(letters) ?? throw Bad("VRHFIN", "names no element; it must be such as VRHFIN =Mo");
            return new()
            {
                Title = title,
                Symbol = words[1],
                Element = element,
                Lexch = _lexch,
                Enmax = _enmax ?? throw Bad("ENMAX", "is missing; the header of a potential has its cut-off in eV"),
                Zval = _zval ?? throw Bad("ZVAL", "is missing; the header of a potential has its number of valence electrons"),
                Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            };
        }

        private void TakeHeader(ReadOnlySpan<byte> line, int number)
        {
            if (line.StartsWith("END of PSCTR"u8))
                _headerEnded = true;
            else if (number - firstLine > MaxHeaderLines)
                throw new DftException($"{name}:{number}: the header that begins in line {firstLine} does not end; this is no POTCAR.");
            else if (line.StartsWith("TITEL"u8))
                _titel = Value(line) ?? _titel;
            else if (line.StartsWith("VRHFIN"u8))
                _vrhfin = Value(line)?.Split(':')[0].Trim() ?? _vrhfin;
            else if (line.StartsWith("LEXCH"u8))
                _lexch = Value(line)?.Split(' ')[0] ?? _lexch;
            else if (line.StartsWith("ENMAX"u8))
                _enmax = Number(line, number, "ENMAX", 1, 10_000);
            else if (line.IndexOf("ZVAL"u8) is var zval and >= 0)
                _zval = Number(line[zval..], number, "ZVAL", 0, 200);
        }

        private double Number(ReadOnlySpan<byte> line, int number, string field, double least, double most)
        {
            var text = Value(line)?.Split(' ', ';')[0];
            return text is not null && FortranNumber.TryParse(text, out double value) && value >= least && value <= most
                ? value
                : throw new DftException($"{name}:{number}: {field} is no number from {least} to {most}; the header is damaged.");
        }

        private DftException Bad(string field, string what) => new($"{name}:{firstLine}: {field} {what}.");

        private static Element? ElementOf(string? text)
        {
            if (text is null)
                return null;
            var letters = new string([.. text.TakeWhile(char.IsAsciiLetter)]);
            return Element.TryParse(letters, out var element) ? element : null;
        }

        private static string? Value(ReadOnlySpan<byte> line)
        {
            var equals = line.IndexOf((byte)'=');
            return equals < 0 || Words(line[(equals + 1)..]) is not { Length: > 0 } text ? null : text;
        }

        // A few printable words; data or garbage never gets any farther.
        private static string Words(ReadOnlySpan<byte> bytes)
        {
            var text = new StringBuilder();
            foreach (var c in bytes[..Math.Min(bytes.Length, 4 * MaxWord)])
                text.Append(c is > 32 and < 127 ? (char)c : ' ');
            var words = string.Join(' ', text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return words.Length <= MaxWord ? words : words[..MaxWord];
        }
    }
}
