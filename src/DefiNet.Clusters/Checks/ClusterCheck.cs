using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;
using DefiNet.Clusters.Transfer;

namespace DefiNet.Clusters.Checks;

/// <summary>Runs each step of a tiny job's life on a cluster and says in sentences what the site lacks.</summary>
public sealed class ClusterCheck
{
    private const int ProbeBytes = 1 << 20;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LargestClockDifference = TimeSpan.FromMinutes(2);

    private readonly ClusterDefinition _cluster;
    private readonly IHost _host;
    private readonly IScheduler _scheduler;
    private readonly TimeSpan _patience;
    private readonly string _token = "dfn-test-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>Prepares the test.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="host">Its host.</param>
    /// <param name="patience">So long the tiny job may wait in the queue.</param>
    public ClusterCheck(ClusterDefinition cluster, IHost host, TimeSpan patience) =>
        (_cluster, _host, _scheduler, _patience) = (cluster, host, SchedulerFactory.Create(cluster), patience);

    /// <summary>Runs the steps one after the other; after one that is bad, those that need it are left out.</summary>
    public async IAsyncEnumerable<CheckedStep> RunAsync([EnumeratorCancellation] CancellationToken stop)
    {
        Func<CancellationToken, Task<CheckedStep>>[] steps = [ConnectAsync, ShellAsync, ProgramsAsync, ClockAsync, FolderAsync, TransferAsync, SessionsAsync, QueueAsync, JobAsync, ResultAsync, CancelAsync];
        string[] names = ["connection", "shell", "programs", "clock", "folder", "transfer", "sessions", "queue", "job", "result", "cancel"];
        for (var index = 0; index < steps.Length; index++)
        {
            var step = await TryAsync(names[index], steps[index], stop).ConfigureAwait(false);
            yield return step;
            // Without a connection, a folder, or a queue nothing after it can work; the other steps stand for themselves.
            if (step.Outcome == CheckOutcome.Bad && step.Step is "connection" or "programs" or "folder" or "transfer" or "queue" or "job")
                break;
        }

        await TidyAsync(stop).ConfigureAwait(false);
    }

    private string Folder => RemotePath.Join(_cluster.Folder, _token);

    private static async Task<CheckedStep> TryAsync(string name, Func<CancellationToken, Task<CheckedStep>> step, CancellationToken stop)
    {
        try
        {
            return await step(stop).ConfigureAwait(false);
        }
        catch (ClusterException failure)
        {
            return new(name, CheckOutcome.Bad, failure.Message);
        }
    }

    private async Task<CheckedStep> ConnectAsync(CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        await _host.RunAsync(new HostCommand(["true"], default, Short), stop).ConfigureAwait(false);
        var first = clock.Elapsed;
        clock.Restart();
        await _host.RunAsync(new HostCommand(["true"], default, Short), stop).ConfigureAwait(false);
        return Good("connection", string.Create(CultureInfo.InvariantCulture, $"{_host.Name} answers; the first command took {first.TotalSeconds:0.0} s, the next over the same connection {clock.Elapsed.TotalSeconds:0.00} s."));
    }

    private async Task<CheckedStep> ShellAsync(CancellationToken stop)
    {
        var reply = await ShAsync("printf '%s %s' \"$(id -un)\" \"${SHELL##*/}\"", stop).ConfigureAwait(false);
        var words = reply.OutputText.Trim().Split(' ');
        var who = $"you are {words[0]} there, the login shell is {(words.Length > 1 ? Dialect.Printable(words[1]) : "unknown")}";
        return (_host as OpenSshHost)?.Chatter is { } chatter
            ? new("shell", CheckOutcome.Remark, $"{Capital(who)}; it prints '{chatter}' before every command, which is set aside here but breaks scp and others: print it for interactive shells only.")
            : Good("shell", $"{Capital(who)} and keeps quiet.");
    }

