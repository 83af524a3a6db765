using System.Globalization;
using System.Text.Json.Serialization;
using Quartz;

namespace DefiNet.Server.Schedules;

/// <summary>When a schedule's work is done, in words that need no cron.</summary>
/// <param name="Every"><c>day</c>, <c>weekday</c>, <c>week</c>, <c>month</c>, <c>hours</c> or <c>cron</c>.</param>
/// <param name="At">Time of day, such as <c>02:30</c>; for <c>hours</c> the time of the first.</param>
/// <param name="Days">For <c>week</c>: the days, such as <c>mon</c>.</param>
/// <param name="Day">For <c>month</c>: 1 to 31; the last day of a month that has fewer is not taken. 0 stands for the last day.</param>
/// <param name="Hours">For <c>hours</c>: so many from one to the next.</param>
/// <param name="Cron">For <c>cron</c>: an expression with seconds, or one of five fields.</param>
/// <param name="From">For <c>hours</c>: the date from which they are counted.</param>
internal sealed record ScheduleRule(string Every, string? At = null, IReadOnlyList<string>? Days = null, int? Day = null, int? Hours = null, string? Cron = null, DateOnly? From = null)
{
    public const int MaxHours = 24 * 31;

    private const string Time = "HH:mm";
    private static readonly string[] DayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly TimeSpan Closest = TimeSpan.FromMinutes(1);

    /// <summary>Names of the days of the week, Monday first.</summary>
    public static IReadOnlyList<string> WeekDays => DayNames;

    /// <summary>The rule in words.</summary>
    [JsonIgnore]
    public string Text => Every switch
    {
        "day" => $"every day at {At}",
        "weekday" => $"Monday to Friday at {At}",
        "week" => $"{string.Join(", ", (Days ?? []).Select(day => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(day)))} at {At}",
        "month" => Day == 0 ? $"on the last day of the month at {At}" : $"on day {Day} of the month at {At}",
        "hours" => Hours == 1 ? "every hour" : $"every {Hours} hours from {At}",
        _ => $"cron {Cron}",
    };

    /// <summary>The same rule with everything that it needs.</summary>
    /// <exception cref="RequestException">It cannot be right.</exception>
    public ScheduleRule Checked(TimeZoneInfo zone)
    {
        var rule = Every switch
        {
            "day" or "weekday" => new ScheduleRule(Every, TimeOf(At)),
            "week" => new ScheduleRule(Every, TimeOf(At), CheckedDays()),
            "month" => Day is >= 0 and <= 31 ? new ScheduleRule(Every, TimeOf(At), Day: Day) : throw new RequestException($"The day of the month is {Day}; it must be from 1 to 31, or 0 for the last."),
            "hours" => Hours is >= 1 and <= MaxHours
                ? new ScheduleRule(Every, TimeOf(At ?? "00:00"), Hours: Hours, From: From ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, zone).Date))
                : throw new RequestException($"The number of hours is {Hours}; it must be from 1 to {MaxHours}."),
            "cron" => CronExpression.TryParse(WithSeconds(Cron ?? ""), out _) ? new ScheduleRule(Every, Cron: Cron!.Trim()) : throw new RequestException($"'{Shown(Cron)}' is not a cron expression; such as '0 30 2 * * ?' for every day at 02:30."),
            _ => throw new RequestException($"'{Shown(Every)}' is not a rule; it must be day, weekday, week, month, hours or cron."),
        };
        var dates = rule.Next(zone, DateTimeOffset.UtcNow, 10);
        if (dates.Count == 0)
            throw new RequestException("The rule has no date in the future.");
        if (dates.Zip(dates.Skip(1)).Any(pair => pair.Second - pair.First < Closest))
            throw new RequestException("The rule has two dates within a minute; once a minute is the most.");
        return rule;
    }

    /// <summary>The next dates after a moment.</summary>
    public IReadOnlyList<DateTimeOffset> Next(TimeZoneInfo zone, DateTimeOffset after, int count)
    {
        var trigger = TriggerBuilder.Create().StartAt(StartIn(zone) ?? after).WithSchedule(ToSchedule(zone, "skip")).Build();
        var dates = new List<DateTimeOffset>(count);
        DateTimeOffset? date = after;
        while (dates.Count < count && (date = trigger.GetFireTimeAfter(date)) is { } next)
            dates.Add(TimeZoneInfo.ConvertTime(next, zone));
        return dates;
    }

    /// <summary>As Quartz has it.</summary>
    /// <param name="zone">The time zone.</param>
    /// <param name="misfire"><c>skip</c> or <c>once</c>: what happens to times that were missed.</param>
    public IScheduleBuilder ToSchedule(TimeZoneInfo zone, string misfire)
    {
        var once = misfire == "once";
        return Every == "hours"
            ? CalendarIntervalScheduleBuilder.Create().WithInterval(Hours!.Value, IntervalUnit.Hour).InTimeZone(zone)
                .WithMisfireInstruction(once ? CalendarIntervalTriggerMisfireInstruction.FireAndProceed : CalendarIntervalTriggerMisfireInstruction.DoNothing)
            : CronScheduleBuilder.Create(ToCron()).InTimeZone(zone)
                .WithMisfireInstruction(once ? CronTriggerMisfireInstruction.FireAndProceed : CronTriggerMisfireInstruction.DoNothing);
    }

    /// <summary>When counting begins; null for at once.</summary>
    public DateTimeOffset? StartIn(TimeZoneInfo zone)
    {
        if (Every != "hours")
            return null;
        var local = From!.Value.ToDateTime(TimeOnly.ParseExact(At!, Time, CultureInfo.InvariantCulture));
        return new(zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone.GetUtcOffset(local));
    }

    private string ToCron()
    {
        if (Every == "cron")
            return WithSeconds(Cron!);
        var at = TimeOnly.ParseExact(At!, Time, CultureInfo.InvariantCulture);
        var days = Every switch
        {
            "day" => "* * ?",
            "weekday" => "? * MON-FRI",
            "week" => $"? * {string.Join(',', Days!).ToUpperInvariant()}",
            _ => $"{(Day == 0 ? "L" : Day)} * ?",
        };
        return string.Create(CultureInfo.InvariantCulture, $"0 {at.Minute} {at.Hour} {days}");
    }

    // Five fields, as in a crontab: seconds are 0, and one of the two day fields must be open.
    private static string WithSeconds(string cron)
    {
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length != 5)
            return cron.Trim();
        if (fields[4] == "*")
            fields[4] = "?";
        else if (fields[2] == "*")
            fields[2] = "?";
        return $"0 {string.Join(' ', fields)}";
    }

    private List<string> CheckedDays()
    {
        var days = (Days ?? []).Select(day => day.ToLowerInvariant()).Distinct().OrderBy(day => Array.IndexOf(DayNames, day)).ToList();
        return days.Count > 0 && days.All(DayNames.Contains) ? days : throw new RequestException($"Name at least one day of the week: {string.Join(", ", DayNames)}.");
    }

    private static string TimeOf(string? text) =>
        TimeOnly.TryParseExact(text, Time, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text! : throw new RequestException($"'{Shown(text)}' is not a time of day; it must look like 02:30.");

    private static string Shown(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..60] + "…";
}
