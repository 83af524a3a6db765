using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Clusters;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Brings the folders of many runs to a host in one archive, and what came of them back, compressed.</summary>
/// <remarks>Names inside the archives are paths below the cluster's folder. What comes back is other people's bytes: only plain files of expected folders with plain names are taken, each appears under its name when it is whole.</remarks>
internal sealed class FolderTransfer(IHost host, string root)
{
    private const string Transfers = ".transfer";
    private const long StreamedBytes = 48L << 20;
    private const long LargestFile = 8L << 30;
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CopyLimit = TimeSpan.FromMinutes(30);

    // Restart files, densities and the like stay where they are; so do licensed inputs.
    private const string StaysThere = "WAVECAR|WAVEDER|CHG|CHGCAR|LOCPOT|ELFCAR|PROCAR|TMPCAR|POTCAR|vaspwave.h5|*.wfn|*.wfn.*|*.cube|core|core.*|job.sh|*.new";

    private bool _prepared;

    /// <summary>Brings folders there, one archive for all. A call that is repeated overwrites what the last one left.</summary>
    /// <param name="folders">Folder here and its path below the cluster's folder.</param>
    /// <param name="scratch">Folder here for the archive.</param>
    /// <param name="stop">Ends the call.</param>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    /// <exception cref="ClusterException">It could not be unpacked, for instance since the disk there is full.</exception>
    public async Task PutAsync(IReadOnlyList<(string Local, string Below)> folders, string scratch, CancellationToken stop)
    {
        await PrepareAsync(stop).ConfigureAwait(false);
        Directory.CreateDirectory(scratch);
        var archive = Path.Combine(scratch, $"{Guid.NewGuid():N}.tgz");
        try
        {
            await PackAsync(folders, archive, stop).ConfigureAwait(false);
            var name = $"{Transfers}/{await HashAsync(archive, stop).ConfigureAwait(false)}.tgz";
            await host.PutAsync(archive, RemotePath.Join(root, name), CopyLimit, stop).ConfigureAwait(false);
            await RunAsync($"gzip -dc {name} | tar xof - && rm -f {name}", $"{folders.Count} folders could not be unpacked", stop).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    /// <summary>Fetches the files of folders into the folders here.</summary>
    /// <param name="folders">Folder here and its path below the cluster's folder.</param>
    /// <param name="only">Patterns of the files to bring; empty for all but restart files, densities and the like.</param>
    /// <param name="keep">Patterns of files that stay there.</param>
    /// <param name="keepLargerThanMiB">Larger files stay there; null for no limit.</param>
    /// <param name="stop">Ends the call.</param>
    /// <returns>The paths below the cluster's folder that are not there.</returns>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    /// <exception cref="ClusterException">They could not be packed or copied.</exception>
    public async Task<IReadOnlySet<string>> GetAsync(IReadOnlyList<(string Local, string Below)> folders, IReadOnlyList<string> only, IReadOnlyList<string> keep, int? keepLargerThanMiB, CancellationToken stop)
    {
        await PrepareAsync(stop).ConfigureAwait(false);
        var archive = $"{Transfers}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', folders.Select(folder => folder.Below)))))[..24]}.out";
        var program = new StringBuilder();
        program.Append(CultureInfo.InvariantCulture, $$"""
            files= absent= total=0
            add() {
                [ -d "$1" ] || { absent="$absent $1"; return 0; }
                for file in "$1"/*; do
                    [ -f "$file" ] && [ -r "$file" ] && [ ! -h "$file" ] || continue
                    name=${file##*/}
                    case $name in *[!A-Za-z0-9._+-]*|{{StaysThere}}) continue ;; esac
                    {{(keep.Count == 0 ? ":" : $"case $name in {string.Join('|', keep.Select(Pattern))}) continue ;; esac")}}
                    {{(only.Count == 0 ? ":" : $"case $name in {string.Join('|', only.Select(Pattern))}|stdout|stderr|job.*) ;; *) continue ;; esac")}}
                    size=$(wc -c <"$file")
                    [ "$size" -le {{(keepLargerThanMiB is { } mebibytes ? (long)mebibytes << 20 : LargestFile)}} ] || continue
                    files="$files $file"
                    total=$((total + size))
                done
            }

            """);
        foreach (var (_, below) in folders)
            program.Append(CultureInfo.InvariantCulture, $"add {ShellWord.Quote(below)}\n");
        program.Append(CultureInfo.InvariantCulture, $$"""
            [ -n "$files" ] || { echo "nothing$absent"; return 0; }
            if [ "$total" -le {{StreamedBytes}} ]; then
                echo "here$absent"
                { tar cf - $files || echo 'files changed while they were packed' >&3; } | gzip -1
                return
            fi
            bad=$({ { tar cf - $files || echo bad >&3; } | gzip -1 -n >{{archive}}.new; } 3>&1)
            [ -z "$bad" ] && mv -f {{archive}}.new {{archive}} || { rm -f {{archive}}.new; return 74; }
            echo "archive$absent"
            """);
        var reply = await RunAsync(program.ToString(), $"the output of {folders.Count} runs could not be packed", stop).ConfigureAwait(false);
        var line = Array.IndexOf(reply.Output, (byte)'\n');
        var words = line < 0 ? [] : Encoding.UTF8.GetString(reply.Output, 0, line).Split(' ');
        switch (words is [var first, ..] ? first : "")
        {
            case "nothing":
                break;
            case "here":
                await UnpackAsync(new MemoryStream(reply.Output, line + 1, reply.Output.Length - line - 1, writable: false), folders, stop).ConfigureAwait(false);
                break;
            case "archive":
                await GetArchiveAsync(archive, folders, stop).ConfigureAwait(false);
                break;
            default:
                throw new ClusterException($"{host.Name}: the answer to the fetching of {folders.Count} runs cannot be read; it must begin with here, archive or nothing.");
        }

        return words.Skip(1).ToHashSet();
    }

    /// <summary>Removes folders there.</summary>
    /// <param name="below">Their paths below the cluster's folder.</param>
    /// <param name="stop">Ends the call.</param>
    public Task RemoveAsync(IReadOnlyList<string> below, CancellationToken stop) =>
        RunAsync($"rm -rf -- {string.Join(' ', below.Select(ShellWord.Quote))}", $"{below.Count} folders could not be removed", stop);

    private async Task GetArchiveAsync(string archive, IReadOnlyList<(string Local, string Below)> folders, CancellationToken stop)
    {
        var here = folders[0].Local + ".tgz";
        try
        {
            await host.GetAsync(RemotePath.Join(root, archive), here, CopyLimit, stop).ConfigureAwait(false);
            var packed = File.OpenRead(here);
            await using (packed.ConfigureAwait(false))
                await UnpackAsync(packed, folders, stop).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(here);
        }

        await RunAsync($"rm -f {archive}", "an archive could not be removed", stop).ConfigureAwait(false);
    }

    private async Task PrepareAsync(CancellationToken stop)
    {
        if (_prepared)
            return;
        await RunAsync(null, "the folder could not be made", stop).ConfigureAwait(false);
        _prepared = true;
    }

    private async Task<HostReply> RunAsync(string? program, string what, CancellationToken stop)
    {
        var first = program is null ? $"mkdir -p \"$root/{Transfers}\" && " : "";
        var text = $$"""
            definet_main() {
            root={{ShellWord.Path(root)}}
            {{first}}cd "$root" || return 74
            {{program}}
            }
            definet_main </dev/null 3>&2

            """;
        var reply = await host.RunAsync(HostCommand.Sh(text, CommandLimit, (int)(StreamedBytes * 5 / 4)), stop).ConfigureAwait(false);
        return reply.ExitCode == 0 && (program is null || !reply.Errors.Contains("changed while they were packed", StringComparison.Ordinal))
            ? reply
            : throw new ClusterException($"{host.Name}: {what} in {root}: {Sentence(reply)}.");
    }

    private static string Sentence(HostReply reply) =>
        reply.Errors.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0) is { } last
            ? last.Length > 300 ? last[..300] : last.TrimEnd('.')
            : string.Create(CultureInfo.InvariantCulture, $"the commands ended with exit code {reply.ExitCode}");

    private static string Pattern(string pattern) =>
        pattern.Length is > 0 and <= 100 && pattern.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '+' or '*' or '?')
            ? pattern
            : throw new ClusterException($"The pattern '{pattern}' of files to fetch holds more than letters, digits and ._-+*?; write a plain one.");

