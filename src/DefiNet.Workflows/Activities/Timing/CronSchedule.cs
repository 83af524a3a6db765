using System.Globalization;

namespace DefiNet.Workflows.Activities.Timing;

/// <summary>Times by five fields (minute, hour, day of month, month, day of week) or six (second first), UTC.</summary>
/// <remarks>crontab(5): lists, ranges, steps, names of months and days; when both day fields are restricted, either one is enough.</remarks>
internal sealed class CronSchedule
{
    private const int MaxDays = 366 * 8;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _daysOfMonth;
    private readonly ulong _months;
    private readonly ulong _daysOfWeek;
    private readonly bool _eitherDay;

    private CronSchedule(string text)
    {
        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
            throw new WorkflowException($"The cron expression '{text}' has {fields.Length} fields; it must have 5 (minute hour day month weekday) or 6 with seconds first.");
        var at = fields.Length - 5;
        _seconds = at == 1 ? Field(fields[0], 0, 59, "second", []) : 1;
        _minutes = Field(fields[at], 0, 59, "minute", []);
        _hours = Field(fields[at + 1], 0, 23, "hour", []);
        _daysOfMonth = Field(fields[at + 2], 1, 31, "day of month", []);
        _months = Field(fields[at + 3], 1, 12, "month", Months);
        _daysOfWeek = Field(fields[at + 4], 0, 7, "day of week", Days);
        if ((_daysOfWeek & (1UL << 7)) != 0)
            _daysOfWeek |= 1;
        _eitherDay = fields[at + 2] is not ("*" or "?") && fields[at + 4] is not ("*" or "?");
    }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="WorkflowException">It cannot be read.</exception>
    public static CronSchedule Parse(string? text) => new(text?.Trim() is { Length: > 0 and < 200 } trimmed ? trimmed : throw new WorkflowException("There is no cron expression, or it is longer than 200 characters."));

    /// <summary>The first time after another; null when there is none within eight years.</summary>
    public DateTime? After(DateTime time)
    {
        var from = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
        for (var (day, count) = (from.Date, 0); count < MaxDays; (day, count) = (day.AddDays(1), count + 1))
        {
            if (!Has(_months, day.Month) || !IsDay(day))
                continue;
            var earliest = day == from.Date ? from.TimeOfDay : TimeSpan.Zero;
            for (var hour = earliest.Hours; hour < 24; hour++)
            {
                if (!Has(_hours, hour))
                    continue;
                for (var minute = hour == earliest.Hours ? earliest.Minutes : 0; minute < 60; minute++)
                {
                    if (!Has(_minutes, minute))
                        continue;
                    for (var second = hour == earliest.Hours && minute == earliest.Minutes ? earliest.Seconds : 0; second < 60; second++)
                        if (Has(_seconds, second))
                            return DateTime.SpecifyKind(day.AddHours(hour).AddMinutes(minute).AddSeconds(second), DateTimeKind.Utc);
                }
            }
        }

        return null;
    }

    private bool IsDay(DateTime day)
    {
        var (byMonth, byWeek) = (Has(_daysOfMonth, day.Day), Has(_daysOfWeek, (int)day.DayOfWeek));
        return _eitherDay ? byMonth || byWeek : byMonth && byWeek;
    }

    private static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;

    private static ulong Field(string text, int low, int high, string name, string[] names)
    {
        var set = 0UL;
        foreach (var part in text.Split(','))
        {
            var stepped = part.Split('/');
            var range = stepped[0].Split('-');
            int from, to;
            if (stepped[0] is "*" or "?")
                (from, to) = (low, high);
            else if (range.Length == 1)
                (from, to) = (Number(range[0]), stepped.Length > 1 ? high : Number(range[0]));
            else
                (from, to) = (Number(range[0]), Number(range[^1]));
            var step = stepped.Length == 2 ? int.TryParse(stepped[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0 : 1;
            if (from < low || to > high || from > to || step < 1 || stepped.Length > 2 || range.Length > 2)
                throw Bad();
            for (var value = from; value <= to; value += step)
                set |= 1UL << value;
        }

        return set;

        int Number(string value)
        {
            var named = Array.FindIndex(names, candidate => candidate.Equals(value, StringComparison.OrdinalIgnoreCase));
            return named >= 0 ? named + low : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Bad();
        }

        WorkflowException Bad() => new($"The {name} of the cron expression is '{text}'; it must be numbers from {low} to {high}, ranges, lists or steps of them, or *.");
    }
}
