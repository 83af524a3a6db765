using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Tests.Rest;

/// <summary>The routes on a port of their own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestStore _store;

    private TestServer(WebApplication app, TestStore store, HttpClient client) => (_app, _store, Client) = (app, store, client);

    public HttpClient Client { get; }

    public Store Store => _app.Services.GetRequiredService<Store>();

    public IServiceProvider Services => _app.Services;

    public static async Task<TestServer> Start(TestStore? given = null, Action<WorkflowOptions>? configure = null)
    {
        var store = given ?? TestStore.OnSqlite();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(Store.Open(store.Address));
        builder.Services.AddWorkflows(
            options =>
            {
                options.PollEvery = TimeSpan.FromMilliseconds(20);
                configure?.Invoke(options);
            },
            typeof(TestServer).Assembly);
        var app = builder.Build();
        app.MapWorkflows("/elsa/api");
        app.MapWorkflowEndpoints("/workflows");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, store, new HttpClient { BaseAddress = new(app.Urls.First()) });
    }

    public Task<JsonObject> Get(string path) => Read(Client.GetAsync("/elsa/api" + path, TestContext.Current.CancellationToken));

    public Task<JsonObject> Post(string path, JsonNode? body = null) => Read(Client.PostAsJsonAsync("/elsa/api" + path, body ?? new JsonObject(), TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _store.Dispose();
    }

    private static async Task<JsonObject> Read(Task<HttpResponseMessage> answer)
    {
        using var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
