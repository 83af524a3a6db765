using System.Globalization;

namespace DefiNet.Clusters.Schedulers.Slurm;

/// <summary>Reads what sbatch, squeue, sacct and scontrol say.</summary>
/// <remarks>States: squeue(1), "JOB STATE CODES"; sacct(1). Both the short codes and the long names are read.</remarks>
internal static class SlurmText
{
    private const string QueueHeader = "JOBID|ST|USER|REASON|NAME";

    // What sbatch says when the controller certainly has no such job.
    private static readonly string[] Refusals =
    [
        "Invalid account", "Invalid qos", "Invalid partition", "invalid partition", "Invalid job array", "Invalid feature", "Invalid generic resource", "Invalid wckey", "Invalid time limit",
        "Requested time limit", "Requested node configuration", "Requested partition configuration", "Node count specification invalid", "More processors requested", "Job size specification",
        "Memory specification can not be satisfied", "Memory required by task is not available", "CPU count per node can not be satisfied", "Access/permission denied",
        "User's group not permitted", "Job violates accounting/QOS policy", "Batch script is empty", "This does not look like a batch script", "Unable to open file", "unrecognized option", "Invalid directive",
        "Pathname of a file", "No partition specified", "command not found", "Task count specification invalid", "Invalid --", "Invalid numeric value", "Job dependency problem",
    ];

    private static readonly string[] Limits =
    [
        "QOSMaxSubmitJob", "AssocMaxSubmitJob", "MaxSubmitJob", "AssocGrpSubmitJobs", "QOSGrpSubmitJobs", "Job limit", "Slurm temporarily unable to accept job", "Resource temporarily unavailable", "too many jobs", "Reached max",
    ];

    public static (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors)
    {
        if (exitCode == 0)
        {
            foreach (var line in output.Split('\n'))
            {
                if (IdIn(line.Trim()) is { } id)
                    return (SubmitOutcome.Submitted, id, null);
            }

            return (SubmitOutcome.Unknown, null, $"sbatch answered without a job number: {Dialect.FirstSentence(output) ?? "it said nothing"}");
        }

        var sentence = Sentence(errors) ?? $"sbatch ended with exit code {exitCode} and said nothing";
        if (Limits.Any(limit => errors.Contains(limit, StringComparison.OrdinalIgnoreCase)))
            return (SubmitOutcome.Full, null, sentence);
        return (exitCode == 127 || Refusals.Any(refusal => errors.Contains(refusal, StringComparison.Ordinal)) ? SubmitOutcome.Refused : SubmitOutcome.Unknown, null, sentence);
    }

    public static Dialect.QueueReading ReadQueue(string text, string user, Func<string, bool> owned)
    {
        var jobs = new List<QueuedJob>();
        var others = 0;
        var header = false;
        Span<Range> fields = stackalloc Range[5];
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).TrimEnd('\r');
            if (line.IsEmpty)
                continue;
            if (!header)
            {
                header = line.SequenceEqual(QueueHeader);
                if (!header)
                    return new($"squeue's answer begins with '{Dialect.Printable(line[..Math.Min(line.Length, 80)].ToString())}' instead of its header", [], 0);
                continue;
            }

            if (line.Split(fields, '|') != 5)
                return new($"squeue's answer has a line that is not one of a queue: {Dialect.Printable(line.ToString())}", jobs, others);
            if (!line[fields[2]].SequenceEqual(user))
                return new($"squeue answered for the user {Dialect.Printable(line[fields[2]].ToString())} instead of {user}", [], 0);
            var name = line[fields[4]].ToString();
            if (!owned(name))
            {
                others++;
                continue;
            }

            if (StateOf(line[fields[1]]) is not { } state)
                continue; // ended: it stands in the queue a little longer
            var reason = line[fields[3]];
            // Of an array, a line for those that wait and one for each at work.
            if (line[fields[0]].Contains('_') && jobs.FindIndex(job => job.Token == name) is var known and >= 0)
            {
                if (state == QueueState.Running)
                    jobs[known] = jobs[known] with { State = state, Reason = null };
                continue;
            }

