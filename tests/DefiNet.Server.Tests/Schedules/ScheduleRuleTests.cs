using System.Globalization;
using DefiNet.Server.Schedules;

namespace DefiNet.Server.Tests.Schedules;

public sealed class ScheduleRuleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Every_day_keeps_its_hour_when_the_clocks_change() =>
        Assert.Equal(
            ["2027-03-27 04:30 +01", "2027-03-28 04:30 +02", "2027-03-29 04:30 +02"],
            Dates(new("day", "04:30"), "2027-03-27T00:00:00Z", 3));

    [Fact]
    public void Weekdays_leave_the_weekend_out() =>
        Assert.Equal(
            ["2026-11-27 07:00 +01", "2026-11-30 07:00 +01", "2026-12-01 07:00 +01"],
            Dates(new("weekday", "07:00"), "2026-11-27T00:00:00Z", 3));

    [Fact]
    public void Days_of_the_week_come_in_their_order() =>
        Assert.Equal(
            ["2026-11-26 06:15 +01", "2026-11-29 06:15 +01", "2026-12-03 06:15 +01"],
            Dates(new("week", "06:15", Days: ["sun", "thu"]), "2026-11-23T12:00:00Z", 3));

    [Theory]
    [InlineData(0, "2027-01-31 22:00 +01, 2027-02-28 22:00 +01, 2027-03-31 22:00 +02")]
    [InlineData(31, "2027-01-31 22:00 +01, 2027-03-31 22:00 +02, 2027-05-31 22:00 +02")]
    public void A_day_of_the_month_may_be_the_last(int day, string expected) =>
        Assert.Equal(expected, string.Join(", ", Dates(new("month", "22:00", Day: day), "2027-01-02T00:00:00Z", 3)));

    [Fact]
    public void Hours_are_counted_from_their_first() =>
        Assert.Equal(
            ["2026-11-23 11:00 +01", "2026-11-23 18:00 +01", "2026-11-24 01:00 +01"],
            Dates(new("hours", "04:00", Hours: 7, From: new(2026, 11, 23)), "2026-11-23T04:00:00Z", 3));

    [Theory]
    [InlineData("0 30 2 ? * MON-FRI")]
    [InlineData("30 2 * * 1-5", "cron of five fields")]
    public void Cron_is_taken_with_and_without_seconds(string cron, string? why = null)
    {
        var days = Dates(new ScheduleRule("cron", Cron: cron).Checked(Berlin), "2026-11-27T12:00:00Z", 1);

        Assert.True(days[0].EndsWith("02:30 +01", StringComparison.Ordinal), why);
    }

    [Theory]
    [InlineData("day", "25:00", "time of day")]
    [InlineData("week", "02:30", "day of the week")]
    [InlineData("fortnight", "02:30", "not a rule")]
    [InlineData("hours", "02:30", "number of hours")]
    [InlineData("month", "02:30", "day of the month")]
    [InlineData("cron", "rm -rf /", "not a cron expression")]
    [InlineData("cron", "* * * * * ?", "once a minute is the most")]
    [InlineData("cron", "0 0 0 1 1 ? 1999", "no date in the future")]
    public void What_cannot_be_right_is_refused_with_a_sentence(string every, string text, string sentence)
    {
        var rule = every == "cron" ? new ScheduleRule(every, Cron: text) : new ScheduleRule(every, text);

        Assert.Contains(sentence, Assert.Throws<RequestException>(() => rule.Checked(Berlin)).Message, StringComparison.Ordinal);
    }

    private static List<string> Dates(ScheduleRule rule, string after, int count) =>
        [.. rule.Next(Berlin, DateTimeOffset.Parse(after, CultureInfo.InvariantCulture), count).Select(date => date.ToString("yyyy-MM-dd HH:mm zz", CultureInfo.InvariantCulture))];
}
