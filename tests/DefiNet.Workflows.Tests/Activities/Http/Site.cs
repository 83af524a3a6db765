using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DefiNet.Workflows.Tests.Activities.Http;

/// <summary>A web site that notes what it is asked.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app) => _app = app;

    public string Address => new Uri(_app.Urls.First()).Authority;

    public ConcurrentQueue<(string Request, string Body, string Key)> Asked { get; } = new();

    /// <param name="answer">Status and JSON for a path and the number of the request, from 1.</param>
    public static async Task<Site> Start(Func<string, int, (int Status, string Json)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var site = new Site(app);
        app.Map("/{**path}", async http =>
        {
            using var body = new StreamReader(http.Request.Body);
            site.Asked.Enqueue(($"{http.Request.Method} {http.Request.Path}", await body.ReadToEndAsync(), http.Request.Headers["Idempotency-Key"].ToString()));
            var (status, json) = answer(http.Request.Path, site.Asked.Count);
            (http.Response.StatusCode, http.Response.ContentType) = (status, "application/json");
            await http.Response.WriteAsync(json);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
