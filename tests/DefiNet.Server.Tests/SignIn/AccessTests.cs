using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using DefiNet.Server.Accounts;
using DefiNet.Server.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Server.Tests.SignIn;

public sealed partial class AccessTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await shared.GetAsync(() => TestServer.OnSqliteAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Every_route_but_health_and_sign_in_answers_401_without_a_key()
    {
        await using var server = await TestServer.OnSqliteAsync();
        using var stranger = server.Client(key: null);
        using var liar = server.Client(key: "dfn_not-a-key-that-anybody-ever-got");
        var routes = Routes().ToList();

        Assert.True(routes.Count > 20, $"{routes.Count} routes");
        foreach (var (method, path) in routes)
        {
            if (path.StartsWith("/health", StringComparison.Ordinal) || path == "/signin")
                continue;
            foreach (var client in (HttpClient[])[stranger, liar])
            {
                using var answer = await client.SendAsync(new(new(method), path), TestContext.Current.CancellationToken);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answers {answer.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("/nothing/here")]
    [InlineData("/../etc/passwd")]
    [InlineData("/designer/_framework/dotnet.js")]
    [InlineData("/elsa/api/workflow-definitions")]
    public async Task What_does_not_exist_answers_401_without_a_key(string path)
    {
        using var stranger = _server.Client(key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Health_answers_everybody()
    {
        using var stranger = _server.Client(key: null);

        foreach (var path in (string[])["/health", "/health/live", "/health/ready"])
            Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_key_sets_a_cookie_that_opens_the_pages()
    {
        using var browser = _server.Client(key: null);

        var answer = await TestServer.SignInAsync(browser, "/schedules");
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/schedules", answer.Headers.Location?.OriginalString);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(TestServer.AdminKey, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_sign_in_link_works_once_and_looking_at_it_uses_nothing_up()
    {
        _server.Accounts.Add("lina", Role.Viewer, null);
        using var admin = _server.Client();
        using var made = await admin.PostAsync("/api/accounts/lina/links", null, TestContext.Current.CancellationToken);
        var link = (await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("link").GetString()!;
        var secret = link[(link.IndexOf("link=", StringComparison.Ordinal) + 5)..];
        using var browser = _server.Client(key: null);
        using var other = _server.Client(key: null);

        var looks = new[] { await browser.GetAsync(link, TestContext.Current.CancellationToken), await other.GetAsync(link, TestContext.Current.CancellationToken) };
        Assert.All(looks, look => Assert.Equal((HttpStatusCode.OK, false), (look.StatusCode, look.Headers.Contains("Set-Cookie"))));
        Assert.Contains("Sign in as lina", await looks[0].Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Take(browser)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Take(other)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync(link, TestContext.Current.CancellationToken)).StatusCode);

        Assert.Equal("lina", (await browser.GetFromJsonAsync<JsonElement>("/api/me", TestContext.Current.CancellationToken)).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        other.DefaultRequestHeaders.Authorization = new("ApiKey", secret);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);

        Task<HttpResponseMessage> Take(HttpClient client) => client.PostAsync("/signin", new FormUrlEncodedContent(new Dictionary<string, string> { ["link"] = secret }), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_link_that_was_not_used_is_neither_a_key_nor_a_cookie()
    {
        var secret = _server.Accounts.AddLink("admin");
        foreach (var cookie in (string[])[secret, $"link {secret}", Uri.EscapeDataString($"link {secret}")])
        {
            using var thief = _server.Client(key: null);
            thief.DefaultRequestHeaders.Add("Cookie", $"definet={cookie}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        }

        Assert.Null(_server.Accounts.WithKey(secret));
        Assert.Null(_server.Accounts.WithKey($"link {secret}"));
    }

    [Fact]
    public async Task A_key_in_an_address_signs_nobody_in()
    {
        using var browser = _server.Client(key: null);

        var answer = await browser.GetAsync($"/signin?key={TestServer.AdminKey}", TestContext.Current.CancellationToken);

        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain(TestServer.AdminKey, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("/\t/elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/h\u00e9")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("")]
    [InlineData(null)]
    public void Another_site_is_no_place_to_go_to_after_signing_in(string? to) => Assert.False(SignInPages.IsLocal(to));

    [Fact]
    public async Task Signing_in_leads_to_no_other_site()
    {
        using var browser = _server.Client(key: null);
        using var other = _server.Client(key: null);

        Assert.Equal("/", (await TestServer.SignInAsync(browser, "//elsewhere.example/")).Headers.Location?.OriginalString);
        Assert.Equal("/schedules?a=b", (await TestServer.SignInAsync(other, "/schedules?a=b")).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_password_signs_in_and_a_wrong_one_does_not()
    {
        _server.Accounts.Add("grace", Role.Viewer, "correct horse battery");
        using var browser = _server.Client(key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(browser, "grace", "correct horse")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(browser, "nobody", "correct horse battery")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await SignIn(browser, "grace", "correct horse battery")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Signing_out_makes_the_cookie_worthless()
    {
        using var browser = _server.Client(key: null);
        var cookie = (await TestServer.SignInAsync(browser)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var leave = new HttpRequestMessage(HttpMethod.Post, "/signout") { Headers = { { "Origin", _server.Url } } };
        await browser.SendAsync(leave, TestContext.Current.CancellationToken);

        using var thief = _server.Client(key: null);
        thief.DefaultRequestHeaders.Add("Cookie", cookie);

        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Trying_keys_is_slowed_down()
    {
        await using var server = await TestServer.OnSqliteAsync();
        using var stranger = server.Client(key: null);
        var answers = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 40; attempt++)
            answers.Add((await SignIn(stranger, "admin", $"password number {attempt}", hash: false)).StatusCode);

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task A_viewer_looks_an_operator_changes_an_administrator_looks_after_accounts()
    {
        using var viewer = _server.ClientWith(Role.Viewer);
        using var operators = _server.ClientWith(Role.Operator);
        using var admin = _server.ClientWith(Role.Admin);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), await Reach(viewer));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden), await Reach(operators));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK), await Reach(admin));
    }

    [Fact]
    public async Task A_viewer_can_change_nothing_whatever_the_route()
    {
        using var viewer = _server.ClientWith(Role.Viewer);
        foreach (var (method, path) in Routes(endpoint => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(rule => rule.Policy != RoleNames.Viewer)))
        {
            if (method is "GET" or "HEAD" || path is "/signin" or "/signout")
                continue;
            using var answer = await viewer.SendAsync(new(new(method), path), TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answers {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Changes_and_attempts_are_audited()
    {
        await using var server = await TestServer.OnSqliteAsync();
        using var viewer = server.ClientWith(Role.Viewer);
        using var admin = server.Client();
        await viewer.PostAsync("/api/campaigns/none/run", null, TestContext.Current.CancellationToken);
        await admin.PostAsJsonAsync("/api/accounts", new { name = "ada", role = "operator" }, TestContext.Current.CancellationToken);

        var rows = (await server.AuditAsync()).Select(row => $"{row.GetProperty("account").GetString()!.Split('-')[0]} {row.GetProperty("action").GetString()} {row.GetProperty("status").GetInt32()}").ToList();

        Assert.Equal(["admin POST /api/accounts 201", "viewer POST /api/campaigns/{name}/run 403"], rows);
    }

    [Fact]
    public async Task A_dropped_key_and_a_disabled_account_open_nothing()
    {
        _server.Accounts.Add("tom", Role.Operator, null);
        var (first, second) = (_server.Accounts.AddKey("tom", "one"), _server.Accounts.AddKey("tom", "two"));
        using var one = _server.Client(first);
        using var two = _server.Client(second);
        Assert.Equal(HttpStatusCode.OK, (await one.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);

        _server.Accounts.DropKey("tom", _server.Accounts.List().Single(account => account.Name == "tom").Keys.Min(key => key.Id));
        Assert.Equal(HttpStatusCode.Unauthorized, (await one.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await two.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        _server.Accounts.Change("tom", null, null, disabled: true);
        Assert.Equal(HttpStatusCode.Unauthorized, (await two.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        await using var server = await TestServer.OnSqliteAsync();
        var refused = Assert.Throws<RequestException>(() => server.Accounts.Change("admin", Role.Viewer, null, null));

        Assert.Contains("last administrator", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Role.Admin, server.Accounts.WithKey(TestServer.AdminKey)!.Role);
    }

    private static async Task<(HttpStatusCode Look, HttpStatusCode Change, HttpStatusCode Accounts)> Reach(HttpClient client) => (
        (await client.GetAsync("/api/campaigns", TestContext.Current.CancellationToken)).StatusCode,
        (await client.PostAsync("/api/campaigns/none/run", null, TestContext.Current.CancellationToken)).StatusCode,
        (await client.GetAsync("/api/accounts", TestContext.Current.CancellationToken)).StatusCode);

    private static Task<HttpResponseMessage> SignIn(HttpClient client, string name, string password, bool hash = true)
    {
        // An unknown key costs the server nothing, a password a tenth of a second.
        var fields = hash ? new Dictionary<string, string> { ["name"] = name, ["password"] = password } : new() { ["key"] = $"dfn_{name}-{password}" };
        return client.PostAsync("/signin", new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
    }

    private IEnumerable<(string Method, string Path)> Routes(Func<RouteEndpoint, bool>? wanted = null) =>
        from endpoint in _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where wanted is null || wanted(endpoint)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, Parameter().Replace("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), found => found.Groups[1].Value switch { "id" => "1", "verb" => "run", "documentName" => "v1", _ => "x" }));

    [GeneratedRegex(@"\{\**(\w+)(?:[^{}]|\{[^}]*\})*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
