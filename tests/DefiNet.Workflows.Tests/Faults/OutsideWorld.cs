using System.Collections.Concurrent;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows.Execution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Tests.Faults;

/// <summary>What workflows have effects on: it notes every key, and looks into the store whether the effect of that key was committed before it is asked for.</summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Store _store;
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);

    private OutsideWorld(WebApplication app, Store store) => (_app, _store) = (app, store);

    public string Address => new Uri(_app.Urls.First()).Authority;

    public int Asked => _asked.Values.Sum();

    public int Keys => _asked.Count;

    /// <summary>Keys whose effect was asked for although its commit was made.</summary>
    public ConcurrentQueue<string> AfterCommit { get; } = new();

    public static async Task<OutsideWorld> Start(Store store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var world = new OutsideWorld(app, store);
        app.Map("/effect", world.TakeEffect);
        app.Map("/message", world.TakeMessage);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task TakeEffect(HttpContext http) => Take(http, (context, key) => context.ActivityExecutions.AnyAsync(row => row.Id == key && row.Status == nameof(ExecutionStatus.Running)));

    private Task TakeMessage(HttpContext http) => Take(http, (context, key) => context.WorkflowMessages.AnyAsync(row => row.Id == key));

    private async Task Take(HttpContext http, Func<DefiNetContext, string, Task<bool>> isOpen)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        await using (var context = _store.NewContext())
            if (!await isOpen(context, key))
                AfterCommit.Enqueue(key);
        _asked.AddOrUpdate(key, 1, (_, count) => count + 1);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
