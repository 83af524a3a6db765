using System.Globalization;

namespace DefiNet.Clusters.Schedulers.Lsf;

/// <summary>Reads what bsub, bjobs and bhist of LSF say.</summary>
/// <remarks>States and reasons: bjobs(1), "exit_reason" and the TERM_ words of the LSF reference.</remarks>
internal static class LsfText
{
    private const string QueueHeader = "JOBID|STAT|USER|JOB_NAME";
    private const int SignalBase = 128;

    private static readonly string[] Limits = ["Pending job threshold reached", "job limit", "reached its", "User has reached", "too many jobs", "would exceed", "MAX_PEND"];

    private static readonly string[] Refusals =
    [
        "Queue does not exist", "User cannot use the queue", "No such queue", "Bad resource requirement", "Cannot exceed queue", "is not a valid", "Unknown option", "Illegal option", "License project", "Project", "command not found",
        "Too many processors requested", "RUNLIMIT", "Memory limit", "Job not submitted",
    ];

    public static (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors)
    {
        if (exitCode == 0)
        {
            var at = output.IndexOf("Job <", StringComparison.Ordinal);
            var end = at < 0 ? -1 : output.IndexOf("> is submitted", at, StringComparison.Ordinal);
            return end > at + 5 && output[(at + 5)..end] is var id && id.Length < 20 && id.All(char.IsAsciiDigit)
                ? (SubmitOutcome.Submitted, id, null)
                : (SubmitOutcome.Unknown, null, $"bsub answered without a job number: {Dialect.FirstSentence(output) ?? "it said nothing"}");
        }

        var sentence = Dialect.FirstSentence(errors) ?? $"bsub ended with exit code {exitCode} and said nothing";
        if (Limits.Any(limit => errors.Contains(limit, StringComparison.OrdinalIgnoreCase)))
            return (SubmitOutcome.Full, null, sentence);
        return (exitCode == 127 || Refusals.Any(refusal => errors.Contains(refusal, StringComparison.Ordinal)) ? SubmitOutcome.Refused : SubmitOutcome.Unknown, null, sentence);
    }

