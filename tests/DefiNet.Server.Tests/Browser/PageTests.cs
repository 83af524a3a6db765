using System.Net.Http.Json;
using DefiNet.Server.Tests.Campaigns;
using Microsoft.Playwright;

namespace DefiNet.Server.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class PageTests(Chromium chromium, SharedServer shared) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await shared.GetAsync(() => TestServer.OnSqliteAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_person_signs_in_makes_a_campaign_and_sees_what_it_saved()
    {
        var page = await OpenAsync("/");
        await PictureAsync(page, "refused");
        await page.GetByLabel("Key").FillAsync("dfn_a-key-that-nobody-ever-had");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not known");
        await PictureAsync(page, "sign-in");
        _complaints.Clear(); // the browser notes the two refusals
        await page.GetByLabel("Key").FillAsync(TestServer.AdminKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Campaigns", Level = 1 })).ToBeVisibleAsync();
        await PictureAsync(page, "campaigns-first");

        await page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();
        await PictureAsync(page, "campaign-new");
        await page.GetByLabel("Definition").FillAsync("name: bad\nrelaxers: [raw]\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make and run" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("recipe");
        _complaints.Clear();
        await page.GetByLabel("Definition").FillAsync("name: first-screening\nrecipe: {path: mos2-high-density, limit: 4}\nrelaxers: [raw, definet]\nsettings: {EDIFFG: -0.05}\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make and run" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "first-screening", Level = 1 })).ToBeVisibleAsync();
        await PictureAsync(page, "campaign-running");
        await CampaignApiTests.EndedAsync(_server, "first-screening");
        await Assertions.Expect(page.Locator(".top .state")).ToHaveTextAsync("finished"); // the page loads itself anew until then
        await Assertions.Expect(page.GetByText("of the ionic steps saved by definet")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Figure).Filter(new() { HasText = "Energies of the engine before and after relaxation" })).ToBeVisibleAsync();
        await PictureAsync(page, "campaign");

        await page.GetByRole(AriaRole.Link, new() { Name = "DefiNet", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "first-screening" })).ToContainTextAsync("finished");
        await PictureAsync(page, "campaigns");
        await page.GetByRole(AriaRole.Link, new() { Name = "Accounts" }).ClickAsync();
        await PictureAsync(page, "accounts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_person_schedules_a_campaign_without_knowing_cron()
    {
        using var client = _server.Client();
        await client.PostAsync("/api/campaigns", new StringContent("name: nightly\nrecipe: {path: mos2-low-density, limit: 1}\nrelaxers: [raw]\nsettings: {EDIFFG: -0.5}\n"), TestContext.Current.CancellationToken);
        var page = await OpenAsync(_server.SignInLink("/schedules"));
        await PictureAsync(page, "sign-in-link");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as admin" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Schedules", Level = 1 })).ToBeVisibleAsync();
        await PictureAsync(page, "schedules-empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "New schedule" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("every night");
        await page.GetByLabel("Work").SelectOptionAsync(new SelectOptionValue { Value = "campaign-again|nightly" });
        await page.Locator("input[value=weekday]").CheckAsync();
        await page.Locator("input[name=at-weekday]").FillAsync("23:15");
        await page.GetByLabel("Time zone").SelectOptionAsync("Europe/Berlin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the next dates" }).ClickAsync();
        await Assertions.Expect(page.Locator("ol.dates li")).ToHaveCountAsync(10);
        await Assertions.Expect(page.Locator("ol.dates li").First).ToContainTextAsync("23:15");
        await PictureAsync(page, "schedule-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make schedule" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "every night", Level = 1 })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Campaign nightly-2")).ToBeVisibleAsync();
        await PictureAsync(page, "schedule");
        await page.GetByRole(AriaRole.Link, new() { Name = "Schedules" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "every night" })).ToContainTextAsync("Monday to Friday at 23:15");
        await PictureAsync(page, "schedules");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Every_page_can_be_read_on_a_telephone_and_in_the_dark()
    {
        using var client = _server.Client();
        await client.PostAsync("/api/campaigns", new StringContent("name: a-campaign-with-quite-a-long-name-of-sixty-characters-and-more\nrecipe: {path: mos2-low-density, limit: 1}\nrelaxers: [raw]\nsettings: {EDIFFG: -0.5}\n"), TestContext.Current.CancellationToken);
        await client.PostAsJsonAsync("/api/schedules", new { name = "small", kind = "workflow", subject = "Screening campaign [screening-campaign]", rule = new { every = "week", at = "02:30", days = (string[])["mon", "thu"] } }, TestContext.Current.CancellationToken);
        var page = await OpenAsync(_server.SignInLink("/"));
        await page.SetViewportSizeAsync(390, 800);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as admin" }).ClickAsync();
        foreach (var path in (string[])["/", "/campaigns/new", "/campaigns/a-campaign-with-quite-a-long-name-of-sixty-characters-and-more", "/schedules", "/schedules/new", "/schedules/small", "/accounts", "/audit", "/signin", "/nothing/here"])
        {
            await page.GotoAsync(_server.Url + path);
            await PictureAsync(page, $"narrow{path.Replace('/', '-')}");
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, $"{path} is wider than the window");
            Assert.True(await page.EvaluateAsync<int>("Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g))") < 64, $"{path} is bright in the dark");
        }

        _complaints.Clear(); // the browser notes the page that is not there
        await page.SetViewportSizeAsync(1440, 900);
        await page.GotoAsync(_server.Url + "/schedules/small");
        await page.GetByText("Drop", new() { Exact = true }).ClickAsync();
        await PictureAsync(page, "schedule-drop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Drop for good" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Schedules", Level = 1 })).ToBeVisibleAsync();
        await page.GotoAsync(_server.Url + "/audit");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "/schedules/small: drop" })).ToContainTextAsync("done");
        await PictureAsync(page, "audit");
        Assert.Empty(_complaints);
    }

    private static Task<byte[]> PictureAsync(IPage page, string name) => page.ScreenshotAsync(new() { Path = Path.Combine(Chromium.Pictures, $"{name}.png"), FullPage = true });

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await chromium.PageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        await page.GotoAsync(new Uri(new(_server.Url), path).ToString());
        return page;
    }
}
