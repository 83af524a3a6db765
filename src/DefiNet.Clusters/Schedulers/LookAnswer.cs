using System.Globalization;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Clusters.Schedulers;

/// <summary>Reads what a look saw.</summary>
internal static class LookAnswer
{
    private const long LatestSecond = 32503680000; // the year 3000

    public static QueueAnswer Read(AnswerText text, HostReply reply, Dialect dialect, QueueQuestion question, DateTimeOffset asked)
    {
        var user = text.TryFind("user") is { Arguments: [var name, ..] } ? name : "";
        var reading = text.TryFind("queue") is { } queue ? dialect.ReadQueue(queue.Text, user, token => IsOurs(token)) : new("the answer came without the queue", [], 0);
        return new QueueAnswer
        {
            Doubt = DoubtOf(text, reply, user, reading),
            Jobs = reading.Jobs,
            OtherJobs = reading.Others,
            Ended = text.TryFind("ended") is { } ended ? ReadEnded(ended) : [],
            Gone = ReadGone(text, dialect, question),
            Live = ReadLive(text, question),
            ClockDifference = text.TryFind("clock") is { Arguments: [var seconds, ..] } && TimeOf(seconds) is { } clock ? clock - asked : TimeSpan.Zero,
        };
    }

    /// <summary>Reads the line that a run leaves at its end; null when it is not one.</summary>
    internal static EndedRun? TryReadEnd(string line)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var token, var exit, var stopped, var started, var ended, var host]
            || !int.TryParse(exit, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            || TimeOf(started) is not { } from || TimeOf(ended) is not { } to)
        {
            return null;
        }

        return new EndedRun(token, code, stopped == "none" ? null : stopped, from, to, host);
    }

    // Whoever shares the account may name his jobs as he likes: what is not like our tokens is not ours.
    private static bool IsOurs(string name) => name.StartsWith("dfn-", StringComparison.Ordinal);

    private static string? DoubtOf(AnswerText text, HostReply reply, string user, Dialect.QueueReading reading)
    {
        if (text.TryFind("queued") is not { Arguments: [var code, ..] } queued)
            return $"the look broke off: {Dialect.FirstSentence(reply.Errors) ?? $"the shell ended with exit code {reply.ExitCode}"}";
        if (code != "0")
            return code == "124" ? "the scheduler did not answer in time" : $"the query of the queue ended with exit code {code}: {Dialect.FirstSentence(queued.Text) ?? "it said nothing"}";
        if (user.Length == 0)
            return "the host did not say who we are there";
        return reading.Doubt;
    }

    private static List<EndedRun> ReadEnded(AnswerText.Section section)
    {
        var ends = new List<EndedRun>();
        var lines = section.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < lines.Length; index++)
        {
            if (section.IsLast && index == lines.Length - 1 && !section.Text.EndsWith('\n'))
                break; // cut: it is told again by the next look
            if (TryReadEnd(lines[index]) is { } end)
                ends.Add(end);
        }

        return ends;
    }

    private static List<JobAccount> ReadGone(AnswerText text, Dialect dialect, QueueQuestion question)
    {
        var sections = text.Sections.Where(section => section is { Word: "gone", Arguments.Length: 1, IsLast: false }).DistinctBy(section => section.Arguments[0]).ToDictionary(section => section.Arguments[0]);
        var accounts = text.TryFind("account") is { IsLast: false } account ? dialect.ReadAccounts(account.Text) : new Dictionary<string, Dialect.Account>();
        var answers = new List<JobAccount>();
        foreach (var job in question.Gone)
        {
            if (!sections.TryGetValue(job.Token, out var section) || text.TryFind("accounted") is null)
                continue; // broken off: nothing is said of it
            var lines = section.Text.Split('\n');
            var answer = lines.FirstOrDefault(line => line.StartsWith("answer ", StringComparison.Ordinal)) is { } given ? dialect.ReadSubmitted(0, given[7..], "").Id : null;
            var id = job.Id ?? answer;
            var known = (id is not null ? accounts.GetValueOrDefault(id) : null) ?? accounts.GetValueOrDefault(job.Token);
            var end = lines.FirstOrDefault(line => line.StartsWith("end ", StringComparison.Ordinal)) is { } noted ? TryReadEnd(noted[4..]) : null;
            answers.Add(new JobAccount(job.Token, id, known?.Outcome ?? JobOutcome.Unknown, known?.Sentence, known?.ExitCode, lines.Contains("started"), end, lines[0] == "there"));
        }

        return answers;
    }

    private static List<LiveTail> ReadLive(AnswerText text, QueueQuestion question)
    {
        var tails = new List<LiveTail>();
        foreach (var section in text.Sections)
        {
            if (section is { Word: "live", Arguments: [var number, var bytes], IsLast: false }
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < question.Live.Count
                && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                var file = question.Live[index];
                tails.Add(new LiveTail(file.Token, file.File, size, section.Text.EndsWith("\n\n", StringComparison.Ordinal) ? section.Text[..^1] : section.Text));
            }
        }

        return tails;
    }

    private static DateTimeOffset? TimeOf(string seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < LatestSecond ? DateTimeOffset.FromUnixTimeSeconds(value) : null;
}
