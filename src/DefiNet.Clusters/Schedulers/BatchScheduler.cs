using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Clusters.Schedulers;

/// <summary>Speaks with a scheduler through one shell program for each action; what schedulers differ in is in their <see cref="Dialect"/>.</summary>
internal sealed class BatchScheduler : IScheduler
{
    private const int MaxGone = 1000;
    private const int FolderNotMade = 74;
    private static readonly TimeSpan SubmitLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookLimit = TimeSpan.FromMinutes(3);

    private readonly ClusterDefinition _cluster;
    private readonly Dialect _dialect;

    public BatchScheduler(ClusterDefinition cluster, Dialect dialect) => (_cluster, _dialect) = (cluster, dialect);

    public string Name => _dialect.Name;

    public string SubmitScript(BatchJob job) => JobScript.Head(_cluster, _dialect, job) + JobScript.Body;

    public async Task<IReadOnlyList<SubmitReply>> SubmitAsync(IHost host, IReadOnlyList<BatchJob> jobs, CancellationToken stop)
    {
        if (jobs.Count == 0)
            return [];
        var nonce = NewNonce();
        var program = Begin(nonce);
        program.Append(ShellPrograms.Of("submit.sh"));
        program.Append(CultureInfo.InvariantCulture, $"body={ShellWord.Quote(JobScript.Body)}\n");
        foreach (var job in jobs)
            program.Append(CultureInfo.InvariantCulture, $"submit {job.Token} {ShellWord.Path(job.Folder)} {(job.Again ? 1 : 0)} {ShellWord.Quote(JobScript.Head(_cluster, _dialect, job))}\n");
        program.Append("pump\n");
        var reply = await host.RunAsync(HostCommand.Sh(End(program), SubmitLimit), stop).ConfigureAwait(false);
        var text = AnswerText.Read(reply, nonce);
        if (text.Sections.Count == 0 && reply.ExitCode == FolderNotMade)
            return [.. jobs.Select(job => new SubmitReply(job.Token, SubmitOutcome.NotPrepared, null, Dialect.FirstSentence(reply.Errors) ?? $"{_cluster.Folder} cannot be made"))];
        return SubmitAnswer.Read(text, _dialect, jobs);
    }

    public async Task<QueueAnswer> LookAsync(IHost host, QueueQuestion question, CancellationToken stop)
    {
        if (question.Gone.Count > MaxGone)
            throw new ArgumentException($"A look asks for {question.Gone.Count} jobs that are gone; at most {MaxGone} go into one.", nameof(question));
        var nonce = NewNonce();
        var program = Begin(nonce);
        program.Append(ShellPrograms.Of("look.sh"));
        AppendAcknowledged(program, question);
        program.Append("say clock \"$(date +%s)\"\n");
        program.Append("pump\n");
        // Ends are read after the queue: a job that ends in between stands in both, and none in neither.
        program.Append("say user \"$user\"\nsay queue\nqueue 2>\"$root/.queue-errors\"\ncode=$?\necho\nsay queued \"$code\"\ntail -c 1000 \"$root/.queue-errors\"\necho\n");
        AppendGone(program, question);
        program.Append("say ended\nended\necho\n");
        AppendLive(program, question);
        var asked = DateTimeOffset.UtcNow;
        var reply = await host.RunAsync(HostCommand.Sh(End(program), LookLimit), stop).ConfigureAwait(false);
        var took = DateTimeOffset.UtcNow - asked;
        return LookAnswer.Read(AnswerText.Read(reply, nonce), reply, _dialect, question, asked + (took / 2));
    }

    public async Task CancelAsync(IHost host, IReadOnlyList<SubmittedJob> jobs, CancellationToken stop)
    {
        if (jobs.Count == 0)
            return;
        var nonce = NewNonce();
        var program = Begin(nonce);
        foreach (var job in jobs)
        {
            JobScript.CheckToken(job.Token);
            program.Append(CultureInfo.InvariantCulture, $"take_out {job.Token}\n"); // before room is made for it
        }

        foreach (var job in jobs)
        {
            if (job.Id is { } id)
                program.Append(CultureInfo.InvariantCulture, $"cancel {ShellWord.Quote(CheckId(id))} {job.Token}\n");
        }

        var reply = await host.RunAsync(HostCommand.Sh(End(program), SubmitLimit), stop).ConfigureAwait(false);
        if (!AnswerText.Read(reply, nonce).IsComplete)
            throw new HostUnreachableException(UnreachableReason.Dropped, $"{host.Name}: the answer to the cancelling of {jobs.Count} jobs broke off.");
    }

    private static void AppendAcknowledged(StringBuilder program, QueueQuestion question)
    {
        foreach (var batch in question.Acknowledged.Chunk(200))
        {
            program.Append("acknowledge");
            foreach (var token in batch)
            {
                JobScript.CheckToken(token);
                program.Append(' ').Append(token);
            }

            program.Append('\n');
        }
    }

    private static void AppendGone(StringBuilder program, QueueQuestion question)
    {
        if (question.Gone.Count == 0)
            return;
        foreach (var job in question.Gone)
        {
            JobScript.CheckToken(job.Token);
            program.Append(CultureInfo.InvariantCulture, $"gone {job.Token} {ShellWord.Path(job.Folder)}\n");
        }

        var ids = string.Join(' ', question.Gone.Select(job => job.Id).OfType<string>().Distinct().Select(CheckId));
        var tokens = string.Join(' ', question.Gone.Select(job => job.Token));
        program.Append(CultureInfo.InvariantCulture, $"say account\naccount {ShellWord.Quote(ids)} {ShellWord.Quote(tokens)}\necho\nsay accounted\n");
    }

    private static void AppendLive(StringBuilder program, QueueQuestion question)
    {
        for (var index = 0; index < question.Live.Count; index++)
        {
            var file = question.Live[index];
            program.Append(CultureInfo.InvariantCulture, $"live {index} {ShellWord.Path(file.File)} {Math.Clamp(file.TailBytes, 1, 1 << 20)} {Math.Clamp(file.MaxLines, 1, 100_000)} {ShellWord.Quote(file.Lines ?? "")}\n");
        }
    }

    // A number goes to the scheduler's programs, so nothing else may stand in it.
    private static string CheckId(string id) =>
        id.Length is > 0 and <= 80 && char.IsAsciiLetterOrDigit(id[0]) && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '[' or ']')
            ? id
            : throw new ClusterException($"'{ShellWord.Shown(id)}' is no job number of a scheduler.");

    private static string NewNonce() => "@definet-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    private StringBuilder Begin(string nonce)
    {
        var program = new StringBuilder("definet_main() {\n");
        program.Append(CultureInfo.InvariantCulture, $"nonce={nonce}\nroot={ShellWord.Path(_cluster.Folder)}\n");
        program.Append(ShellPrograms.Of("common.sh"));
        program.Append(CultureInfo.InvariantCulture, $"{_dialect.Functions(_cluster)}\nmkdir -p \"$root/.ended\" || return {FolderNotMade}\n");
        return program;
    }

    private static string End(StringBuilder program) => program.Append("say end\n}\ndefinet_main </dev/null\n").ToString();
}
