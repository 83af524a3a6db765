using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace DefiNet.Dft.Vasp;

/// <summary>Hands an output file on in blocks of whole lines. Plain or gzip; a file that another process writes is read as far as it has whole lines.</summary>
internal static class OutputBytes
{
    /// <summary>Takes lines, each with its line feed.</summary>
    public delegate void Lines(ReadOnlySpan<byte> block);

    private const int BlockSize = 1 << 19;
    private const int SmallBlockSize = 1 << 15;

    /// <summary>Opens a file for reading while others write it, and looks through gzip.</summary>
    public static Stream Open(string path)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
        try
        {
            Span<byte> magic = stackalloc byte[2];
            var zipped = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
            file.Position = 0;
            return zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (NotSupportedException cause)
        {
            file.Dispose();
            throw new DftException($"{path}: this is a pipe or a device; a file is needed.", cause);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads to the end. A last line without line feed is being written, or was cut: it is not handed on. False when the compressed data are damaged or cut: then everything before the damage was handed on.</summary>
    public static bool ReadLines(Stream stream, Lines take) => Read(stream, (byte)'\n', take);

    /// <summary>The same in blocks that end with a tag's closing bracket.</summary>
    public static bool ReadTags(Stream stream, Lines take) => Read(stream, (byte)'>', take);

    private static bool Read(Stream stream, byte ending, Lines take)
    {
        var size = stream is FileStream { Length: < SmallBlockSize } ? SmallBlockSize : BlockSize;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var filled = 0;
            var total = 0L;
            var overlong = false;
            while (true)
            {
                int got;
                try
                {
                    got = stream.Read(buffer.AsSpan(filled));
                }
                catch (InvalidDataException)
                {
                    return false;
                }

                if (got == 0)
                    return stream is not GZipStream zipped || HasTrailer(zipped, total);
                filled += got;
                total += got;
                var block = buffer.AsSpan(0, filled);
                var end = block.LastIndexOf(ending) + 1;
                if (end == 0)
                {
                    // No output has a line or tag longer than the buffer: what has is passed over.
                    if (filled == buffer.Length)
                        (overlong, filled) = (true, 0);
                    continue;
                }

                var begin = overlong ? block.IndexOf(ending) + 1 : 0;
                overlong = false;
                take(block[begin..end]);
                block[end..].CopyTo(buffer);
                filled -= end;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The runtime does not miss the trailer where a compressed file was cut inside it. It ends with the length of what was packed (RFC 1952); of files appended to each other the last one's.
    private static bool HasTrailer(GZipStream zipped, long length)
    {
        const int trailer = 8;
        if (zipped.BaseStream is not FileStream file || length == 0)
            return true;
        Span<byte> end = stackalloc byte[4];
        if (file.Length < trailer)
            return false;
        file.Position = file.Length - end.Length;
        return file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) == end.Length
            && (BinaryPrimitives.ReadUInt32LittleEndian(end) == (uint)length || HasSecondMember(file));
    }

    private static bool HasSecondMember(FileStream file)
    {
        ReadOnlySpan<byte> header = [0x1f, 0x8b, 8];
        var buffer = new byte[SmallBlockSize];
        var filled = 0;
        file.Position = 1;
        for (int got; (got = file.Read(buffer, filled, buffer.Length - filled)) > 0;)
        {
            filled += got;
            if (buffer.AsSpan(0, filled).IndexOf(header) >= 0)
                return true;
            var kept = Math.Min(filled, header.Length - 1);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
            filled = kept;
        }

        return false;
    }
}
