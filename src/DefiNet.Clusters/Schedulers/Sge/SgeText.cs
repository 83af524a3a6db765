using System.Globalization;
using System.Xml;

namespace DefiNet.Clusters.Schedulers.Sge;

/// <summary>Reads what qsub, qstat -xml and qacct of Grid Engine say.</summary>
/// <remarks>States: qstat(1). Fields of an ended job: accounting(5); numbers of "failed": sge_status(5).</remarks>
internal static class SgeText
{
    private const int SignalBase = 128, CpuLimit = 24, UserSignal = 10;

    private static readonly string[] Limits = ["only allows", "jobs are allowed per user", "job limit", "would exceed", "max_u_jobs", "max_jobs", "too many jobs", "exceeds limit"];

    private static readonly string[] Refusals =
    [
        "Unknown queue", "unknown resource", "no suitable queues", "does not exist", "parallel environment", "not allowed", "denied", "project", "unknown option", "Unknown option", "No such file", "command not found", "invalid",
    ];

    public static (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors)
    {
        if (exitCode == 0)
        {
            foreach (var line in output.Split('\n').Select(line => line.Trim()).Reverse())
            {
                if (IdIn(line) is { } id)
                    return (SubmitOutcome.Submitted, id, null);
            }

            return (SubmitOutcome.Unknown, null, $"qsub answered without a job number: {Dialect.FirstSentence(output) ?? "it said nothing"}");
        }

        var sentence = Dialect.FirstSentence(errors.Replace("Unable to run job: ", "", StringComparison.Ordinal)) ?? $"qsub ended with exit code {exitCode} and said nothing";
        if (Limits.Any(limit => errors.Contains(limit, StringComparison.OrdinalIgnoreCase)))
            return (SubmitOutcome.Full, null, sentence);
        return (exitCode == 127 || Refusals.Any(refusal => errors.Contains(refusal, StringComparison.Ordinal)) ? SubmitOutcome.Refused : SubmitOutcome.Unknown, null, sentence);
    }

    public static Dialect.QueueReading ReadQueue(string text, string user, Func<string, bool> owned)
    {
        var jobs = new Dictionary<string, QueuedJob>();
        var others = 0;
        try
        {
            using var xml = XmlReader.Create(new StringReader(text.TrimStart()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            xml.MoveToContent();
            if (xml.LocalName != "job_info")
                return new($"qstat's answer is a '{Dialect.Printable(xml.LocalName)}' instead of a job_info", [], 0);
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "job_list")
                    continue;
                var fields = Fields(xml);
                if (!fields.TryGetValue("JB_job_number", out var id) || !fields.TryGetValue("JB_name", out var name) || !fields.TryGetValue("JB_owner", out var owner) || !fields.TryGetValue("state", out var state))
                    return new("qstat's answer has a job without number, name, owner or state", [.. jobs.Values], others);
                if (owner != user)
                    return new($"qstat answered for the user {Dialect.Printable(owner)} instead of {user}", [], 0);
                if (!owned(name))
                    others++;
                else if (!jobs.TryGetValue(name, out var known) || known.State != QueueState.Running)
                    jobs[name] = new QueuedJob(name, id, StateOf(state), null); // of an array, a line for each task at work
            }
        }
        catch (XmlException broken)
        {
            return new($"qstat's answer is empty or breaks off: {Dialect.Printable(broken.Message).TrimEnd('.')}", [.. jobs.Values], others);
        }

        return new(null, [.. jobs.Values], others);
    }

    public static IReadOnlyDictionary<string, Dialect.Account> ReadAccounts(string text)
    {
        var accounts = new Dictionary<string, Dialect.Account>();
        foreach (var block in text.Split("==============", StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = new Dictionary<string, string>();
            foreach (var line in block.Split('\n'))
            {
                var blank = line.IndexOf(' ', StringComparison.Ordinal);
                if (blank > 0)
                    fields[line[..blank]] = line[blank..].Trim();
            }

            if (fields.TryGetValue("jobnumber", out var id) && AccountOf(fields) is { } account && (!accounts.TryGetValue(id, out var known) || known.Outcome == JobOutcome.Completed))
                accounts[id] = account;
        }

        return accounts;
    }

    private static Dialect.Account? AccountOf(Dictionary<string, string> fields)
    {
        if (!int.TryParse(fields.GetValueOrDefault("failed", "").Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var failed)
            || !int.TryParse(fields.GetValueOrDefault("exit_status", "").Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var exit))
        {
            return null;
        }

        if (fields.GetValueOrDefault("deleted_by") is { } by && by is not ("NONE" or "" or "-/-"))
            return new(JobOutcome.Cancelled, $"deleted by {Dialect.Printable(by)}", null);
        return failed switch
        {
            0 when exit == 0 => new(JobOutcome.Completed, null, 0),
            0 when exit > SignalBase => new(JobOutcome.Failed, $"ended by signal {exit - SignalBase}", exit),
            0 => new(JobOutcome.Failed, $"ended with exit code {exit}", exit),
            37 => new(JobOutcome.TimeOut, "ended at its wall time", null),
            100 when exit - SignalBase is CpuLimit or UserSignal => new(JobOutcome.TimeOut, "ended at a time limit", exit),
            100 => new(JobOutcome.Killed, $"ended by signal {exit - SignalBase}: deleted, or over its memory or time", exit),
            _ => new(JobOutcome.NodeFail, $"Grid Engine could not run it: {Dialect.Printable(fields["failed"])}", null),
        };
    }

    private static QueueState StateOf(string letters) =>
        letters.Contains('E', StringComparison.Ordinal) || letters.Contains('h', StringComparison.Ordinal) ? QueueState.Held
        : letters.Contains('d', StringComparison.Ordinal) ? QueueState.Ending
        : letters.Contains('q', StringComparison.Ordinal) ? QueueState.Waiting
        : QueueState.Running; // r, t, s, S, T, R

    private static Dictionary<string, string> Fields(XmlReader xml)
    {
        var fields = new Dictionary<string, string>();
        using var job = xml.ReadSubtree();
        job.Read();
        job.Read();
        while (!job.EOF)
        {
            if (job.NodeType == XmlNodeType.Element && job.Depth > 0)
                fields[job.LocalName] = job.ReadElementContentAsString();
            else
                job.Read();
        }

        return fields;
    }

    // 17, 17.1-10:1, or the sentence that versions without -terse say.
    private static string? IdIn(string line)
    {
        foreach (var start in (string[])["Your job ", "Your job-array "])
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
                line = line[start.Length..].Split(' ')[0];
        }

        var digits = line.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var id = digits < 0 ? line : line[..digits];
        return id.Length is > 0 and < 20 && (id.Length == line.Length || line[id.Length] == '.') ? id : null;
    }
}
