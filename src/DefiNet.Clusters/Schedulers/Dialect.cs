using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Schedulers;

/// <summary>What one scheduler has of its own: its words for a job's needs, its programs, and its answers.</summary>
internal abstract class Dialect
{
    /// <summary>Name as in a cluster's definition.</summary>
    public abstract string Name { get; }

    /// <summary>The shell functions <c>submit_one</c>, <c>queue</c>, <c>account</c> and <c>cancel</c>.</summary>
    public abstract string Functions(ClusterDefinition cluster);

    /// <summary>Lines at the head of the job script that say what the job needs; none ends in a newline.</summary>
    public abstract IEnumerable<string> Directives(ClusterDefinition cluster, BatchJob job);

    /// <summary>Reads the scheduler's answer to a submission.</summary>
    public abstract (SubmitOutcome Outcome, string? Id, string? Sentence) ReadSubmitted(int exitCode, string output, string errors);

    /// <summary>Reads the answer of the queue.</summary>
    /// <param name="text">What the query wrote to standard output.</param>
    /// <param name="user">Whose jobs were asked for.</param>
    /// <param name="owned">Whether a job's name is one of ours.</param>
    public abstract QueueReading ReadQueue(string text, string user, Func<string, bool> owned);

    /// <summary>Reads what the accounting says of jobs, by number or by name.</summary>
    public abstract IReadOnlyDictionary<string, Account> ReadAccounts(string text);

    /// <summary>A shell program that lies beside this type.</summary>
    protected static string Script(string name) => ShellPrograms.Of(name);

    /// <summary>The first line with something in it, without what the scheduler puts in front of every sentence; at most 300 characters.</summary>
    internal static string? FirstSentence(string text)
    {
        var line = text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0);
        return line is null ? null : Printable(line.Length > 300 ? line[..300] : line);
    }

    internal static string Printable(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));

    /// <summary>What the queue says.</summary>
    /// <param name="Doubt">Why it cannot be trusted; null when it can.</param>
    /// <param name="Jobs">Our jobs.</param>
    /// <param name="Others">How many others the user has.</param>
    public sealed record QueueReading(string? Doubt, IReadOnlyList<QueuedJob> Jobs, int Others);

    /// <summary>What the accounting says of one job.</summary>
    public sealed record Account(JobOutcome Outcome, string? Sentence, int? ExitCode);
}