    private async Task<CheckedStep> ProgramsAsync(CancellationToken stop)
    {
        string[] needed = ["tar", "gzip", "find", "awk", "tail", "head", "wc", "date", "id", "uname", "ln", "cut", .. SchedulerPrograms];
        string[] hashes = ["sha256sum", "shasum", "openssl"];
        var reply = await ShAsync($"for name in {string.Join(' ', needed.Concat(hashes).Append("timeout"))}; do command -v \"$name\" >/dev/null 2>&1 || echo \"$name\"; done", stop).ConfigureAwait(false);
        var missing = reply.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var lacking = needed.Where(missing.Contains).ToList();
        if (hashes.All(missing.Contains))
            lacking.Add("sha256sum (or shasum, or openssl)");
        if (lacking.Count == 0)
        {
            return missing.Contains("timeout")
                ? new("programs", CheckOutcome.Remark, "All programs are there but timeout (coreutils), so a scheduler that hangs is noticed later.")
                : Good("programs", "All programs that are needed are there.");
        }

        var ofScheduler = lacking.Where(SchedulerPrograms.Contains).ToList();
        return new("programs", CheckOutcome.Bad, ofScheduler.Count > 0
            ? $"{string.Join(", ", lacking)} {(lacking.Count == 1 ? "is" : "are")} not found there: is the scheduler '{_cluster.Scheduler}', and does a login that is not interactive have its programs in its PATH?"
            : $"{string.Join(", ", lacking)} {(lacking.Count == 1 ? "is" : "are")} not found there; ask the site to install {(lacking.Count == 1 ? "it" : "them")}.");
    }