    public static Dialect.QueueReading ReadQueue(string text, string user, Func<string, bool> owned)
    {
        var jobs = new Dictionary<string, QueuedJob>();
        var others = 0;
        var header = false;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0))
        {
            if (!header)
            {
                header = line == QueueHeader;
                if (!header)
                    return new($"bjobs answers '{Dialect.FirstSentence(line)}' instead of its header", [], 0);
                continue;
            }

            if (line.Split('|', 4) is not [var id, var state, var whose, var full] || id.Length == 0 || !id.All(char.IsAsciiDigit))
                return new($"bjobs' answer has a line that is not one of a queue: {Dialect.Printable(line)}", [.. jobs.Values], others);
            if (whose != user)
                return new($"bjobs answered for the user {Dialect.Printable(whose)} instead of {user}", [], 0);
            var name = full.Split('[')[0];
            if (!owned(name))
                others++;
            else if (StateOf(state) is { } now && (!jobs.TryGetValue(name, out var known) || known.State != QueueState.Running))
                jobs[name] = new QueuedJob(name, id, now, null);
        }

        return header ? new(null, [.. jobs.Values], others) : new("bjobs' answer is empty", [], 0);
    }

    public static IReadOnlyDictionary<string, Dialect.Account> ReadAccounts(string text)
    {
        var accounts = new Dictionary<string, Dialect.Account>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split('|') is [var id, var state, var exit, var reason] && id.Length > 0 && id.All(char.IsAsciiDigit))
                Add(accounts, id, AccountOf(state, exit, reason));
        }

        // bhist -l breaks its lines at column 80: "Job <17>, …" begins a job.
        var joined = text.Replace("\n                     ", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        foreach (var block in joined.Split("\nJob <").Prepend(joined.StartsWith("Job <", StringComparison.Ordinal) ? "" : "").Skip(1))
        {
            var end = block.IndexOf('>', StringComparison.Ordinal);
            if (end > 0 && block[..end].Split('[')[0] is var id && id.All(char.IsAsciiDigit) && !accounts.ContainsKey(id) && OfHistory(block) is { } account)
                accounts[id] = account;
        }

        return accounts;
    }

    private static void Add(Dictionary<string, Dialect.Account> accounts, string id, Dialect.Account account)
    {
        // Of an array, what is not at its end counts first, then what failed.
        if (!accounts.TryGetValue(id, out var known) || account.Outcome == JobOutcome.NotEnded || known.Outcome == JobOutcome.Completed)
            accounts[id] = account;
    }

    private static Dialect.Account AccountOf(string state, string exit, string reason)
    {
        int? code = int.TryParse(exit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return state switch
        {
            "DONE" => new(JobOutcome.Completed, null, 0),
            "EXIT" => OfReason(reason) ?? OfCode(code),
            "UNKWN" or "ZOMBI" => new(JobOutcome.Unknown, "its node does not answer", null),
            _ => new(JobOutcome.NotEnded, null, null),
        };
    }

    private static Dialect.Account? OfHistory(string block)
    {
        if (block.Contains("Done successfully", StringComparison.Ordinal))
            return new(JobOutcome.Completed, null, 0);
        var at = block.IndexOf("Exited", StringComparison.Ordinal);
        if (at < 0)
            return null;
        var rest = block[at..];
        if (OfReason(rest) is { } known)
            return known;
        return rest.Contains("with exit code ", StringComparison.Ordinal) && NumberAfter(rest, "with exit code ") is { } code ? OfCode(code)
            : NumberAfter(rest, "by signal ") is { } signal ? new(JobOutcome.Killed, $"ended by signal {signal}", SignalBase + signal)
            : new(JobOutcome.Failed, null, null);
    }

    private static Dialect.Account? OfReason(string text) =>
        text.Contains("TERM_RUNLIMIT", StringComparison.Ordinal) || text.Contains("TERM_DEADLINE", StringComparison.Ordinal) || text.Contains("TERM_CPULIMIT", StringComparison.Ordinal) ? new(JobOutcome.TimeOut, "ended at its wall time", null)
        : text.Contains("TERM_MEMLIMIT", StringComparison.Ordinal) || text.Contains("TERM_SWAP", StringComparison.Ordinal) ? new(JobOutcome.OutOfMemory, "ended for using more memory than it had asked for", null)
        : text.Contains("TERM_OWNER", StringComparison.Ordinal) ? new(JobOutcome.Cancelled, "cancelled by its owner", null)
        : text.Contains("TERM_ADMIN", StringComparison.Ordinal) || text.Contains("TERM_FORCE_ADMIN", StringComparison.Ordinal) ? new(JobOutcome.Cancelled, "cancelled by the administrator", null)
        : text.Contains("TERM_PREEMPT", StringComparison.Ordinal) ? new(JobOutcome.Preempted, "had to make room for another job", null)
        : text.Contains("TERM_ZOMBIE", StringComparison.Ordinal) || text.Contains("TERM_REMOVE_HUNG_JOB", StringComparison.Ordinal) || text.Contains("exec host", StringComparison.OrdinalIgnoreCase) && text.Contains("unavail", StringComparison.OrdinalIgnoreCase) ? new(JobOutcome.NodeFail, "its node failed", null)
        : null;

    private static Dialect.Account OfCode(int? code) => code switch
    {
        null => new(JobOutcome.Failed, null, null),
        > SignalBase => new(JobOutcome.Failed, $"ended by signal {code - SignalBase}", code),
        _ => new(JobOutcome.Failed, $"ended with exit code {code}", code),
    };

    private static QueueState? StateOf(string state) => state switch
    {
        "PEND" or "WAIT" or "FWD_PEND" => QueueState.Waiting,
        "PSUSP" => QueueState.Held,
        "DONE" or "EXIT" => null,
        _ => QueueState.Running, // RUN, USUSP, SSUSP, PROV, UNKWN, ZOMBI
    };

    private static int? NumberAfter(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var digits = text.AsSpan(at + words.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
