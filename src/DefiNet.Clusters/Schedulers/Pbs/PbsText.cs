using System.Globalization;

namespace DefiNet.Clusters.Schedulers.Pbs;

/// <summary>Reads what qsub, qselect and qstat -f of PBS Professional, OpenPBS and Torque say.</summary>
/// <remarks>Letters: qstat(1B) of PBS Professional (B E F H M Q R S T U W X) and of Torque (C E H Q R S T W). Exit codes above 256 are signals; negative ones are the server's own (pbs_ifl: -27 memory, -29 wall time; Torque: -10 memory, -11 wall time).</remarks>
internal static class PbsText
{
    private const int SignalBase = 128, PbsSignalBase = 256, Terminate = 15, Kill = 9;

    private static readonly string[] Limits =
    [
        "would exceed", "Maximum number of jobs", "exceeds max", "job limit", "limit on number of jobs", "max_queued", "too many jobs", "exceed limit",
    ];

    private static readonly string[] Refusals =
    [
        "Unknown queue", "Illegal attribute", "Job exceeds queue", "Job violates queue", "Unauthorized Request", "illegally formed", "Unknown resource", "Invalid account", "Account", "Access to queue is denied",
        "Queue is not enabled", "requirements not available", "Bad UID", "script not found", "illegal -", "Cannot have a request", "Resource invalid", "No default queue", "not permitted", "command not found",
    ];

    public static (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors)
    {
        if (exitCode == 0)
        {
            // Sites put greetings of their own before the number.
            foreach (var line in output.Split('\n').Select(line => line.Trim()).Reverse())
            {
                if (IsId(line))
                    return (SubmitOutcome.Submitted, line, null);
            }

            return (SubmitOutcome.Unknown, null, $"qsub answered without a job number: {Dialect.FirstSentence(output) ?? "it said nothing"}");
        }

        var sentence = Dialect.FirstSentence(errors.Replace("qsub: ", "", StringComparison.Ordinal)) ?? $"qsub ended with exit code {exitCode} and said nothing";
        if (Limits.Any(limit => errors.Contains(limit, StringComparison.OrdinalIgnoreCase)))
            return (SubmitOutcome.Full, null, sentence);
        return (exitCode == 127 || Refusals.Any(refusal => errors.Contains(refusal, StringComparison.OrdinalIgnoreCase)) ? SubmitOutcome.Refused : SubmitOutcome.Unknown, null, sentence);
    }

