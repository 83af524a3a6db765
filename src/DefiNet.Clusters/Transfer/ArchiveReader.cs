using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace DefiNet.Clusters.Transfer;

/// <summary>Takes files out of an archive that a host made. The archive is not trusted: only plain files that were asked for come out, under names of ours, within limits.</summary>
internal static class ArchiveReader
{
    private const int MaxEntries = 200_000;
    private const int MaxNameCharacters = 255;
    private const int MaxPadding = 1 << 20;

    /// <summary>Takes all files out; each is put into its folder under a temporary name.</summary>
    /// <param name="archive">A gzip-compressed tar archive whose entries are called FOLDER/NAME.</param>
    /// <param name="source">Name of the archive for complaints.</param>
    /// <param name="folders">Folder here of each folder in the archive.</param>
    /// <param name="maxBytes">More in all is refused.</param>
    /// <param name="wanted">Whether a file of a folder was asked for.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The files, and the SHA-256 of the whole archive before it was compressed.</returns>
    /// <exception cref="ClusterException">The archive is not one that was asked for.</exception>
    public static async Task<(IReadOnlyList<ArchivedFile> Files, string Sha256)> ExtractAsync(
        Stream archive, string source, IReadOnlyDictionary<string, string> folders, long maxBytes, Func<string, string, bool> wanted, CancellationToken stop)
    {
        var files = new List<ArchivedFile>();
        var seen = new HashSet<(string, string)>();
        var budget = maxBytes;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var plain = new HashedStream(new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true), hash);
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
                        var (folder, name) = Check(source, entry, folders, wanted);
                        if (!seen.Add((folder, name)))
                            throw new ClusterException($"{source}: the archive holds {name} of the same run twice; nothing of it is used.");
                        budget -= entry.Length;
                        if (budget < 0)
                            throw new ClusterException($"{source}: the archive holds more than {maxBytes} bytes; nothing of it is used.");
                        var file = Path.Combine(folders[folder], $".{name}.{Guid.NewGuid():N}.new");
                        files.Add(new(folder, name, entry.Length, "", file)); // so that it is removed should it not come whole
                        files[^1] = files[^1] with { Sha256 = await WriteAsync(entry.DataStream, file, entry.Length, stop).ConfigureAwait(false) };
                    }

                    await plain.ReadToEndAsync(MaxPadding, stop).ConfigureAwait(false);
                }
            }

            return (files, Convert.ToHexStringLower(hash.GetHashAndReset()));
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

    /// <summary>Removes what was taken out and is not wanted after all.</summary>
    public static void Remove(IEnumerable<ArchivedFile> files)
    {
        foreach (var file in files)
            File.Delete(file.File);
    }

    private static (string Folder, string Name) Check(string source, TarEntry entry, IReadOnlyDictionary<string, string> folders, Func<string, string, bool> wanted)
    {
        var shown = Hosts.ShellWord.Shown(entry.Name);
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
            throw new ClusterException($"{source}: '{shown}' in the archive is a {entry.EntryType}, not a plain file; nothing of it is used.");
        var slash = entry.Name.LastIndexOf('/');
        var (folder, name) = slash < 0 ? ("", entry.Name) : (entry.Name[..slash], entry.Name[(slash + 1)..]);
        if (!folders.ContainsKey(folder)
            || name.Length is 0 or > MaxNameCharacters || name is "." or ".." || name.Any(char.IsControl) || name.Contains('\\', StringComparison.Ordinal) || !wanted(folder, name))
        {
            throw new ClusterException($"{source}: '{shown}' in the archive was not asked for; nothing of it is used.");
        }

        return (folder, name);
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
}
