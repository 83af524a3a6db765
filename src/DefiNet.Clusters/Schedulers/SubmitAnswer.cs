using System.Globalization;

namespace DefiNet.Clusters.Schedulers;

/// <summary>Reads what came of submissions.</summary>
internal static class SubmitAnswer
{
    public static IReadOnlyList<SubmitReply> Read(AnswerText text, Dialect dialect, IReadOnlyList<BatchJob> jobs)
    {
        var replies = new Dictionary<string, SubmitReply>();
        for (var index = 0; index < text.Sections.Count; index++)
        {
            var section = text.Sections[index];
            if (section is not { Word: "job", Arguments: [var token, var how, ..], IsLast: false })
                continue;
            var errors = index + 1 < text.Sections.Count && text.Sections[index + 1] is { Word: "errors", IsLast: false } said ? said.Text : null;
            replies[token] = how switch
            {
                "before" => Of(token, dialect.ReadSubmitted(0, section.Text, "")),
                "unprepared" => new(token, SubmitOutcome.NotPrepared, null, Dialect.FirstSentence(section.Text) ?? "its folder cannot be written"),
                "answered" when errors is not null && section.Arguments.Length > 2 && int.TryParse(section.Arguments[2], NumberStyles.None, CultureInfo.InvariantCulture, out var code) =>
                    Of(token, dialect.ReadSubmitted(code, section.Text, errors)),
                _ => new(token, SubmitOutcome.Unknown, null, "it was submitted before and the scheduler's answer was lost"),
            };
        }

        return [.. jobs.Select(job => replies.GetValueOrDefault(job.Token) ?? new SubmitReply(job.Token, SubmitOutcome.Unknown, null, "the answer broke off before it"))];
    }

    private static SubmitReply Of(string token, (SubmitOutcome Outcome, string? Id, string? Sentence) answer) => new(token, answer.Outcome, answer.Id, answer.Sentence);
}
