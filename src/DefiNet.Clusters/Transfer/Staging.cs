using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Clusters.Transfer;

/// <summary>Brings the inputs of many runs to a host: one archive, one command, and each folder appears whole or not at all.</summary>
public static class Staging
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch.AddYears(50);

    /// <summary>Brings folders there. Whoever repeats it after a break goes on where it was.</summary>
    /// <param name="host">The host.</param>
    /// <param name="root">Folder there for everything of ours.</param>
    /// <param name="folders">What to bring.</param>
    /// <param name="deadline">Time after which each of the two steps gives up.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    /// <exception cref="ClusterException">The host has no room, or lacks a program.</exception>
    public static async Task StageAsync(IHost host, string root, IReadOnlyList<StagedFolder> folders, TimeSpan deadline, CancellationToken stop)
    {
        if (folders.Count == 0)
            return;
        var archive = Path.Combine(Path.GetTempPath(), $"definet-stage-{Guid.NewGuid():N}.tar.gz");
        try
        {
            await WriteArchiveAsync(archive, folders, stop).ConfigureAwait(false);
            var name = await NameOfAsync(archive, stop).ConfigureAwait(false);
            await RunAsync(host, $"mkdir -p {ShellWord.Path(root)}/.stage", root, deadline, stop).ConfigureAwait(false);
            var remote = RemotePath.Join(RemotePath.Join(root, ".stage"), name + ".tar.gz");
            await host.PutAsync(archive, remote, deadline, stop).ConfigureAwait(false);
            await RunAsync(host, UnpackProgram(root, name, folders), root, deadline, stop).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    private static string UnpackProgram(string root, string name, IReadOnlyList<StagedFolder> folders)
    {
        var program = new StringBuilder();
        program.Append(CultureInfo.InvariantCulture, $$"""
            cd {{ShellWord.Path(root)}}/.stage || return 1
            rm -rf {{name}}.new && mkdir {{name}}.new || return 1
            gzip -dc {{name}}.tar.gz | (cd {{name}}.new && tar -xf -) || { rm -rf {{name}}.new {{name}}.tar.gz; echo "the archive could not be unpacked" >&2; return 1; }
            # place NUMBER FOLDER RENEW
            place() {
                [ -d "$2" ] || { mkdir -p "${2%/*}" && mv {{name}}.new/"$1" "$2"; return; }
                [ "$3" = 1 ] || return 0
                for file in {{name}}.new/"$1"/* {{name}}.new/"$1"/.[!.]*; do
                    [ ! -e "$file" ] || mv -f "$file" "$2/" || return 1
                done
            }

            """);
        for (var index = 0; index < folders.Count; index++)
            program.Append(CultureInfo.InvariantCulture, $"place {index + 1} {ShellWord.Path(folders[index].RemoteFolder)} {(folders[index].Renew ? 1 : 0)} || return 1\n");
        return program.Append(CultureInfo.InvariantCulture, $"rm -rf {name}.new {name}.tar.gz\n").ToString();
    }

    private static async Task RunAsync(IHost host, string body, string root, TimeSpan deadline, CancellationToken stop)
    {
        var reply = await host.RunAsync(HostCommand.Sh($"definet_main() {{\n{body}\n}}\ndefinet_main </dev/null\n", deadline), stop).ConfigureAwait(false);
        if (reply.ExitCode != 0)
            throw new ClusterException($"{host.Name}: the inputs could not be put below {root}: {Dialect.FirstSentence(reply.Errors)?.TrimEnd('.') ?? $"the shell ended with exit code {reply.ExitCode}"}.");
    }

    private static async Task WriteArchiveAsync(string path, IReadOnlyList<StagedFolder> folders, CancellationToken stop)
    {
        var file = File.Create(path);
        await using (file.ConfigureAwait(false))
        {
            var compressed = new GZipStream(file, CompressionLevel.Fastest);
            await using (compressed.ConfigureAwait(false))
            {
                var tar = new TarWriter(compressed, TarEntryFormat.Ustar);
                await using (tar.ConfigureAwait(false))
                {
                    for (var index = 0; index < folders.Count; index++)
                        await WriteFolderAsync(tar, index + 1, folders[index], stop).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task WriteFolderAsync(TarWriter tar, int number, StagedFolder folder, CancellationToken stop)
    {
        RemotePath.Check(folder.RemoteFolder);
        await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.Directory, string.Create(CultureInfo.InvariantCulture, $"{number}/")) { Mode = FolderMode, ModificationTime = Time }, stop).ConfigureAwait(false);
        foreach (var file in Directory.EnumerateFiles(folder.LocalFolder).Order(StringComparer.Ordinal))
        {
            var data = File.OpenRead(file);
            await using (data.ConfigureAwait(false))
            {
                var entry = new UstarTarEntry(TarEntryType.RegularFile, string.Create(CultureInfo.InvariantCulture, $"{number}/{Path.GetFileName(file)}"))
                {
                    DataStream = data,
                    Mode = OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(file),
                    ModificationTime = Time, // the same contents give the same archive, so that a repeated call goes on where it was
                };
                await tar.WriteEntryAsync(entry, stop).ConfigureAwait(false);
            }
        }
    }

    private static async Task<string> NameOfAsync(string archive, CancellationToken stop)
    {
        var file = File.OpenRead(archive);
        await using (file.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop).ConfigureAwait(false))[..24];
    }
}