    private static async Task PackAsync(IReadOnlyList<(string Local, string Below)> folders, string archive, CancellationToken stop)
    {
        var file = File.Create(archive);
        await using (file.ConfigureAwait(false))
        {
            var zipped = new GZipStream(file, CompressionLevel.Fastest);
            await using (zipped.ConfigureAwait(false))
            {
                var tar = new TarWriter(zipped, TarEntryFormat.Ustar);
                await using (tar.ConfigureAwait(false))
                {
                    foreach (var (local, below) in folders)
                    {
                        foreach (var path in Directory.EnumerateFiles(local).Order(StringComparer.Ordinal))
                        {
                            var content = File.OpenRead(path);
                            await using (content.ConfigureAwait(false))
                                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, $"{below}/{Path.GetFileName(path)}") { DataStream = content, Mode = FilePlain, ModificationTime = DateTimeOffset.UnixEpoch.AddYears(50) }, stop).ConfigureAwait(false);
                        }
                    }
                }
            }
        }
    }

    private const UnixFileMode FilePlain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static async Task<string> HashAsync(string path, CancellationToken stop)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop).ConfigureAwait(false))[..24];
    }

    private async Task UnpackAsync(Stream packed, IReadOnlyList<(string Local, string Below)> folders, CancellationToken stop)
    {
        var byPath = folders.ToDictionary(folder => folder.Below, folder => folder.Local);
        try
        {
            var zipped = new GZipStream(packed, CompressionMode.Decompress);
            await using (zipped.ConfigureAwait(false))
            {
                var tar = new TarReader(zipped);
                await using (tar.ConfigureAwait(false))
                {
                    while (await tar.GetNextEntryAsync(copyData: false, stop).ConfigureAwait(false) is { } entry)
                    {
                        var slash = entry.Name.LastIndexOf('/');
                        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || slash < 0 || !byPath.TryGetValue(entry.Name[..slash], out var folder) || entry.Name[(slash + 1)..] is "" or "." or ".." || entry.Length > LargestFile)
                            throw new ClusterException($"{host.Name}: the archive of outputs holds '{entry.Name}', which was not asked for.");
                        var path = Path.Combine(folder, entry.Name[(slash + 1)..]);
                        await entry.ExtractToFileAsync($"{path}.new", overwrite: true, stop).ConfigureAwait(false);
                        File.Move($"{path}.new", path, overwrite: true);
                    }

                    // The end of the compressed stream carries its check sum.
                    var rest = new byte[1 << 16];
                    while (await zipped.ReadAsync(rest, stop).ConfigureAwait(false) > 0)
                    {
                    }
                }
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new ClusterException($"{host.Name}: the archive of outputs is damaged ({broken.Message.TrimEnd('.')}); it is fetched again.", broken);
        }
    }
}
