namespace DefiNet.Server.Schedules;

/// <summary>A schedule as the API shows it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Kind">Kind of work.</param>
/// <param name="Subject">What it is done to.</param>
/// <param name="Rule">When.</param>
/// <param name="RuleText">When, in words.</param>
/// <param name="TimeZone">Time zone.</param>
/// <param name="Misfire">What happens to missed times.</param>
/// <param name="Paused">Whether nothing happens until it is resumed.</param>
/// <param name="Account">Who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Next">The next ten dates; none while it is paused.</param>
/// <param name="Last">The last time it was done; null before the first.</param>
internal sealed record ScheduleLine(
    string Name, string Kind, string Subject, ScheduleRule Rule, string RuleText, string TimeZone, string Misfire, bool Paused, string Account, DateTime CreatedAt, IReadOnlyList<DateTimeOffset> Next, FiringLine? Last);

/// <summary>One time that a schedule's work was done.</summary>
/// <param name="DueAt">The calendar's time; null when somebody ran it by hand.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="State"><c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Outcome">What came of it.</param>
internal sealed record FiringLine(DateTime? DueAt, DateTime StartedAt, DateTime? EndedAt, string State, string? Outcome);
