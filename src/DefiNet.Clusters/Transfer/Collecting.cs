using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Clusters.Transfer;

/// <summary>Fetches the outputs of many runs: one compressed archive of what is asked for, checked, continued after a break, and no file half-written under its name.</summary>
public static class Collecting
{
    /// <summary>Limit of all files of one call together, unpacked: 16 GiB.</summary>
    public const long UsualMaxBytes = 16L << 30;

    private const long StreamedBytes = 16L << 20;

    /// <summary>Fetches outputs.</summary>
    /// <param name="host">The host.</param>
    /// <param name="root">Folder there for everything of ours.</param>
    /// <param name="requests">What to fetch.</param>
    /// <param name="deadline">Time after which each of the steps gives up.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="maxBytes">More in all is refused.</param>
    /// <returns>What came of each request, in order.</returns>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    /// <exception cref="ClusterException">The host lacks a program or has no room for the archive, or the archive is not what was asked for.</exception>
    public static async Task<IReadOnlyList<CollectedRun>> CollectAsync(
        IHost host, string root, IReadOnlyList<CollectRequest> requests, TimeSpan deadline, CancellationToken stop, long maxBytes = UsualMaxBytes)
    {
        if (requests.Count == 0)
            return [];
        foreach (var request in requests)
            Directory.CreateDirectory(request.LocalFolder);
        var nonce = "@definet-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var name = NameOf(requests);
        var reply = await host.RunAsync(HostCommand.Sh(PackProgram(root, name, nonce, requests), deadline), stop).ConfigureAwait(false);
        var (answer, streamed) = Split(reply, nonce);
        if (reply.ExitCode != 0 || !(answer.IsComplete || streamed is not null))
            throw new ClusterException($"{host.Name}: the outputs could not be packed: {Dialect.FirstSentence(reply.Errors)?.TrimEnd('.') ?? $"the shell ended with exit code {reply.ExitCode}"}.");

        var fetched = streamed is not null ? await TakeAsync(streamed, host.Name, root, requests, answer.TryFind("streamed")!.Arguments, reply.Errors, maxBytes, stop).ConfigureAwait(false)
            : answer.TryFind("packed") is { } packed ? await FetchAsync(host, root, name, requests, packed.Arguments, deadline, maxBytes, stop).ConfigureAwait(false)
            : [];
        var stayed = ReadStayed(answer, requests);
        return [.. requests.Select((request, index) => new CollectedRun(
            request.RemoteFolder,
            answer.Sections.Any(section => section is { Word: "run", Arguments: [var number, "there"] } && number == Text(index + 1)),
            [.. fetched.Concat(stayed).Where(file => file.Number == index + 1).Select(file => file.File).OrderBy(file => file.Name, StringComparer.Ordinal)]))];
    }