    public static Dialect.QueueReading ReadQueue(string text, string user, Func<string, bool> owned)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0 || !text.StartsWith("IDS", StringComparison.Ordinal))
            return new("the answer begins without the list of jobs", [], 0);
        var missing = text[3..end].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var jobs = new List<QueuedJob>();
        var others = 0;
        foreach (var block in Blocks(text[(end + 1)..]))
        {
            if (!block.Fields.TryGetValue("Job_Owner", out var owner) || !block.Fields.TryGetValue("job_state", out var letter) || !block.Fields.TryGetValue("Job_Name", out var name))
                return new($"what qstat says of {Dialect.Printable(block.Id)} breaks off", jobs, others);
            if (owner.Split('@')[0] != user)
                return new($"qstat answered for the user {Dialect.Printable(owner.Split('@')[0])} instead of {user}", [], 0);
            missing.Remove(block.Id);
            if (StateOf(letter) is not { } state)
                continue;
            if (owned(name))
                jobs.Add(new QueuedJob(name, block.Id, state, block.Fields.GetValueOrDefault("comment")));
            else
                others++;
        }

        // A job that ended between the two questions is named as unknown; silence about one is no answer.
        missing.RemoveWhere(id => text.Contains($"Unknown Job Id {id}", StringComparison.OrdinalIgnoreCase) || text.Contains($"{id} Job has finished", StringComparison.Ordinal) || text.Contains($"Unknown Job Id Error {id}", StringComparison.Ordinal));
        return new(missing.Count == 0 ? null : $"qstat says nothing of {missing.Count} jobs that qselect names, such as {Dialect.Printable(missing.First())}", jobs, others);
    }

    public static IReadOnlyDictionary<string, Dialect.Account> ReadAccounts(string text)
    {
        var accounts = new Dictionary<string, Dialect.Account>();
        foreach (var block in Blocks(text))
        {
            if (AccountOf(block.Fields) is { } account)
                accounts[block.Id] = account;
        }

        return accounts;
    }

    private static Dialect.Account? AccountOf(Dictionary<string, string> fields)
    {
        if (!fields.TryGetValue("job_state", out var letter))
            return null;
        if (letter is not ("F" or "C" or "X"))
            return new(JobOutcome.NotEnded, null, null);
        var overTime = Seconds(fields.GetValueOrDefault("resources_used.walltime")) is { } used && Seconds(fields.GetValueOrDefault("Resource_List.walltime")) is { } limit && used >= limit;
        if (!int.TryParse(fields.GetValueOrDefault("Exit_status"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exit))
            return fields.GetValueOrDefault("substate") == "91" || letter == "F" && !fields.ContainsKey("stime") ? new(JobOutcome.Cancelled, "deleted before it began", null) : new(JobOutcome.Unknown, fields.GetValueOrDefault("comment"), null);
        return exit switch
        {
            0 => new(JobOutcome.Completed, null, 0),
            -29 or -11 => new(JobOutcome.TimeOut, "ended at its wall time", null),
            -26 or -27 or -10 => new(JobOutcome.OutOfMemory, "ended for using more memory than it had asked for", null),
            -28 or -12 or -24 or -25 => new(JobOutcome.Killed, "ended for using more processor time than it had asked for", null),
            < 0 => new(JobOutcome.NodeFail, $"its node could not run it (PBS says {exit})", null),
            _ when overTime && exit is PbsSignalBase + Terminate or PbsSignalBase + Kill or SignalBase + Terminate or SignalBase + Kill => new(JobOutcome.TimeOut, "ended at its wall time", null),
            _ when fields.GetValueOrDefault("substate") == "91" || exit == PbsSignalBase + Terminate => new(JobOutcome.Cancelled, "deleted", null),
            > PbsSignalBase => new(JobOutcome.Killed, $"ended by signal {exit - PbsSignalBase}", SignalBase + exit - PbsSignalBase),
            > SignalBase => new(JobOutcome.Failed, $"ended by signal {exit - SignalBase}", exit),
            _ => new(JobOutcome.Failed, $"ended with exit code {exit}", exit),
        };
    }

    private static QueueState? StateOf(string letter) => letter switch
    {
        "Q" or "T" or "W" or "M" => QueueState.Waiting,
        "H" => QueueState.Held,
        "R" or "B" or "S" or "U" => QueueState.Running,
        "E" => QueueState.Ending,
        "F" or "C" or "X" => null,
        _ => QueueState.Running,
    };

    // Blocks of "Job Id: …" with indented "key = value"; a value that is too long goes on in the next line after a tab.
    private static IEnumerable<(string Id, Dictionary<string, string> Fields)> Blocks(string text)
    {
        string? id = null;
        var fields = new Dictionary<string, string>();
        string? key = null;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith("Job Id:", StringComparison.Ordinal))
            {
                if (id is not null)
                    yield return (id, fields);
                (id, fields, key) = (line[7..].Trim(), [], null);
            }
            else if (line.StartsWith('\t') && key is not null)
                fields[key] += line[1..];
            else if (line.StartsWith("    ", StringComparison.Ordinal) && line.IndexOf(" = ", StringComparison.Ordinal) is var at and > 0)
                fields[key = line[..at].Trim()] = line[(at + 3)..];
        }

        if (id is not null)
            yield return (id, fields);
    }

    private static bool IsId(string text) =>
        text.Length is > 0 and <= 80 && char.IsAsciiDigit(text[0]) && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '[' or ']');

    private static long? Seconds(string? time)
    {
        if (time?.Split(':') is not [var hours, var minutes, var seconds])
            return null;
        return int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var h) && int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var m) && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
            ? (h * 3600L) + (m * 60) + s
            : null;
    }
}
