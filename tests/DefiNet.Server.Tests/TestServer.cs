using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Dft;
using DefiNet.Server.Accounts;
using DefiNet.Server.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Server.Tests;

/// <summary>A server on a free port of loopback with a store of its own, gone afterwards.</summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string AdminKey = "the-key-of-the-tests-0123456789";

    public static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "DefiNet.Cli", "release", "definet"));

    private readonly TestStore? _own;
    private readonly WebApplication _app;

    private TestServer(WebApplication app, string folder, string address, TestStore? own)
    {
        (_app, Folder, Address, _own) = (app, folder, address, own);
        Url = ServerHost.AddressesOf(app)[0];
    }

    public string Url { get; }

    public string Folder { get; }

    /// <summary>Its store, for another server that is to share it.</summary>
    public string Address { get; }

    public IServiceProvider Services => _app.Services;

    public Store Store => Services.GetRequiredService<Store>();

    internal AccountBook Accounts => Services.GetRequiredService<AccountBook>();

    public static Task<TestServer> OnSqliteAsync(Func<ServerOptions, ServerOptions>? change = null) => StartAsync(TestStore.OnSqlite(), change);

    public static Task<TestServer> OnPostgresAsync(Func<ServerOptions, ServerOptions>? change = null) => StartAsync(TestStore.OnPostgres(), change);

    public static async Task<TestServer> OnAsync(string address, TestStore? own = null, Func<ServerOptions, ServerOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("definet-server-").FullName;
        var options = new ServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = folder, Database = address, AdminKey = AdminKey, Program = new EngineCommand(Program, []) };
        var app = ServerHost.Build(change?.Invoke(options) ?? options, out _);
        await app.StartAsync();
        return new(app, folder, address, own);
    }

    /// <summary>A client with this key; without one for null. It keeps cookies and follows no redirection.</summary>
    public HttpClient Client(string? key = AdminKey)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(Url) };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", key);
        return client;
    }

    /// <summary>A client of a new account of this role.</summary>
    public HttpClient ClientWith(Role role)
    {
        var name = $"{role}-{Guid.NewGuid():N}".ToLowerInvariant();
        Accounts.Add(name, role, null);
        return Client(Accounts.AddKey(name, "tests"));
    }

    /// <summary>Signs a browser in as the administrator.</summary>
    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string to = "/") =>
        browser.PostAsync("/signin", new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = AdminKey, ["to"] = to }), TestContext.Current.CancellationToken);

    /// <summary>A link by which a browser signs in as the administrator, once.</summary>
    public string SignInLink(string to = "/") => $"{Url}{SignInPages.LinkOf(Accounts.AddLink("admin"))}&to={Uri.EscapeDataString(to)}";

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var client = Client();
        return await client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);
    }

    /// <summary>What was audited, the newest first. A row gets its status after the answer was sent, so this waits until every row has one.</summary>
    public async Task<JsonElement[]> AuditAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            JsonElement[] rows = [.. (await JsonAsync("/api/audit")).EnumerateArray()];
            if (rows.All(row => row.GetProperty("status").ValueKind == JsonValueKind.Number))
                return rows;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "A request that was answered is still open in the audit.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _own?.Dispose();
        await DeleteFolderAsync();
    }

    // Engines outlive the server; one that still writes its last lines is waited for.
    private async Task DeleteFolderAsync()
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
                return;
            }
            catch (IOException) when (clock.Elapsed < TimeSpan.FromSeconds(20))
            {
            }
        }
    }

    private static async Task<TestServer> StartAsync(TestStore store, Func<ServerOptions, ServerOptions>? change)
    {
        try
        {
            return await OnAsync(store.Address, store, change);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}