    /// <summary>Removes what is not needed any more on the host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="root">Folder there for everything of ours; nothing outside it is removed.</param>
    /// <param name="folders">Folders of runs.</param>
    /// <param name="policy">What to remove.</param>
    /// <param name="keep">Files that stay; plain names, or patterns with * and ?.</param>
    /// <param name="deadline">Time after which it gives up.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="HostUnreachableException">The host cannot be reached.</exception>
    /// <exception cref="ClusterException">A folder is not below <paramref name="root"/>, or something could not be removed.</exception>
    public static async Task CleanAsync(IHost host, string root, IReadOnlyList<string> folders, CleanPolicy policy, IReadOnlyList<string> keep, TimeSpan deadline, CancellationToken stop)
    {
        if (policy == CleanPolicy.None || folders.Count == 0)
            return;
        var program = new StringBuilder("""
            definet_main() {
            # The marks stay: they say that a folder was used.
            clean() {
                cd "$1" 2>/dev/null || return 0
                for file in * .[!.]*; do
                    [ -f "$file" ] || [ -L "$file" ] || continue
                    case $file in
                        job.started|job.ended|job.taken) continue ;;

            """);
        if (keep.Count > 0)
            program.Append(CultureInfo.InvariantCulture, $"            {Patterns(keep)}) continue ;;\n");
        program.Append(policy == CleanPolicy.All
            ? "            *) rm -f -- \"$file\" ;;\n"
            : "            WAVECAR|CHGCAR|CHG|AECCAR*|LOCPOT|TMPCAR|vaspwave.h5|*.wfn*|*.restart.bak*|*.wfc*|*.hub*|*.mix*) rm -f -- \"$file\" ;;\n");
        program.Append("        esac\n    done\n}\n");
        foreach (var folder in folders)
        {
            if (!folder.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
                throw new ClusterException($"{folder} is not below {root}; nothing there is removed.");
            program.Append(CultureInfo.InvariantCulture, $"clean {ShellWord.Path(folder)}\n");
        }

        program.Append("}\ndefinet_main </dev/null\n");
        var reply = await host.RunAsync(HostCommand.Sh(program.ToString(), deadline), stop).ConfigureAwait(false);
        if (reply.ExitCode != 0)
            throw new ClusterException($"{host.Name}: the folders of recorded runs could not be cleaned: {Dialect.FirstSentence(reply.Errors)?.TrimEnd('.') ?? $"the shell ended with exit code {reply.ExitCode}"}.");
    }

    private static async Task<List<(int Number, CollectedFile File)>> FetchAsync(
        IHost host, string root, string name, IReadOnlyList<CollectRequest> requests, string[] told, TimeSpan deadline, long maxBytes, CancellationToken stop)
    {
        var remote = RemotePath.Join(RemotePath.Join(root, ".collect"), name + ".tar.gz");
        // Beside the first run's folder: a break leaves its piece where the next call finds it.
        var archive = Path.TrimEndingDirectorySeparator(Path.GetFullPath(requests[0].LocalFolder)) + $".{name}.tar.gz";
        await host.GetAsync(remote, archive, deadline, stop).ConfigureAwait(false);
        List<(int, CollectedFile)> files;
        try
        {
            var stream = File.OpenRead(archive);
            await using (stream.ConfigureAwait(false))
                files = await TakeAsync(stream, $"{host.Name}:{remote}", root, requests, told, "", maxBytes, stop).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(archive);
        }

        await host.RunAsync(new HostCommand(["rm", "-f", remote], default, deadline), stop).ConfigureAwait(false);
        return files;
    }

    // told: how many files the archive has, and, where it was streamed, the hash of what was compressed. Nothing appears under its name before all of it is right.
    private static async Task<List<(int Number, CollectedFile File)>> TakeAsync(
        Stream archive, string source, string root, IReadOnlyList<CollectRequest> requests, string[] told, string errors, long maxBytes, CancellationToken stop)
    {
        var numbers = requests.Select((request, index) => (Folder: Below(root, request), index)).ToDictionary(pair => pair.Folder, pair => pair.index);
        var (files, hash) = await ArchiveReader.ExtractAsync(
            archive, source, numbers.ToDictionary(pair => pair.Key, pair => requests[pair.Value].LocalFolder), maxBytes, (folder, file) => Matches(requests[numbers[folder]].Fetch, file), stop).ConfigureAwait(false);
        if (told is not [var count, .. var hashes] || count != Text(files.Count) || (hashes is [{ Length: 64 } there] && there != hash))
        {
            ArchiveReader.Remove(files);
            throw new ClusterException($"{source}: the outputs did not come as they are there{(Dialect.FirstSentence(errors) is { } said ? $" ({said.TrimEnd('.')})" : "; they may be growing still")}; they are fetched again.");
        }

        var taken = new List<(int, CollectedFile)>();
        foreach (var file in files)
        {
            var final = Path.Combine(requests[numbers[file.Folder]].LocalFolder, file.Name);
            File.Move(file.File, final, overwrite: true);
            taken.Add((numbers[file.Folder] + 1, new CollectedFile(file.Name, file.Bytes, file.Sha256, final)));
        }

        return taken;
    }

    // A few small files come behind the answer itself, which needs no room there; larger ones as an archive, so that a break does not cost what came before it.
    private static (AnswerText Answer, MemoryStream? Archive) Split(HostReply reply, string nonce)
    {
        var marker = reply.Output.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"{nonce} streamed "));
        var end = marker < 0 ? -1 : reply.Output.AsSpan(marker).IndexOf((byte)'\n') + 1;
        return end <= 0
            ? (AnswerText.Read(reply, nonce), null)
            : (AnswerText.Read(new HostReply(reply.ExitCode, reply.Output[..(marker + end)], reply.Errors), nonce), new MemoryStream(reply.Output, marker + end, reply.Output.Length - marker - end, writable: false));
    }

    private static string PackProgram(string root, string name, string nonce, IReadOnlyList<CollectRequest> requests)
    {
        var program = new StringBuilder("definet_main() {\n");
        program.Append(CultureInfo.InvariantCulture, $$"""
            LC_ALL=C
            export LC_ALL
            nonce={{nonce}} archive=.collect/{{name}} list= count=0 total=0
            newline='
            '
            cd {{ShellWord.Path(root)}} || return 1
            hash() {
                if command -v sha256sum >/dev/null 2>&1; then sha256sum | cut -c 1-64
                elif command -v shasum >/dev/null 2>&1; then shasum -a 256 | cut -c 1-64
                elif command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 -r | cut -c 1-64
                else cat >/dev/null; echo none; fi
            }
            # Control characters and backslashes mean something to tar's list of names.
            plain() {
                file=${1##*/}
                case $file in *[[:cntrl:]]*|*\\*) return 1 ;; esac
                [ -f "$1" ] && [ ! -L "$1" ] && [ -r "$1" ] && size=$(($(wc -c <"$1")))
            }
            stays() { printf '%s\n' "$nonce stays $number $size $(hash <"$1")" "$file"; }
            comes() { list="$list$1$newline" count=$((count + 1)) total=$((total + size)); }
            pack() { printf '%s' "$list" | tar -cf - -T -; }

            """);
        var looks = new Dictionary<string, string>();
        for (var index = 0; index < requests.Count; index++)
        {
            var look = Look(requests[index]);
            if (!looks.TryGetValue(look, out var function))
            {
                looks[look] = function = "look_" + Text(looks.Count);
                program.Append(CultureInfo.InvariantCulture, $"{function}() {{\n{look}}}\n");
            }

            program.Append(CultureInfo.InvariantCulture, $"{function} {index + 1} {ShellWord.Quote(Below(root, requests[index]))} || return 1\n");
        }

        return program.Append(CultureInfo.InvariantCulture, $$"""
            if [ "$count" -gt 0 ] && [ "$total" -le {{StreamedBytes}} ]; then
                # The same files give the same bytes twice; if not, they changed meanwhile.
                printf '%s\n' "$nonce streamed $count $(pack | hash)"
                pack | gzip -1nc
                return
            fi
            if [ "$count" -gt 0 ]; then
                mkdir -p .collect || return 1
                find .collect -type f -mtime +7 -exec rm -f {} + 2>/dev/null
                bad=$({ { pack || echo bad >&3; } | gzip -1nc >$archive.new || echo bad >&3; } 3>&1)
                [ -z "$bad" ] && mv -f $archive.new $archive.tar.gz || { rm -f $archive.new; return 1; }
                printf '%s\n' "$nonce packed $count"
            fi
            printf '%s\n' "$nonce end"
            }
            definet_main </dev/null

            """).ToString();
    }

    // Body of a shell function that looks through one folder: look NUMBER FOLDER.
    private static string Look(CollectRequest request)
    {
        var body = new StringBuilder("""
            number=$1
            [ -d "$2" ] || return 0
            printf '%s\n' "$nonce run $number there"
            for path in "$2"/*; do
            plain "$path" || continue
            case $file in

            """);
        if (request.Keep.Count > 0)
            body.Append(CultureInfo.InvariantCulture, $"{Patterns(request.Keep)}) stays \"$path\" ;;\n");
        if (request.Except.Count > 0)
            body.Append(CultureInfo.InvariantCulture, $"{Patterns(request.Except)}) ;;\n");
        if (request.Fetch.Count > 0)
        {
            var limit = request.KeepLargerThanBytes is { } bytes ? $"if [ \"$size\" -gt {Text(bytes)} ]; then stays \"$path\"; else comes \"$path\"; fi" : "comes \"$path\"";
            body.Append(CultureInfo.InvariantCulture, $"{Patterns(request.Fetch)}) {limit} ;;\n");
        }

        return body.Append("esac\ndone\nreturn 0\n").ToString();
    }

    private static string Below(string root, CollectRequest request)
    {
        RemotePath.Check(request.RemoteFolder);
        var above = root.TrimEnd('/') + "/";
        return request.RemoteFolder.StartsWith(above, StringComparison.Ordinal) && request.RemoteFolder.Length > above.Length
            ? "./" + request.RemoteFolder[above.Length..].Trim('/')
            : throw new ClusterException($"{request.RemoteFolder} is not below {root}; nothing of it is fetched.");
    }

    private static string Patterns(IReadOnlyList<string> names) => string.Join('|', names.Select(Pattern));

    // A pattern of case: * and ? stand for themselves, all else is quoted.
    private static string Pattern(string name)
    {
        if (name.Length is 0 or > 255 || name.Any(char.IsControl) || name.Contains('/', StringComparison.Ordinal))
            throw new ClusterException($"'{ShellWord.Shown(name)}' is no file of a run; give plain names, or patterns with * and ?.");
        var text = new StringBuilder();
        var start = 0;
        for (var index = 0; index <= name.Length; index++)
        {
            if (index < name.Length && name[index] is not ('*' or '?'))
                continue;
            if (index > start)
                text.Append(ShellWord.Quote(name[start..index]));
            if (index < name.Length)
                text.Append(name[index]);
            start = index + 1;
        }

        return text.ToString();
    }

    private static List<(int Number, CollectedFile File)> ReadStayed(AnswerText answer, IReadOnlyList<CollectRequest> requests)
    {
        var files = new List<(int, CollectedFile)>();
        foreach (var section in answer.Sections)
        {
            if (section is { Word: "stays", Arguments: [var number, var bytes, var hash] }
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index >= 1 && index <= requests.Count
                && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                files.Add((index, new CollectedFile(section.Text.TrimEnd('\n'), size, hash.Length == 64 ? hash : null, null)));
            }
        }

        return files;
    }

    // As the shell there does it: byte by byte.
    private static bool Matches(IReadOnlyList<string> patterns, string name) => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(Bytes(pattern), Bytes(name), ignoreCase: false));

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string NameOf(IReadOnlyList<CollectRequest> requests)
    {
        var text = string.Join('\n', requests.Select(request => $"{request.RemoteFolder}\0{request.LocalFolder}\0{string.Join('\0', request.Fetch)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