            jobs.Add(new QueuedJob(name, IdOf(line[fields[0]]), HeldBy(reason) && state == QueueState.Waiting ? QueueState.Held : state, reason is "None" or "" ? null : reason.ToString()));
        }

        return header ? new(null, jobs, others) : new("squeue's answer is empty", [], 0);
    }

    public static IReadOnlyDictionary<string, Dialect.Account> ReadAccounts(string text)
    {
        var accounts = new Dictionary<string, Dialect.Account>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("JobId=", StringComparison.Ordinal))
                ReadShown(line, accounts);
            else if (line.Split('|') is [var id, _, var state, var exit] && id.Length > 0 && char.IsAsciiDigit(id[0]))
                Add(accounts, IdOf(id), AccountOf(state, exit, null));
        }

        return accounts;
    }

    // scontrol -o show job: KEY=VALUE with blanks between; of an array, a line for each task.
    private static void ReadShown(string line, Dictionary<string, Dialect.Account> accounts)
    {
        var id = Value(line, "ArrayJobId") ?? Value(line, "JobId");
        if (id is not null && Value(line, "JobState") is { } state)
            Add(accounts, id, AccountOf(state, Value(line, "ExitCode") ?? "", Value(line, "Reason")));
    }

    // Of an array the worst is told: one that is not at its end, else one that failed.
    private static void Add(Dictionary<string, Dialect.Account> accounts, string id, Dialect.Account account)
    {
        if (!accounts.TryGetValue(id, out var known) || Rank(account.Outcome) > Rank(known.Outcome))
            accounts[id] = account;
    }

    private static int Rank(JobOutcome outcome) => outcome switch
    {
        JobOutcome.NotEnded => 3,
        JobOutcome.Completed => 1,
        JobOutcome.Unknown => 0,
        _ => 2,
    };

    private static Dialect.Account AccountOf(string state, string exit, string? reason)
    {
        var (code, signal) = ExitOf(exit);
        var word = state.Split(' ', 2)[0].TrimEnd('+');
        return word switch
        {
            "COMPLETED" => new(JobOutcome.Completed, null, 0),
            "TIMEOUT" => new(JobOutcome.TimeOut, "ended at its wall time", null),
            "DEADLINE" => new(JobOutcome.TimeOut, "ended at its deadline", null),
            "OUT_OF_MEMORY" => new(JobOutcome.OutOfMemory, "ended for using more memory than it had asked for", code),
            "NODE_FAIL" => new(JobOutcome.NodeFail, "its node failed", null),
            "BOOT_FAIL" => new(JobOutcome.NodeFail, "its node did not start", null),
            "LAUNCH_FAILED" or "RECONFIG_FAIL" => new(JobOutcome.NodeFail, "its node could not begin it", null),
            "PREEMPTED" => new(JobOutcome.Preempted, "had to make room for another job", null),
            "CANCELLED" => new(JobOutcome.Cancelled, state.StartsWith("CANCELLED by ", StringComparison.Ordinal) ? $"cancelled by user {state[13..].Trim()}" : "cancelled", null),
            "FAILED" when reason == "OutOfMemory" => new(JobOutcome.OutOfMemory, "ended for using more memory than it had asked for", code),
            "FAILED" when signal > 0 => new(JobOutcome.Failed, $"ended by signal {signal}", 128 + signal),
            "FAILED" => new(JobOutcome.Failed, reason is null or "None" or "NonZeroExitCode" ? $"ended with exit code {code}" : $"failed: {Dialect.Printable(reason)}", code),
            "PENDING" or "RUNNING" or "COMPLETING" or "CONFIGURING" or "SUSPENDED" or "REQUEUED" or "RESIZING" or "STOPPED" or "SIGNALING" or "STAGE_OUT" or "REQUEUE_HOLD" or "SPECIAL_EXIT" or "REQUEUE_FED" or "RESV_DEL_HOLD" =>
                new(JobOutcome.NotEnded, null, null),
            _ => new(JobOutcome.Unknown, $"Slurm says {Dialect.Printable(state)}", code),
        };
    }

    private static QueueState? StateOf(ReadOnlySpan<char> code) => code switch
    {
        "PD" or "PENDING" or "RQ" or "REQUEUED" or "RF" => QueueState.Waiting,
        "RH" or "REQUEUE_HOLD" or "SE" or "SPECIAL_EXIT" or "RD" => QueueState.Held,
        "R" or "RUNNING" or "CF" or "CONFIGURING" or "S" or "SUSPENDED" or "ST" or "STOPPED" or "RS" or "RESIZING" or "SI" or "SIGNALING" => QueueState.Running,
        "CG" or "COMPLETING" or "SO" or "STAGE_OUT" => QueueState.Ending,
        "CA" or "CD" or "F" or "TO" or "NF" or "PR" or "OOM" or "BF" or "DL" or "CANCELLED" or "COMPLETED" or "FAILED" or "TIMEOUT" or "NODE_FAIL" or "PREEMPTED" or "OUT_OF_MEMORY" or "BOOT_FAIL" or "DEADLINE" => null,
        _ => QueueState.Running, // a state that a later version has: it is in the queue
    };

    private static bool HeldBy(ReadOnlySpan<char> reason) =>
        reason is "JobHeldUser" or "JobHeldAdmin" or "PartitionTimeLimit" or "PartitionNodeLimit" or "BadConstraints" or "DependencyNeverSatisfied" or "AssocMaxNodePerJobLimit" or "QOSMaxWallDurationPerJobLimit"
        || reason.StartsWith("launch failed requeued held");

    // 17, 17_4, 17_[5-9%2], 17+1 (a heterogeneous job) and 17;cluster all belong to 17.
    private static string IdOf(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return (end < 0 ? text : text[..end]).ToString();
    }

    private static string? IdIn(string line)
    {
        foreach (var start in (string[])["Submitted batch job ", "Granted job allocation "])
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
                line = line[start.Length..];
        }

        var id = IdOf(line);
        return id.Length is > 0 and < 20 && (line.Length == id.Length || line[id.Length] is ';' or ' ') ? id : null;
    }

    private static string? Value(string line, string key)
    {
        var at = line.StartsWith(key + "=", StringComparison.Ordinal) ? 0 : line.IndexOf($" {key}=", StringComparison.Ordinal) + 1;
        if (at == 0 && !line.StartsWith(key + "=", StringComparison.Ordinal))
            return null;
        at += key.Length + 1;
        var end = line.IndexOf(' ', at);
        return end < 0 ? line[at..] : line[at..end];
    }

    private static (int? Code, int Signal) ExitOf(string text) =>
        text.Split(':') is [var code, var signal]
        && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var exit) && int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (exit, number)
            : (null, 0);

    private static string? Sentence(string errors)
    {
        var lines = errors.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        var line = lines.LastOrDefault(line => line.Contains("Batch job submission failed", StringComparison.Ordinal)) ?? lines.FirstOrDefault(line => line.StartsWith("sbatch: error:", StringComparison.Ordinal)) ?? lines.FirstOrDefault();
        return line is null ? null : Dialect.FirstSentence(line.Replace("sbatch: error: ", "", StringComparison.Ordinal));
    }
}
