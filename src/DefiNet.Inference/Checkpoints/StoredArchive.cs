using System.Buffers.Binary;
using System.Text;

namespace DefiNet.Inference.Checkpoints;

/// <summary>The entries of a zip file that PyTorch wrote: all of them stored, not compressed, below one folder.</summary>
/// <remarks>Layout: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3 (zip64). Nothing is unpacked: an entry is a slice of the file.</remarks>
internal sealed class StoredArchive
{
    private const int MaxEntries = 200_000;
    private const int EndLength = 22;
    private const int CentralLength = 46;
    private const int LocalLength = 30;
    private const int MaxComment = 65_535;
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint End64LocatorSignature = 0x07064b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const int Zip64ExtraId = 1;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _file;
    private readonly string _name;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads the directory and checks it; <paramref name="name"/> stands before every complaint.</summary>
    public StoredArchive(ReadOnlyMemory<byte> file, string name)
    {
        (_file, _name) = (file, name);
        var (count, offset, size) = FindDirectory();
        ReadDirectory(count, offset, size);
        RefuseOverlaps(offset);
        Folder = CommonFolder();
    }

    private sealed record Entry(string Name, uint Crc, long Length, long Header, long Data);

    /// <summary>Folder that holds everything, with its closing slash.</summary>
    public string Folder { get; }

    /// <summary>Whether an entry of that name lies in the folder.</summary>
    public bool Has(string name) => _entries.ContainsKey(Folder + name);

    /// <summary>Whether anything lies below a subfolder.</summary>
    public bool HasBelow(string prefix) => _entries.Keys.Any(key => key.StartsWith(Folder + prefix, StringComparison.Ordinal));

    /// <summary>The bytes of an entry, checksum verified.</summary>
    public ReadOnlyMemory<byte> Read(string name)
    {
        if (!_entries.TryGetValue(Folder + name, out var entry))
            throw Bad($"there is no entry '{Folder}{name}'; the archive is not a complete PyTorch checkpoint");
        var bytes = _file.Slice((int)entry.Data, (int)entry.Length);
        if (Crc32.Of(bytes.Span) != entry.Crc)
            throw Bad($"the checksum of the entry '{entry.Name}' is wrong; the file is damaged, fetch it again");
        return bytes;
    }

    private (int Count, long Offset, long Size) FindDirectory()
    {
        var file = _file.Span;
        for (var at = file.Length - EndLength; at >= 0 && at >= file.Length - EndLength - MaxComment; at--)
        {
            if (U32(file, at) != EndSignature || at + EndLength + U16(file, at + 20) != file.Length)
                continue;
            long count = U16(file, at + 10);
            long size = U32(file, at + 12);
            long offset = U32(file, at + 16);
            if (at >= 20 && U32(file, at - 20) == End64LocatorSignature)
            {
                var end64 = U64(file, at - 20 + 8);
                if (end64 < 0 || end64 > at - 20 - 56 || U32(file, (int)end64) != End64Signature)
                    throw Bad("the zip64 directory is not where the file says; the file is damaged, fetch it again");
                count = U64(file, (int)end64 + 32);
                size = U64(file, (int)end64 + 40);
                offset = U64(file, (int)end64 + 48);
                at = (int)end64;
            }

            if (count is < 1 or > MaxEntries)
                throw Bad($"the archive says it has {count} entries; between 1 and {MaxEntries} can be read");
            if (offset < 0 || size < 0 || offset > at || size > at - offset)
                throw Bad("the directory of the archive does not lie inside the file; the file is damaged, fetch it again");
            return ((int)count, offset, size);
        }

        throw Bad("the archive has no end; the file is cut off, fetch it again");
    }

