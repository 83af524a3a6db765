using System.Net;

namespace DefiNet.Server.Tests.Security;

public sealed class RequestGateTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await shared.GetAsync(() => TestServer.OnSqliteAsync(options => options with { Hosts = ["definet.example"] }));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("definet.example", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("definet.example.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task A_foreign_host_name_is_refused(string host, HttpStatusCode expected)
    {
        using var client = _server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/campaigns") { Headers = { Host = host } };

        Assert.Equal(expected, (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData("https://elsewhere.example", null, HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "cross-site", HttpStatusCode.Forbidden)]
    [InlineData(null, "same-origin", HttpStatusCode.NotFound)]
    [InlineData("own", null, HttpStatusCode.NotFound)]
    public async Task A_browser_that_is_signed_in_changes_nothing_for_another_site(string? origin, string? fetchSite, HttpStatusCode expected)
    {
        using var browser = _server.Client(key: null);
        await TestServer.SignInAsync(browser);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/campaigns/none/run");
        if (origin is not null)
            request.Headers.Add("Origin", origin == "own" ? _server.Url : origin);
        if (fetchSite is not null)
            request.Headers.Add("Sec-Fetch-Site", fetchSite);

        Assert.Equal(expected, (await browser.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_program_with_a_key_needs_no_origin()
    {
        using var client = _server.Client();

        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("/api/campaigns/none/run", null, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Pages_trust_no_script_and_no_other_site()
    {
        using var client = _server.Client();

        var answer = await client.GetAsync("/", TestContext.Current.CancellationToken);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();

        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        using var client = _server.Client();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync("/api/campaigns", new StringContent(new string('#', 300_000)), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Too_many_requests_without_a_key_are_refused()
    {
        await using var server = await TestServer.OnSqliteAsync(options => options with { AnonymousBurst = 20 });
        using var stranger = server.Client(key: null);
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => stranger.GetAsync("/", TestContext.Current.CancellationToken)));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }
}
