using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using DefiNet.Server.Accounts;
using DefiNet.Server.Designer;
using DefiNet.Server.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DefiNet.Server.Tests.Security;

/// <summary>What somebody would try who means harm.</summary>
public sealed class AttackTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    private static readonly Lines Log = new();

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await shared.GetAsync(() => TestServer.OnSqliteAsync(options => options with { Services = services => services.AddSingleton<ILoggerProvider>(Log) }));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("/designer/../../../../etc/passwd")]
    [InlineData("/designer/..%2f..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/designer/%2e%2e/%2e%2e/README.md")]
    [InlineData("/designer/_content/..%2f..%2f..%2fglobal.json")]
    [InlineData("/designer//etc/passwd")]
    [InlineData("/designer/%2fetc%2fpasswd")]
    [InlineData("/designer/..%5c..%5cREADME.md")]
    [InlineData("/designer/_framework/blazor.webassembly.js%00.css")]
    [InlineData("/designer/.git/config")]
    public async Task No_path_below_the_designer_leads_out_of_its_folder(string path)
    {
        var answer = await RawAsync($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ApiKey {TestServer.AdminKey}\r\nConnection: close\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (400|404) ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_stand_in_no_log_no_audit_and_no_trace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == "Microsoft.AspNetCore", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = spans.Enqueue };
        ActivitySource.AddActivityListener(listener);
        var link = _server.Accounts.AddLink("admin");
        using var browser = _server.Client(key: null);
        using var admin = _server.Client();
        await browser.GetAsync($"/signin?link={link}", TestContext.Current.CancellationToken);
        await TestServer.SignInAsync(browser);
        await admin.GetAsync("/api/me?key=" + link, TestContext.Current.CancellationToken);
        await admin.PostAsync("/api/campaigns", new StringContent("{{{{"), TestContext.Current.CancellationToken);

        Assert.NotEmpty(spans);
        var told = string.Join('\n', spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(span.DisplayName))) + string.Join('\n', Log.All) + await admin.GetStringAsync("/api/audit", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(TestServer.AdminKey, told, StringComparison.Ordinal);
        Assert.DoesNotContain(link, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hub_answers_nobody_without_a_key_and_no_other_sites_page()
    {
        using var stranger = _server.Client(key: null);
        using var thief = _server.Client(key: null);
        await TestServer.SignInAsync(thief);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, $"{InstanceHub.Path}/negotiate?negotiateVersion=1") { Headers = { { "Origin", "https://elsewhere.example" } } };

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync($"{InstanceHub.Path}/negotiate?negotiateVersion=1", null, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await thief.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains("401", (await Refused(null, null)).Message, StringComparison.Ordinal);
        var cookie = $"{SignInCookie.Name}={_server.Accounts.SignIn(_server.Accounts.WithKey(TestServer.AdminKey)!)}";
        Assert.Contains("403", (await Refused(cookie, "https://elsewhere.example")).Message, StringComparison.Ordinal);

        async Task<WebSocketException> Refused(string? cookies, string? origin)
        {
            using var socket = new ClientWebSocket();
            if (cookies is not null)
                socket.Options.SetRequestHeader("Cookie", cookies);
            if (origin is not null)
                socket.Options.SetRequestHeader("Origin", origin);
            return await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(_server.Url.Replace("http", "ws", StringComparison.Ordinal) + InstanceHub.Path), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task An_endpoint_of_a_workflow_is_for_operators_is_audited_and_is_asked_by_no_other_site()
    {
        using var admin = _server.Client();
        using var viewer = _server.ClientWith(Role.Viewer);
        using var stranger = _server.Client(key: null);
        using var browser = _server.Client(key: null);
        await TestServer.SignInAsync(browser);
        var model = JsonNode.Parse("""
            { "publish": true, "model": { "definitionId": "hook", "name": "Hook", "root": { "id": "f", "type": "Elsa.Flowchart", "version": 1, "connections": [], "activities": [
              { "id": "e", "type": "Elsa.HttpEndpoint", "version": 1, "customProperties": { "canStartWorkflow": true }, "path": { "expression": { "type": "Literal", "value": "hook" } } }] } } }
            """);
        (await admin.PostAsJsonAsync("/elsa/api/workflow-definitions", model, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(stranger));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(viewer));
        Assert.Equal(HttpStatusCode.Accepted, await Ask(admin));
        foreach (var site in (string?[])["cross-site", "same-site", "none", null])
            Assert.Equal(HttpStatusCode.Forbidden, await Ask(browser, site));
        Assert.Equal(HttpStatusCode.Accepted, await Ask(browser, "same-origin"));
        var audited = (await _server.AuditAsync()).Where(row => row.GetProperty("subject").GetString() == "/workflows/hook").Select(row => row.GetProperty("status").GetInt32());
        Assert.Equal([202, 202, 403], audited);

        static async Task<HttpStatusCode> Ask(HttpClient client, string? site = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/workflows/hook");
            if (site is not null)
                request.Headers.Add("Sec-Fetch-Site", site);
            return (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
        }
    }

    [Fact]
    public async Task Bodies_that_are_too_long_or_too_deep_cost_a_refusal()
    {
        using var admin = _server.Client();
        var deep = "{\"model\":" + new string('[', 3_000_000);

        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync("/elsa/api/workflow-definitions", new StringContent(deep, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync("/api/schedules", new StringContent(new string('[', 200_000), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync("/elsa/api/workflow-definitions", new ByteArrayContent(new byte[7 << 20]), TestContext.Current.CancellationToken)).StatusCode);
        var announced = await RawAsync($"POST /api/schedules HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ApiKey {TestServer.AdminKey}\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n{{");
        Assert.StartsWith("HTTP/1.1 413 ", announced, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("/campaigns/%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("/schedules/%3Cimg%20src=x%3E")]
    [InlineData("/audit?account=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/signin?to=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/designer/workflows/definitions/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E/edit")]
    [InlineData("/designer/workflows/instances/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E/view")]
    public async Task What_stands_in_an_address_is_text_on_the_page(string path)
    {
        using var admin = _server.Client();
        admin.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        var page = await (await admin.GetAsync(path, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
    }

    // As it is written: clients would tidy the path.
    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(_server.Url).Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
