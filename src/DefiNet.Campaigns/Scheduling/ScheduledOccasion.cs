namespace DefiNet.Campaigns.Scheduling;

/// <summary>One time that a schedule's work is to be done.</summary>
/// <param name="Schedule">Name of the schedule.</param>
/// <param name="Subject">What the work is done to.</param>
/// <param name="DueAt">The time of the calendar, or the moment when somebody ran it by hand.</param>
/// <param name="Key">Unique for this occasion, and the same when it is done again after a crash: work with an outside effect takes it as its own key.</param>
public sealed record ScheduledOccasion(string Schedule, string Subject, DateTimeOffset DueAt, string Key);
