using System.Buffers.Text;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using DefiNet.Crystals;

namespace DefiNet.Campaigns.Storage;

/// <summary>How structures lie in the store: a POSCAR (VASP 5 layout, atoms in their own order, so a species may stand in several groups), compressed with zlib.</summary>
/// <remarks>Numbers are the shortest texts that give back every bit. docs/sql.md says how to get a structure out with other tools.</remarks>
public static class StructureBlob
{
    /// <summary>Larger texts are refused when a structure is taken out: about a million atoms.</summary>
    public const int MaxTextBytes = 1 << 26;

    /// <summary>The structure's bytes.</summary>
    public static byte[] Of(Structure structure)
    {
        using var bytes = new MemoryStream(8192);
        using (var zlib = new ZLibStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(TextOf(structure));
        return bytes.ToArray();
    }

    /// <summary>The structure that <see cref="Of"/> put away.</summary>
    /// <exception cref="StoreException">The bytes are none.</exception>
    public static Structure Read(byte[] blob) => new Reader(Unpack(blob)).Structure();

    /// <summary>The POSCAR text in the bytes.</summary>
    /// <exception cref="StoreException">The bytes are none.</exception>
    public static string ReadText(byte[] blob) => Encoding.UTF8.GetString(Unpack(blob));

    private static ReadOnlySpan<byte> TextOf(Structure structure)
    {
        var line = new Line(256 + 80 * structure.Count);
        line.Text(OneLine(structure.Comment)).End();
        line.Text("1.0").End();
        foreach (var vector in (ReadOnlySpan<Vector3>)[structure.Lattice.A, structure.Lattice.B, structure.Lattice.C])
            line.Vector(vector).End();
        var groups = GroupsOf(structure.Species);
        foreach (var (element, _) in groups)
            line.Text(element.Symbol).Text(" ");
        line.End();
        foreach (var (_, count) in groups)
            line.Number(count).Text(" ");
        line.End();
        var freedom = structure.Freedom;
        if (!freedom.IsDefaultOrEmpty)
            line.Text("Selective dynamics").End();
        line.Text("Direct").End();
        for (var atom = 0; atom < structure.Count; atom++)
        {
            line.Vector(structure.Fractional[atom]);
            if (!freedom.IsDefaultOrEmpty)
                line.Text(freedom[atom].A ? " T" : " F").Text(freedom[atom].B ? " T" : " F").Text(freedom[atom].C ? " T" : " F");
            line.End();
        }

        return line.Bytes;
    }

    private static List<(Element Element, int Count)> GroupsOf(ImmutableArray<Element> species)
    {
        var groups = new List<(Element Element, int Count)>();
        foreach (var element in species)
            if (groups.Count > 0 && groups[^1].Element == element)
                groups[^1] = (element, groups[^1].Count + 1);
            else
                groups.Add((element, 1));
        return groups;
    }

    private static string OneLine(string comment) => comment.ReplaceLineEndings(" ").Trim();

    private static byte[] Unpack(byte[] blob)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(blob), CompressionMode.Decompress);
            using var text = new MemoryStream(8 * blob.Length);
            var chunk = new byte[32768];
            for (int read; (read = zlib.Read(chunk)) > 0;)
            {
                if (text.Length + read > MaxTextBytes)
                    throw new StoreException($"A structure in the store is longer than {MaxTextBytes >> 20} MiB; it was not written by definet.");
                text.Write(chunk, 0, read);
            }

            return text.ToArray();
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            throw new StoreException("A structure in the store is not compressed as definet does it (zlib); the row is damaged.", failure);
        }
    }

    private sealed class Line
    {
        private byte[] _bytes;
        private int _length;

        public Line(int capacity) => _bytes = new byte[capacity];

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public Line Text(string text)
        {
            Reserve(3 * text.Length);
            _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
            return this;
        }

        public Line Number(int number)
        {
            Reserve(16);
            Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
            _length += written;
            return this;
        }

        public Line Vector(Vector3 vector)
        {
            Reserve(128);
            for (var axis = 0; axis < 3; axis++)
            {
                if (axis > 0)
                    _bytes[_length++] = (byte)' ';
                vector[axis].TryFormat(_bytes.AsSpan(_length), out var written, provider: System.Globalization.CultureInfo.InvariantCulture);
                _length += written;
            }

            return this;
        }

        public void End()
        {
            Reserve(1);
            _bytes[_length++] = (byte)'\n';
        }

        private void Reserve(int more)
        {
            if (_bytes.Length - _length < more)
                Array.Resize(ref _bytes, 2 * _bytes.Length + more);
        }
    }

    private ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _text;
        private int _at;

        public Reader(ReadOnlySpan<byte> text) => _text = text;

        public Structure Structure()
        {
            var comment = Encoding.UTF8.GetString(NextLine());
            NextLine(); // the scale, always 1.0
            var a = Vector(NextLine(), out _);
            var b = Vector(NextLine(), out _);
            var c = Vector(NextLine(), out _);
            var species = Species();
            var line = NextLine();
            var selective = line is [(byte)'S', ..];
            if (selective)
                line = NextLine();
            if (line is not [(byte)'D', ..])
                throw Damaged();
            var fractional = ImmutableArray.CreateBuilder<Vector3>(species.Length);
            var freedom = selective ? ImmutableArray.CreateBuilder<AxisFreedom>(species.Length) : null;
            for (var atom = 0; atom < species.Length; atom++)
            {
                fractional.Add(Vector(NextLine(), out var rest));
                if (freedom is not null)
                    freedom.Add(rest is [(byte)' ', var x, (byte)' ', var y, (byte)' ', var z] ? new(x == 'T', y == 'T', z == 'T') : throw Damaged());
            }

            return new(new(a, b, c), species, fractional.MoveToImmutable(), comment) { Freedom = freedom?.MoveToImmutable() ?? default };
        }

        private ImmutableArray<Element> Species()
        {
            var symbols = Encoding.ASCII.GetString(NextLine()).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var counts = Encoding.ASCII.GetString(NextLine()).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (symbols.Length != counts.Length)
                throw Damaged();
            var species = ImmutableArray.CreateBuilder<Element>();
            for (var group = 0; group < symbols.Length; group++)
            {
                if (!Element.TryParse(symbols[group], out var element) || !int.TryParse(counts[group], out var count) || count < 1 || count > MaxTextBytes)
                    throw Damaged();
                species.AddRange(Enumerable.Repeat(element, count));
            }

            return species.ToImmutable();
        }

        private ReadOnlySpan<byte> NextLine()
        {
            var rest = _text[_at..];
            var length = rest.IndexOf((byte)'\n');
            if (length < 0)
                throw Damaged();
            _at += length + 1;
            return rest[..length];
        }

        private static Vector3 Vector(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> rest)
        {
            var x = Component(ref line);
            var y = Component(ref line);
            var z = Component(ref line);
            rest = line;
            return new(x, y, z);
        }

        private static double Component(ref ReadOnlySpan<byte> line)
        {
            if (line is [(byte)' ', ..])
                line = line[1..];
            if (!Utf8Parser.TryParse(line, out double value, out var used))
                throw Damaged();
            line = line[used..];
            return value;
        }

        private static StoreException Damaged() => new("A structure in the store is not the POSCAR that definet writes; the row is damaged.");
    }
}
