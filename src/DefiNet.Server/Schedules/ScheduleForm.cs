using System.Globalization;

namespace DefiNet.Server.Schedules;

/// <summary>What a person typed into the form of a schedule.</summary>
internal sealed record ScheduleForm(string Do, string Name, string Work, string Every, IReadOnlyDictionary<string, string> At, IReadOnlyList<string> Days, int Day, int Hours, string Cron, string TimeZone, string Misfire)
{
    private static readonly string[] WithTime = ["day", "weekday", "week", "month", "hours"];

    public static ScheduleForm Empty { get; } = new("", "", "", "day", WithTime.ToDictionary(every => every, every => every == "hours" ? "00:00" : "02:30"), ["mon"], 1, 6, "", "UTC", ScheduleBook.Skip);

    public static ScheduleForm Of(IFormCollection fields) => new(
        Do: fields["do"].ToString(),
        Name: fields["name"].ToString().Trim(),
        Work: fields["work"].ToString(),
        Every: fields["every"].ToString(),
        At: WithTime.ToDictionary(every => every, every => fields[$"at-{every}"].ToString()),
        Days: [.. fields["days"].OfType<string>()],
        Day: NumberOf(fields["day"].ToString()),
        Hours: NumberOf(fields["hours"].ToString()),
        Cron: fields["cron"].ToString(),
        TimeZone: fields["zone"].ToString(),
        Misfire: fields["misfire"].ToString());

    public static ScheduleForm Of(ScheduleLine line) => Empty with
    {
        Name = line.Name,
        Work = $"{line.Kind}|{line.Subject}",
        Every = line.Rule.Every,
        At = WithTime.ToDictionary(every => every, every => every == line.Rule.Every ? line.Rule.At ?? "" : Empty.AtOf(every)),
        Days = line.Rule.Days ?? Empty.Days,
        Day = line.Rule.Day ?? Empty.Day,
        Hours = line.Rule.Hours ?? Empty.Hours,
        Cron = line.Rule.Cron ?? "",
        TimeZone = line.TimeZone,
        Misfire = line.Misfire,
    };

    public string AtOf(string every) => At[every];

    public ScheduleRule ToRule() => new(Every, At.GetValueOrDefault(Every), Days, Day, Hours, Cron);

    public NewSchedule ToSchedule()
    {
        var work = Work.Split('|', 2);
        return work.Length == 2 ? new(Name, work[0], work[1], ToRule(), TimeZone, Misfire) : throw new RequestException("Choose what is to be done; there must be a campaign first.");
    }

    private static int NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
