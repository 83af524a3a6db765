using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace DefiNet.Clusters.Transfer;

/// <summary>Takes files out of an archive that a host made. The archive is not trusted: only plain files that were asked for come out, under names of ours, within limits.</summary>
internal static class ArchiveReader
{
    private const int MaxEntries = 200_000;
    private const int MaxNameCharacters = 255;

    /// <summary>Takes all files out; each is put into its folder under a temporary name.</summary>
    /// <param name="archive">A gzip-compressed tar archive whose entries are called NUMBER/NAME.</param>
    /// <param name="source">Name of the archive for complaints.</param>
    /// <param name="folders">Folder of each number.</param>
    /// <param name="maxBytes">More in all is refused.</param>
    /// <param name="wanted">Whether a file of a number was asked for.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Number, name, size, hash and temporary file of each.</returns>
    /// <exception cref="ClusterException">The archive is not one that was asked for.</exception>
    public static async Task<IReadOnlyList<(int Number, string Name, long Bytes, string Sha256, string File)>> ExtractAsync(
        Stream archive, string source, IReadOnlyDictionary<int, string> folders, long maxBytes, Func<int, string, bool> wanted, CancellationToken stop)
    {
        var files = new List<(int, string, long, string, string)>();
        var seen = new HashSet<(int, string)>();
        var budget = maxBytes;
        try
        {
            var plain = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            await using (plain.ConfigureAwait(false))
            {
                var tar = new TarReader(plain, leaveOpen: true);
                await using (tar.ConfigureAwait(false))
                {
                    for (var entries = 0; await tar.GetNextEntryAsync(copyData: false, stop).ConfigureAwait(false) is { } entry; entries++)
                    {
                        if (entries == MaxEntries)
                            throw new ClusterException($"{source}: the archive has more than {MaxEntries} entries; nothing of it is used.");
                        if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
                            continue;
                        var (number, name) = Check(source, entry, folders, wanted);
                        if (!seen.Add((number, name)))
                            throw new ClusterException($"{source}: the archive holds {name} of the same run twice; nothing of it is used.");
                        budget -= entry.Length;
                        if (budget < 0)
                            throw new ClusterException($"{source}: the archive holds more than {maxBytes} bytes; nothing of it is used.");
                        var file = Path.Combine(folders[number], $".{name}.{Guid.NewGuid():N}.new");
                        files.Add((number, name, entry.Length, await WriteAsync(entry.DataStream, file, entry.Length, stop).ConfigureAwait(false), file));
                    }
                }
            }

            return files;
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException or ArgumentException)
        {
            Remove(files);
            throw new ClusterException($"{source}: this is no archive of ours, or it is damaged: {broken.Message}", broken);
        }
        catch
        {
            Remove(files);
            throw;
        }
    }

    private static (int Number, string Name) Check(string source, TarEntry entry, IReadOnlyDictionary<int, string> folders, Func<int, string, bool> wanted)
    {
        var shown = Hosts.ShellWord.Shown(entry.Name);
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
            throw new ClusterException($"{source}: '{shown}' in the archive is a {entry.EntryType}, not a plain file; nothing of it is used.");
        var parts = entry.Name.Split('/');
        if (parts is not [var text, var name] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !folders.ContainsKey(number)
            || name.Length is 0 or > MaxNameCharacters || name is "." or ".." || name.Any(char.IsControl) || name.Contains('\\', StringComparison.Ordinal) || !wanted(number, name))
        {
            throw new ClusterException($"{source}: '{shown}' in the archive was not asked for; nothing of it is used.");
        }

        return (number, name);
    }

    private static async Task<string> WriteAsync(Stream? data, string path, long length, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await using (file.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 16];
            var written = 0L;
            for (int read; data is not null && (read = await data.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0; written += read)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), stop).ConfigureAwait(false);
            }

            if (written != length)
                throw new InvalidDataException($"an entry of {length} bytes ends after {written}.");
            file.Flush(flushToDisk: true);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Remove(IEnumerable<(int, string, long, string, string File)> files)
    {
        foreach (var (_, _, _, _, file) in files)
            File.Delete(file);
    }
}
