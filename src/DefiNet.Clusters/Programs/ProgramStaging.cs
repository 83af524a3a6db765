using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Clusters.Programs;

/// <summary>Brings a program with everything it needs to a host, once per version: the folder's name there is a hash of its contents.</summary>
public static class ProgramStaging
{
    /// <summary>Brings a program there unless this version is there already.</summary>
    /// <param name="host">The host.</param>
    /// <param name="root">Folder there for everything of ours.</param>
    /// <param name="localFolder">Folder here that holds the program and all it needs.</param>
    /// <param name="program">Path of the program inside that folder.</param>
    /// <param name="deadline">Time after which each step gives up.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Path of the program there.</returns>
    /// <exception cref="HostUnreachableException">The host cannot be reached; the next call goes on where this one was.</exception>
    /// <exception cref="ClusterException">There is no such program here, or no room there.</exception>
    public static async Task<string> StageAsync(IHost host, string root, string localFolder, string program, TimeSpan deadline, CancellationToken stop)
    {
        if (!File.Exists(Path.Combine(localFolder, program)))
            throw new ClusterException($"{Path.Combine(localFolder, program)}: there is no such program to bring to {host.Name}.");
        var version = await VersionOfAsync(localFolder, stop).ConfigureAwait(false);
        var programs = RemotePath.Join(root, ".programs");
        var folder = RemotePath.Join(programs, version);
        var there = RemotePath.Join(folder, program);
        var reply = await ShAsync(host, $"mkdir -p {ShellWord.Path(programs)} && {{ [ -x {ShellWord.Path(there)} ] && echo there || echo absent; }}", deadline, stop).ConfigureAwait(false);
        if (reply.OutputText.Trim() == "there")
            return there;

        var archive = Path.Combine(Path.GetTempPath(), $"definet-program-{version}-{Environment.ProcessId}.tar.gz");
        try
        {
            await PackAsync(localFolder, archive, stop).ConfigureAwait(false);
            await host.PutAsync(archive, folder + ".tar.gz", deadline, stop).ConfigureAwait(false);
            await ShAsync(
                host,
                $$"""
                cd {{ShellWord.Path(programs)}} || return 1
                mine={{version}}.$$
                rm -rf "$mine" && mkdir "$mine" || return 1
                gzip -dc {{version}}.tar.gz | (cd "$mine" && tar -xf -) || { rm -rf "$mine"; return 1; }
                chmod 755 "$mine"/{{ShellWord.Quote(program)}}
                mv "$mine" {{version}} 2>/dev/null || { rm -rf "$mine"; [ -d {{version}} ] || return 1; }
                # Somebody else's may have become a folder inside ours.
                rm -rf {{version}}/"$mine" {{version}}.tar.gz
                """,
                deadline,
                stop).ConfigureAwait(false);
            return there;
        }
        finally
        {
            File.Delete(archive);
        }
    }

    // The names and contents of all files: the same files give the same version on every machine.
    private static async Task<string> VersionOfAsync(string folder, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = new byte[sizeof(long)];
        foreach (var (path, name) in FilesOf(folder))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
            var stream = File.OpenRead(path);
            await using (stream.ConfigureAwait(false))
            {
                BinaryPrimitives.WriteInt64LittleEndian(length, stream.Length);
                hash.AppendData(length);
                hash.AppendData(await SHA256.HashDataAsync(stream, stop).ConfigureAwait(false));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..24];
    }

    private static async Task PackAsync(string folder, string archive, CancellationToken stop)
    {
        var file = File.Create(archive);
        await using (file.ConfigureAwait(false))
        {
            var compressed = new GZipStream(file, CompressionLevel.Fastest);
            await using (compressed.ConfigureAwait(false))
            {
                var tar = new TarWriter(compressed, TarEntryFormat.Pax);
                await using (tar.ConfigureAwait(false))
                {
                    foreach (var (path, name) in FilesOf(folder))
                    {
                        var data = File.OpenRead(path);
                        await using (data.ConfigureAwait(false))
                            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = OperatingSystem.IsWindows() ? UnixFileMode.UserRead : File.GetUnixFileMode(path), ModificationTime = DateTimeOffset.UnixEpoch }, stop).ConfigureAwait(false);
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Path, string Name)> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => (path, Path.GetRelativePath(folder, path).Replace('\\', '/'))).OrderBy(file => file.Item2, StringComparer.Ordinal);

    private static async Task<HostReply> ShAsync(IHost host, string body, TimeSpan deadline, CancellationToken stop)
    {
        var reply = await host.RunAsync(HostCommand.Sh($"definet_main() {{\n{body}\n}}\ndefinet_main </dev/null\n", deadline), stop).ConfigureAwait(false);
        return reply.ExitCode == 0
            ? reply
            : throw new ClusterException($"{host.Name}: the program could not be put there: {Dialect.FirstSentence(reply.Errors)?.TrimEnd('.') ?? $"the shell ended with exit code {reply.ExitCode}"}.");
    }
}
