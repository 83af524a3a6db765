using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DefiNet.Campaigns;
using DefiNet.Campaigns.Scheduling;
using DefiNet.Server.Schedules;
using DefiNet.Server.Tests.Campaigns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Server.Tests.Schedules;

/// <summary>What holds for schedules on both stores.</summary>
public abstract class ScheduleApiTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    private const string Definition = "name: tiny\nrecipe: {path: mos2-low-density, limit: 1}\nrelaxers: [raw]\nsettings: {EDIFFG: -0.5}\n";

    private TestServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await shared.GetAsync(async () =>
        {
            var server = await StartAsync();
            using var client = server.Client();
            foreach (var name in (string[])["tiny", "small"])
                Assert.Equal(HttpStatusCode.Created, (await client.PostAsync($"/api/campaigns?name={name}", new StringContent(Definition), TestContext.Current.CancellationToken)).StatusCode);
            return server;
        });
        _client = _server.Client();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_schedule_is_made_changed_paused_run_and_dropped()
    {
        var made = await AddAsync("nightly", "campaign", new { every = "day", at = "02:30" });
        Assert.Equal((10, "every day at 02:30", "Europe/Berlin", "skip"), (made.GetProperty("next").GetArrayLength(), made.GetProperty("rule_text").GetString(), made.GetProperty("time_zone").GetString(), made.GetProperty("misfire").GetString()));

        var changed = await _client.PutAsJsonAsync("/api/schedules/nightly", new { name = "nightly", kind = "campaign", subject = "tiny", rule = new { every = "hours", at = "00:00", hours = 6 }, misfire = "once" }, TestContext.Current.CancellationToken);
        Assert.Equal("every 6 hours from 00:00", (await changed.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("rule_text").GetString());

        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("/api/schedules/nightly/pause", null, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(0, (await _server.JsonAsync("/api/schedules/nightly")).GetProperty("next").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("/api/schedules/nightly/run", null, TestContext.Current.CancellationToken)).StatusCode);
        await CampaignApiTests.EndedAsync(_server, "tiny");
        Assert.Equal("Campaign tiny runs.", (await HistoryAsync("nightly")).Single().GetProperty("outcome").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("/api/schedules/nightly/resume", null, TestContext.Current.CancellationToken)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await _client.DeleteAsync("/api/schedules/nightly", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/api/schedules/nightly", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Work_is_done_at_its_time()
    {
        await AddAsync("soon", "probe", new { every = "cron", cron = NextSecondsCron(3) }, "probed");

        await CampaignApiTests.UntilAsync(async () => (await HistoryAsync("soon")).Any(firing => firing.GetProperty("state").GetString() == "done"));

        var firing = (await HistoryAsync("soon")).Single();
        Assert.Equal("Probed probed.", firing.GetProperty("outcome").GetString());
        Assert.True(firing.GetProperty("started_at").GetDateTime() - firing.GetProperty("due_at").GetDateTime() < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_campaign_is_run_anew_under_a_name_with_the_date()
    {
        await AddAsync("again", "campaign-again", new { every = "day", at = "02:30" }, "small");
        await _client.PostAsync("/api/schedules/again/run", null, TestContext.Current.CancellationToken);

        await CampaignApiTests.UntilAsync(async () => (await _server.JsonAsync("/api/campaigns")).EnumerateArray().Any(row => row.GetProperty("campaign").GetString()!.StartsWith("small-2", StringComparison.Ordinal) && row.GetProperty("state").GetString() == "finished"));

        Assert.Equal("new", (await _server.JsonAsync("/api/campaigns/small")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_goes_wrong_stands_in_the_history()
    {
        await AddAsync("wrong", "probe", new { every = "day", at = "02:30" }, "broken");
        await _client.PostAsync("/api/schedules/wrong/run", null, TestContext.Current.CancellationToken);

        await CampaignApiTests.UntilAsync(async () => (await HistoryAsync("wrong")).Any(firing => firing.GetProperty("state").GetString() == "failed"));

        Assert.Equal("The probe is broken.", (await HistoryAsync("wrong")).Single().GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_schedule_whose_dates_have_all_passed_is_shown_and_can_be_run_by_hand()
    {
        await AddAsync("once", "probe", new { every = "cron", cron = "0 0 0 1 1 ? 2090" }, "probed");
        using (var context = _server.Store.NewContext())
            await context.Schedules.Where(row => row.Name == "once").ExecuteUpdateAsync(row => row.SetProperty(column => column.Rule, """{"every":"cron","cron":"0 0 0 1 1 ? 2020"}"""), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("/api/schedules/once/resume", null, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains("never again", await _client.GetStringAsync("/schedules", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("All its dates have passed.", await _client.GetStringAsync("/schedules/once", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await _client.PostAsync("/api/schedules/once/run", null, TestContext.Current.CancellationToken);
        await CampaignApiTests.UntilAsync(async () => (await HistoryAsync("once")).Any(firing => firing.GetProperty("state").GetString() == "done"));
        await _client.DeleteAsync("/api/schedules/once", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_row_without_its_trigger_gets_one_at_the_next_start()
    {
        await AddAsync("kept", "campaign", new { every = "day", at = "02:30" });
        using (var context = _server.Store.NewContext())
            await context.Database.ExecuteSqlRawAsync("DELETE FROM qrtz_cron_triggers; DELETE FROM qrtz_triggers; DELETE FROM qrtz_job_details", TestContext.Current.CancellationToken);

        await _server.Services.GetRequiredService<ScheduleBook>().BringTogetherAsync(TestContext.Current.CancellationToken);

        using var connection = _server.Store.OpenConnection(readOnly: true);
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM qrtz_triggers";
        Assert.Equal((long)(await _server.JsonAsync("/api/schedules")).GetArrayLength(), Convert.ToInt64(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("x/y", "campaign", "tiny", "day", "The name must be")]
    [InlineData("fine", "magic", "tiny", "day", "no work of the kind 'magic'")]
    [InlineData("fine", "campaign", "none", "day", "'none' is nothing")]
    [InlineData("fine", "campaign", "tiny", "never", "'never' is not a rule")]
    public async Task A_schedule_that_cannot_be_right_is_refused_with_a_sentence(string name, string kind, string subject, string every, string sentence)
    {
        var answer = await _client.PostAsJsonAsync("/api/schedules", new { name, kind, subject, rule = new { every, at = "02:30" } }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_dates_of_a_rule_are_shown_before_it_is_kept()
    {
        var answer = await _client.PostAsJsonAsync("/api/schedules/preview", new { rule = new { every = "weekday", at = "07:00" }, time_zone = "Asia/Tokyo" }, TestContext.Current.CancellationToken);
        var dates = (await answer.Content.ReadFromJsonAsync<DateTimeOffset[]>(TestContext.Current.CancellationToken))!;

        Assert.Equal(10, dates.Length);
        Assert.All(dates, date => Assert.True(date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && date.Hour == 7 && date.Offset == TimeSpan.FromHours(9)));
    }

    protected abstract Task<TestServer> StartAsync();

    protected static ServerOptions WithProbe(ServerOptions options) => options with { Services = services => services.AddSingleton<IScheduledWork, Probe>() };

    private static string NextSecondsCron(int seconds)
    {
        var at = DateTime.UtcNow.AddSeconds(seconds);
        return FormattableString.Invariant($"{at.Second} {at.Minute} {at.Hour} {at.Day} {at.Month} ?");
    }

    private async Task<JsonElement> AddAsync(string name, string kind, object rule, string subject = "tiny")
    {
        var zone = kind == "probe" ? "UTC" : "Europe/Berlin";
        var answer = await _client.PostAsJsonAsync("/api/schedules", new { name, kind, subject, rule, time_zone = zone }, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private async Task<List<JsonElement>> HistoryAsync(string name) => [.. (await _server.JsonAsync($"/api/schedules/{name}/history")).EnumerateArray()];

    private sealed class Probe : IScheduledWork
    {
        public string Kind => "probe";

        public string Title => "Probe";

        public IReadOnlyList<string> Subjects() => ["probed", "broken"];

        public Task<string> RunAsync(ScheduledOccasion occasion, CancellationToken cancellation) =>
            occasion.Subject == "broken" ? throw new CampaignException("The probe is broken.") : Task.FromResult($"Probed {occasion.Subject}.");
    }
}

public sealed class ScheduleApiOnSqliteTests(SharedServer shared) : ScheduleApiTests(shared)
{
    protected override Task<TestServer> StartAsync() => TestServer.OnSqliteAsync(WithProbe);
}

public sealed class ScheduleApiOnPostgresTests(SharedServer shared) : ScheduleApiTests(shared)
{
    protected override Task<TestServer> StartAsync() => TestServer.OnPostgresAsync(WithProbe);
}