    private async Task<CheckedStep> ClockAsync(CancellationToken stop)
    {
        var asked = DateTimeOffset.UtcNow;
        var reply = await ShAsync("date +%s", stop).ConfigureAwait(false);
        var middle = asked + ((DateTimeOffset.UtcNow - asked) / 2);
        if (!long.TryParse(reply.OutputText.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return new("clock", CheckOutcome.Remark, "The host does not say its time.");
        var difference = DateTimeOffset.FromUnixTimeSeconds(seconds) - middle;
        return difference.Duration() > LargestClockDifference
            ? new("clock", CheckOutcome.Remark, string.Create(CultureInfo.InvariantCulture, $"Its clock is {difference.Duration().TotalMinutes:0} min {(difference > TimeSpan.Zero ? "ahead of" : "behind")} ours; nothing here depends on it, but times in its files will look odd."))
            : Good("clock", "Its clock agrees with ours.");
    }

    private async Task<CheckedStep> FolderAsync(CancellationToken stop)
    {
        var reply = await ShAsync($$"""
            root={{ShellWord.Path(_cluster.Folder)}}
            mkdir -p "$root" && cd "$root" || return 1
            said=$(dd if=/dev/zero of=.definet-probe bs=65536 count=64 2>&1) || { printf '%s\n' "$said" >&2; rm -f .definet-probe; return 2; }
            [ "$(wc -c <.definet-probe)" -eq 4194304 ] || { echo "only a part of 4 MiB could be written" >&2; rm -f .definet-probe; return 2; }
            rm -f .definet-linked
            ln .definet-probe .definet-linked 2>/dev/null || echo nolinks
            rm -f .definet-probe .definet-linked
            df -Pk . 2>/dev/null | awk 'NR == 2 { print "free", $4 }'
            """, stop).ConfigureAwait(false);
        if (reply.ExitCode != 0)
        {
            var said = reply.Errors.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains("space", StringComparison.OrdinalIgnoreCase) || line.Contains("quota", StringComparison.OrdinalIgnoreCase)) ?? Dialect.FirstSentence(reply.Errors);
            var advice = said?.Contains("quota", StringComparison.OrdinalIgnoreCase) == true ? "your quota there is used up: remove something, or name another folder"
                : said?.Contains("space", StringComparison.OrdinalIgnoreCase) == true ? "the disk there is full: remove something, or name another folder"
                : "name a folder that you may write to";
            return new("folder", CheckOutcome.Bad, $"{_cluster.Folder} cannot be written: {Dialect.Printable(said?.TrimEnd('.') ?? "the host does not say why")}; {advice} in 'folder:'.");
        }

        var lines = reply.OutputText.Split('\n');
        var free = lines.FirstOrDefault(line => line.StartsWith("free ", StringComparison.Ordinal)) is { } told && long.TryParse(told[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var kib) ? kib : -1;
        var room = free < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {free / 1048576.0:0.0} GiB are free");
        if (lines.Contains("nolinks"))
            return new("folder", CheckOutcome.Remark, $"{_cluster.Folder} can be written{room}; its file system knows no hard links, so folders are taken by mkdir instead.");
        return free is >= 0 and < 1 << 20
            ? new("folder", CheckOutcome.Remark, $"{_cluster.Folder} can be written, but only {free / 1024} MiB are free there; a VASP run leaves hundreds.")
            : Good("folder", $"{_cluster.Folder} can be written{room}.");
    }

    private async Task<CheckedStep> TransferAsync(CancellationToken stop)
    {
        var scratch = Directory.CreateTempSubdirectory("definet-test-").FullName;
        try
        {
            var bytes = RandomNumberGenerator.GetBytes(ProbeBytes);
            var sent = Directory.CreateDirectory(Path.Combine(scratch, "sent")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(sent, "probe"), bytes, stop).ConfigureAwait(false);
            var clock = Stopwatch.StartNew();
            await Staging.StageAsync(_host, _cluster.Folder, [new(sent, Folder + "/part-1")], Short, stop).ConfigureAwait(false);
            var back = await Collecting.CollectAsync(_host, _cluster.Folder, [new(Folder + "/part-1", Path.Combine(scratch, "back"), ["probe"])], Short, stop).ConfigureAwait(false);
            return back is [{ Files: [{ Sha256: { } sha256 }] }] && sha256 == Convert.ToHexStringLower(SHA256.HashData(bytes))
                ? Good("transfer", string.Create(CultureInfo.InvariantCulture, $"1 MiB went there and came back unchanged in {clock.Elapsed.TotalSeconds:0.0} s."))
                : new("transfer", CheckOutcome.Bad, "A file that was brought there did not come back as it was.");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<CheckedStep> SessionsAsync(CancellationToken stop)
    {
        if (_host is not OpenSshHost remote)
            return Good("sessions", "This machine needs no connection.");
        var refused = remote.RefusedSessions;
        await Task.WhenAll(Enumerable.Range(0, _cluster.MaxConnections).Select(_ => _host.RunAsync(new HostCommand(["sleep", "1"], default, Short), stop))).ConfigureAwait(false);
        return remote.RefusedSessions > refused
            ? new("sessions", CheckOutcome.Remark, $"The site allows fewer than {_cluster.MaxConnections} commands at once over a connection (sshd's MaxSessions); those refused were repeated, but lower 'connections:' to spare them.")
            : Good("sessions", $"{_cluster.MaxConnections} commands at once share the connection.");
    }

    private async Task<CheckedStep> QueueAsync(CancellationToken stop)
    {
        var answer = await _scheduler.LookAsync(_host, new QueueQuestion(), stop).ConfigureAwait(false);
        if (answer.Doubt is { } doubt)
            return new("queue", CheckOutcome.Bad, $"The queue cannot be asked: {doubt}.");
        var counted = answer.OtherJobs > 0 && _cluster.CountOthers ? $" {answer.OtherJobs} other jobs of yours are in it and count against 'max_queued: {_cluster.MaxQueued}'." : "";
        return Good("queue", $"The queue answers; {answer.Jobs.Count} jobs of DefiNet are in it.{counted}");
    }

    private async Task<CheckedStep> JobAsync(CancellationToken stop)
    {
        var first = RunCommand.TryProgram(_cluster.Run) ?? "true";
        var job = BatchJob.Of(_token, Folder + "/part-1", "sh", "-c", $"command -v {ShellWord.Quote(first)} >/dev/null 2>&1 || echo {ShellWord.Quote(first)} >absent; uname -n >result");
        var reply = (await _scheduler.SubmitAsync(_host, [job], stop).ConfigureAwait(false))[0];
        if (reply.Outcome != SubmitOutcome.Submitted)
            return new("job", CheckOutcome.Bad, $"A tiny job was not taken: {reply.Sentence?.TrimEnd('.')}.");

        var submitted = new SubmittedJob(_token, reply.Id, job.Folder);
        var clock = Stopwatch.StartNew();
        for (var pause = TimeSpan.FromMilliseconds(300); ; pause = pause < TimeSpan.FromSeconds(5) ? pause * 1.5 : pause)
        {
            var answer = await _scheduler.LookAsync(_host, new QueueQuestion { Gone = [submitted] }, stop).ConfigureAwait(false);
            var account = answer.Gone is [var told] ? told : null;
            if (answer.Ended.FirstOrDefault(end => end.Token == _token) is { } end)
            {
                await _scheduler.LookAsync(_host, new QueueQuestion { Acknowledged = [_token] }, stop).ConfigureAwait(false);
                return Ended(end, account, clock.Elapsed);
            }

            if (answer.IsTrusted && answer.Jobs.All(queued => queued.Token != _token) && clock.Elapsed > _cluster.Grace && account is { End: null })
                return new("job", CheckOutcome.Bad, $"A tiny job left the queue and its end did not appear in {_cluster.Folder} ({account.Sentence ?? "the accounting knows nothing of it"}); do the nodes see that folder, and is 'shell: {_cluster.Shell}' there? Its log is {job.Folder}/job.log.");
            if (clock.Elapsed > _patience)
            {
                var why = answer.Jobs.FirstOrDefault(queued => queued.Token == _token)?.Reason is { } reason ? $" (the scheduler says: {Dialect.Printable(reason)})" : "";
                await _scheduler.CancelAsync(_host, [submitted], stop).ConfigureAwait(false);
                return new("job", CheckOutcome.Bad, $"A tiny job did not end within {_patience.TotalMinutes:0.#} min{why} and was taken out again; wait longer with --patience, or ask for less in the definition.");
            }

            await Task.Delay(pause, stop).ConfigureAwait(false);
        }
    }

    private static CheckedStep Ended(EndedRun end, JobAccount? account, TimeSpan after)
    {
        if (end.ExitCode == 78)
            return new("job", CheckOutcome.Bad, $"A tiny job ran on {end.Host}, but a module could not be loaded there; look at 'modules:'.");
        if (end.ExitCode != 0)
            return new("job", CheckOutcome.Bad, $"A tiny job ran on {end.Host} and ended with exit code {end.ExitCode}; look at 'prologue:' and 'shell:'.");
        var accounting = account?.Outcome is null or JobOutcome.Unknown ? " The site keeps no accounting of ended jobs that could be asked, so ends are judged by our own marks." : "";
        return new("job", accounting.Length > 0 ? CheckOutcome.Remark : CheckOutcome.Good, string.Create(CultureInfo.InvariantCulture, $"A tiny job ran on {end.Host} and was seen to end {after.TotalSeconds:0} s after it was submitted.{accounting}"));
    }

    private async Task<CheckedStep> ResultAsync(CancellationToken stop)
    {
        var scratch = Directory.CreateTempSubdirectory("definet-test-").FullName;
        try
        {
            var back = await Collecting.CollectAsync(_host, _cluster.Folder, [new(Folder + "/part-1", scratch, ["result", "absent"])], Short, stop).ConfigureAwait(false);
            var files = back[0].Files.ToDictionary(file => file.Name, file => File.ReadAllText(file.LocalFile!).Trim());
            if (!files.ContainsKey("result"))
                return new("result", CheckOutcome.Bad, "What the tiny job wrote is not there; do the nodes see the same folder as the login host?");
            return files.TryGetValue("absent", out var absent)
                ? new("result", CheckOutcome.Bad, $"The program '{Dialect.Printable(absent)}' of 'run:' is not found on {files["result"]}; does it need a module, or a line in 'prologue:'?")
                : Good("result", "What it wrote came back.");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<CheckedStep> CancelAsync(CancellationToken stop)
    {
        var token = _token + "-c";
        var folder = RemotePath.Join(_cluster.Folder, token);
        await ShAsync($"mkdir -p {ShellWord.Path(folder)}", stop).ConfigureAwait(false);
        var reply = (await _scheduler.SubmitAsync(_host, [BatchJob.Of(token, folder, "sleep", "600")], stop).ConfigureAwait(false))[0];
        if (reply.Outcome != SubmitOutcome.Submitted)
            return new("cancel", CheckOutcome.Bad, $"A second tiny job was not taken: {reply.Sentence?.TrimEnd('.')}.");
        await _scheduler.CancelAsync(_host, [new(token, reply.Id, folder)], stop).ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < _patience)
        {
            var answer = await _scheduler.LookAsync(_host, new QueueQuestion { Acknowledged = [token] }, stop).ConfigureAwait(false);
            if (answer.IsTrusted && answer.Jobs.All(job => job.Token != token || job.State == QueueState.Ending))
                return Good("cancel", "A job can be taken out of the queue.");
            await Task.Delay(500, stop).ConfigureAwait(false);
        }

        return new("cancel", CheckOutcome.Bad, $"A job that was cancelled is still in the queue as number {reply.Id}; take it out by hand.");
    }

    private async Task TidyAsync(CancellationToken stop)
    {
        try
        {
            await ShAsync($"rm -rf {ShellWord.Path(Folder)} {ShellWord.Path(RemotePath.Join(_cluster.Folder, _token + "-c"))}", stop).ConfigureAwait(false);
        }
        catch (ClusterException)
        {
            // Nobody is there to tidy up with: the steps have said so.
        }
    }

    private IReadOnlyList<string> SchedulerPrograms => _cluster.Scheduler switch
    {
        "slurm" => ["sbatch", "squeue", "scancel", "scontrol"],
        "pbs" or "torque" => ["qsub", "qstat", "qselect", "qdel"],
        "sge" => ["qsub", "qstat", "qdel"],
        "lsf" => ["bsub", "bjobs", "bkill"],
        _ => ["setsid", "flock", "ps"],
    };

    private static CheckedStep Good(string step, string sentence) => new(step, CheckOutcome.Good, sentence);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private Task<HostReply> ShAsync(string body, CancellationToken stop) =>
        _host.RunAsync(HostCommand.Sh($"definet_main() {{\nLC_ALL=C; export LC_ALL\n{body}\n}}\ndefinet_main </dev/null\n", Short), stop);
}
