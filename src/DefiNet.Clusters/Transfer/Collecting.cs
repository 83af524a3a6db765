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
        var nonce = "@definet-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var name = NameOf(requests);
        var reply = await host.RunAsync(HostCommand.Sh(PackProgram(root, name, nonce, requests), deadline), stop).ConfigureAwait(false);
        var answer = AnswerText.Read(reply, nonce);
        if (!answer.IsComplete || reply.ExitCode != 0)
            throw new ClusterException($"{host.Name}: the outputs could not be packed: {Dialect.FirstSentence(reply.Errors)?.TrimEnd('.') ?? $"the shell ended with exit code {reply.ExitCode}"}.");

        foreach (var request in requests)
            Directory.CreateDirectory(request.LocalFolder);
        var stayed = ReadStayed(answer, requests);
        var fetched = new List<(int Number, CollectedFile File)>();
        if (answer.TryFind("packed") is not null)
            fetched = await FetchAsync(host, root, name, requests, deadline, maxBytes, stop).ConfigureAwait(false);
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
            program.Append(CultureInfo.InvariantCulture, $"            {string.Join('|', keep.Select(Pattern))}) continue ;;\n");
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

    private static async Task<List<(int, CollectedFile)>> FetchAsync(
        IHost host, string root, string name, IReadOnlyList<CollectRequest> requests, TimeSpan deadline, long maxBytes, CancellationToken stop)
    {
        var remote = RemotePath.Join(RemotePath.Join(root, ".collect"), name + ".tar.gz");
        // Beside the first run's folder: a break leaves its piece where the next call finds it.
        var archive = Path.TrimEndingDirectorySeparator(Path.GetFullPath(requests[0].LocalFolder)) + $".{name}.tar.gz";
        await host.GetAsync(remote, archive, deadline, stop).ConfigureAwait(false);
        var files = new List<(int, CollectedFile)>();
        var stream = File.OpenRead(archive);
        await using (stream.ConfigureAwait(false))
        {
            var folders = requests.Select((request, index) => (index, request)).ToDictionary(pair => pair.index + 1, pair => pair.request.LocalFolder);
            foreach (var (number, file, bytes, sha256, fresh) in await ArchiveReader.ExtractAsync(
                stream, $"{host.Name}:{remote}", folders, maxBytes, (number, file) => Matches(requests[number - 1].Fetch, file), stop).ConfigureAwait(false))
            {
                var final = Path.Combine(folders[number], file);
                File.Move(fresh, final, overwrite: true);
                files.Add((number, new CollectedFile(file, bytes, sha256, final)));
            }
        }

        File.Delete(archive);
        await host.RunAsync(new HostCommand(["rm", "-f", remote], default, deadline), stop).ConfigureAwait(false);
        return files;
    }

    private static string PackProgram(string root, string name, string nonce, IReadOnlyList<CollectRequest> requests)
    {
        var program = new StringBuilder("definet_main() {\n");
        program.Append(CultureInfo.InvariantCulture, $$"""
            nonce={{nonce}} name={{name}}
            cd {{ShellWord.Path(root)}} && mkdir -p .collect && cd .collect || return 1
            here=$(pwd)
            rm -rf "$name.new" && mkdir "$name.new" || return 1
            : >"$name.new/list" || return 1
            hash() {
                if command -v sha256sum >/dev/null 2>&1; then sha256sum <"$1" | cut -c 1-64
                elif command -v shasum >/dev/null 2>&1; then shasum -a 256 <"$1" | cut -c 1-64
                elif command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 -r <"$1" | cut -c 1-64
                else echo none; fi
            }
            stays() { printf '%s\n' "$nonce stays $number $(wc -c <"$1") $(hash "$1")" "$1"; }

            """);
        for (var index = 0; index < requests.Count; index++)
            AppendRun(program, index + 1, requests[index]);
        return program.Append("""
            cd "$here" || return 1
            if [ -s "$name.new/list" ]; then
                (cd "$name.new" && tar -chf - -T list) >"$name.tar" || { rm -rf "$name.new" "$name.tar"; return 1; }
                gzip -nc "$name.tar" >"$name.gz" || { rm -rf "$name.new" "$name.tar" "$name.gz"; return 1; }
                mv -f "$name.gz" "$name.tar.gz" || return 1
                printf '%s\n' "$nonce packed"
            fi
            rm -rf "$name.new" "$name.tar"
            printf '%s\n' "$nonce end"
            }
            definet_main </dev/null

            """).ToString();
    }

    private static void AppendRun(StringBuilder program, int number, CollectRequest request)
    {
        var limit = request.KeepLargerThanBytes is { } bytes ? Text(bytes) : "";
        program.Append(CultureInfo.InvariantCulture, $"number={number}\n");
        program.Append(CultureInfo.InvariantCulture, $"if cd {ShellWord.Path(request.RemoteFolder)} 2>/dev/null; then\n");
        program.Append("printf '%s\\n' \"$nonce run $number there\"\nln -s \"$(pwd)\" \"$here/$name.new/$number\" || return 1\nfor file in *; do\n[ -f \"$file\" ] && [ ! -L \"$file\" ] && [ -r \"$file\" ] || continue\ncase $file in\n");
        if (request.Keep.Count > 0)
            program.Append(CultureInfo.InvariantCulture, $"{string.Join('|', request.Keep.Select(Pattern))}) stays \"$file\" ;;\n");
        if (request.Fetch.Count > 0)
        {
            program.Append(CultureInfo.InvariantCulture, $"{string.Join('|', request.Fetch.Select(Pattern))})\n");
            if (limit.Length > 0)
                program.Append(CultureInfo.InvariantCulture, $"if [ \"$(wc -c <\"$file\")\" -gt {limit} ]; then stays \"$file\"; continue; fi\n");
            program.Append(request.NotesOnly ? ":;;\n" : "printf '%s\\n' \"$number/$file\" >>\"$here/$name.new/list\" || return 1 ;;\n");
        }

        program.Append("esac\ndone\nfi\n");
    }

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

    private static bool Matches(IReadOnlyList<string> patterns, string name) => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static string NameOf(IReadOnlyList<CollectRequest> requests)
    {
        var text = string.Join('\n', requests.Select(request => $"{request.RemoteFolder}\0{request.LocalFolder}\0{string.Join('\0', request.Fetch)}{(request.NotesOnly ? "\0" : "")}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