    private void ReadDirectory(int count, long offset, long size)
    {
        var directory = _file.Span.Slice((int)offset, (int)size);
        var at = 0;
        for (var index = 0; index < count; index++)
        {
            if (at + CentralLength > directory.Length || U32(directory, at) != CentralSignature)
                throw Bad($"the directory ends at entry {index + 1} of {count}; the file is damaged, fetch it again");
            var flags = U16(directory, at + 8);
            var method = U16(directory, at + 10);
            var crc = U32(directory, at + 16);
            long packed = U32(directory, at + 20);
            long length = U32(directory, at + 24);
            var nameLength = U16(directory, at + 28);
            var extraLength = U16(directory, at + 30);
            var commentLength = U16(directory, at + 32);
            long header = U32(directory, at + 42);
            if (at + CentralLength + nameLength + extraLength + commentLength > directory.Length)
                throw Bad($"the directory ends inside entry {index + 1} of {count}; the file is damaged, fetch it again");
            var name = NameOf(directory.Slice(at + CentralLength, nameLength), index);
            ReadZip64(directory.Slice(at + CentralLength + nameLength, extraLength), ref length, ref packed, ref header, name);
            if ((flags & 1) != 0)
                throw Bad($"the entry '{name}' is encrypted; PyTorch writes none such");
            if (method != 0 || packed != length)
                throw Bad($"the entry '{name}' is compressed; PyTorch stores entries as they are, so write the file again with torch.save");
            if (!_entries.TryAdd(name, Locate(name, crc, length, header)))
                throw Bad($"there are two entries '{name}'; a checkpoint has one of each name");
            at += CentralLength + nameLength + extraLength + commentLength;
        }
    }

    private Entry Locate(string name, uint crc, long length, long header)
    {
        var file = _file.Span;
        if (header < 0 || header > file.Length - LocalLength || U32(file, (int)header) != LocalSignature)
            throw Bad($"the entry '{name}' is not where the directory says; the file is damaged, fetch it again");
        var data = header + LocalLength + U16(file, (int)header + 26) + U16(file, (int)header + 28);
        if (length < 0 || data > file.Length || length > file.Length - data)
            throw Bad($"the entry '{name}' runs past the end of the file; the file is cut off, fetch it again");
        if (!file.Slice((int)header + LocalLength, U16(file, (int)header + 26)).SequenceEqual(Encoding.UTF8.GetBytes(name)))
            throw Bad($"the entry '{name}' has another name in its own header; the file is damaged, fetch it again");
        return new Entry(name, crc, length, header, data);
    }

    private string NameOf(ReadOnlySpan<byte> bytes, int index)
    {
        string name;
        try
        {
            name = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException cause)
        {
            throw new CheckpointException($"{_name}: the name of entry {index + 1} is not UTF-8; the file is damaged, fetch it again.", cause);
        }

        if (name.Length == 0 || name.Length > 512 || name[0] == '/' || name.Contains('\\') || name.Any(char.IsControl)
            || name.Split('/').Any(part => part is ".." or "."))
            throw Bad($"entry {index + 1} has the name '{Printable(name)}'; names are relative and stay inside the archive");
        return name;
    }

    private void ReadZip64(ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long header, string name)
    {
        while (extra.Length >= 4)
        {
            var id = U16(extra, 0);
            var size = U16(extra, 2);
            if (size > extra.Length - 4)
                return; // PyTorch pads with extra fields; a short last one is padding
            var field = extra.Slice(4, size);
            if (id == Zip64ExtraId)
            {
                Widen(ref field, ref length, name);
                Widen(ref field, ref packed, name);
                Widen(ref field, ref header, name);
                return;
            }

            extra = extra[(4 + size)..];
        }
    }

    private void Widen(ref ReadOnlySpan<byte> field, ref long value, string name)
    {
        if (value != uint.MaxValue)
            return;
        if (field.Length < 8)
            throw Bad($"the entry '{name}' has a zip64 field that is too short; the file is damaged, fetch it again");
        value = U64(field, 0);
        field = field[8..];
    }

    private void RefuseOverlaps(long directory)
    {
        var end = 0L;
        foreach (var entry in _entries.Values.OrderBy(entry => entry.Header))
        {
            if (entry.Header < end)
                throw Bad($"the entry '{entry.Name}' overlaps the one before it; no honest archive does that");
            end = entry.Data + entry.Length;
        }

        if (end > directory)
            throw Bad("an entry overlaps the directory; no honest archive does that");
    }

    private string CommonFolder()
    {
        var pickle = _entries.Keys.Where(key => key.EndsWith("/data.pkl", StringComparison.Ordinal) && key.Count(letter => letter == '/') == 1).ToList();
        if (pickle.Count != 1)
            throw Bad(pickle.Count == 0
                ? "the archive has no 'data.pkl' in its folder; it is a zip file but not one that torch.save wrote"
                : "the archive has several folders with a 'data.pkl'; a checkpoint has one");
        return pickle[0][..^"data.pkl".Length];
    }

    private static string Printable(string name) =>
        string.Concat(name.Take(60).Select(letter => char.IsControl(letter) ? '?' : letter));

    private CheckpointException Bad(string what) => new($"{_name}: {what}.");

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
