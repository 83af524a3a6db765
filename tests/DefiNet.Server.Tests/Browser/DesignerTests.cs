using System.Collections.Concurrent;
using DefiNet.Server.Designer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace DefiNet.Server.Tests.Browser;

public sealed class DesignerTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.OnSqliteAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_Studio_starts_below_designer_and_asks_our_API_as_the_person_signed_in()
    {
        Assert.SkipUnless(_server.Services.GetRequiredService<StudioFiles>().AreThere, "Elsa Studio was not fetched; build/fetch-studio does it where there is a network.");
        var answers = new ConcurrentQueue<(int Status, string Url)>();
        var page = await chromium.PageAsync();
        page.Response += (_, response) => answers.Enqueue((response.Status, response.Url));
        await page.GotoAsync($"{_server.Url}/signin?key={TestServer.AdminKey}&to=/designer");

        await page.WaitForResponseAsync(response => response.Url.Contains("/elsa/api/", StringComparison.Ordinal));
        await Assertions.Expect(page.GetByText("Loading...")).ToHaveCountAsync(0);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Chromium.Pictures, "designer.png") });

        Assert.Equal("/designer/workflows/definitions", new Uri(page.Url).AbsolutePath);
        Assert.DoesNotContain(answers, answer => answer.Status == 401);
        Assert.All(answers.Where(answer => !answer.Url.Contains("/elsa/", StringComparison.Ordinal)), answer => Assert.True(answer.Status is 200 or 303 or 304, $"{answer.Url} answers {answer.Status}"));
        Assert.All(answers, answer => Assert.StartsWith(_server.Url, answer.Url.Replace("data:", _server.Url, StringComparison.Ordinal), StringComparison.Ordinal));
    }
}
