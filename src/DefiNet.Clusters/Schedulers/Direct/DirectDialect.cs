using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Clusters.Schedulers.Direct;

/// <summary>No scheduler: background processes with a limit of slots.</summary>
internal sealed class DirectDialect : Dialect
{
    private const string Header = "TOKEN|STATE|USER";
    private const int SignalBase = 128;

    public override string Name => "direct";

    public override string Functions(ClusterDefinition cluster)
    {
        var slot = Script("slot.sh");
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(slot)))[..12];
        return string.Create(CultureInfo.InvariantCulture, $"slots={cluster.Slots}\nslot_version={version}\nslot_program={ShellWord.Quote(slot)}\n{Script("direct.sh")}");
    }

    public override IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job) => [];

    public override (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors) =>
        exitCode == 0 && output.Trim() is { Length: > 0 } token
            ? (SubmitOutcome.Submitted, token, null)
            : (exitCode == 127 ? SubmitOutcome.Refused : SubmitOutcome.NotPrepared, null, FirstSentence(errors) ?? $"it ended with exit code {exitCode}");

    public override QueueReading ReadQueue(string text, string user, Func<string, bool> owned)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [Header, ..])
            return new("the answer has no header", [], 0);
        var jobs = new Dictionary<string, QueuedJob>();
        foreach (var line in lines.AsSpan(1))
        {
            if (line.Split('|') is [var token, var state, var whose] && whose == user)
                jobs[token] = new QueuedJob(token, token, state == "WAITING" ? QueueState.Waiting : QueueState.Running, null);
            else
                return new($"the answer has a line that is not one of a queue: {Printable(line)}", [.. jobs.Values], 0);
        }

        return new(null, [.. jobs.Values], 0);
    }

    public override IReadOnlyDictionary<string, Account> ReadAccounts(string text)
    {
        var accounts = new Dictionary<string, Account>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('|') is [var token, var how])
                accounts[token] = how switch
                {
                    "queued" => new(JobOutcome.NotEnded, null, null),
                    "cancelled" => new(JobOutcome.Cancelled, "cancelled", null),
                    "died" => new(JobOutcome.Killed, "its processes were killed, or the machine went down", null),
                    "0" => new(JobOutcome.Completed, null, 0),
                    _ when int.TryParse(how, NumberStyles.None, CultureInfo.InvariantCulture, out var code) =>
                        new(JobOutcome.Failed, code > SignalBase ? $"ended by signal {code - SignalBase}" : $"ended with exit code {code}", code),
                    _ => new(JobOutcome.Unknown, null, null),
                };
        }

        return accounts;
    }
}
