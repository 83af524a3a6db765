using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using DefiNet.Campaigns.Running;
using DefiNet.Server.Tests.Campaigns;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Server.Tests.Metrics;

public sealed partial class ObservabilityTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await shared.GetAsync(() => TestServer.OnSqliteAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Metrics_are_lines_that_Prometheus_reads()
    {
        using var client = _server.Client();
        await client.GetAsync("/api/campaigns", TestContext.Current.CancellationToken);

        var lines = (await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.Matches("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.eE+]+)$""", line));
        Assert.Contains(lines, line => line.StartsWith("definet_runs{state=\"recorded\"} ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("http_server_request_duration_seconds_count{route=\"/api/campaigns\",method=\"GET\",status=\"200\"} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_the_routes()
    {
        var document = await _server.JsonAsync("/openapi/v1.json");
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();

        var routes = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => Constraint().Replace("/" + route.RoutePattern.RawText!.Trim('/'), "}"))
            .Where(route => route.StartsWith("/api/", StringComparison.Ordinal) || route.StartsWith("/elsa/api/", StringComparison.Ordinal) || route.StartsWith("/health", StringComparison.Ordinal));
        Assert.Empty(routes.Except(paths));
        foreach (var (path, methods) in paths.Where(path => path.StartsWith("/api/", StringComparison.Ordinal)).Select(path => (path, document.GetProperty("paths").GetProperty(path))))
            Assert.All(methods.EnumerateObject(), method => Assert.True(method.Value.TryGetProperty("summary", out _) && method.Value.GetProperty("responses").TryGetProperty("401", out _), $"{method.Name} {path} is not described"));
        Assert.True(document.GetProperty("components").GetProperty("securitySchemes").TryGetProperty("ApiKey", out _));
    }

    [Fact]
    public async Task A_run_is_one_trace_from_its_plan_to_its_record()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RunTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var client = _server.Client();
        await client.PostAsync("/api/campaigns", new StringContent("name: traced\nrecipe: {path: mos2-low-density, limit: 1}\nrelaxers: [raw]\nsettings: {EDIFFG: -0.5}\n"), TestContext.Current.CancellationToken);
        await client.PostAsync("/api/campaigns/traced/run", null, TestContext.Current.CancellationToken);
        await CampaignApiTests.EndedAsync(_server, "traced");

        var run = RunQueries.List(_server.Store, "traced").First();
        var trace = spans.Where(span => span.TraceId == RunTrace.TraceOf(run.Token)).ToList();

        Assert.Equal(["run planned", "run intended", "run staged", "run running", "run ended"], trace.Select(span => span.OperationName));
        Assert.All(trace.Zip(trace.Skip(1)), pair => Assert.True(pair.First.StartTimeUtc <= pair.Second.StartTimeUtc));
    }

    [GeneratedRegex(@":[a-z]+\}")]
    private static partial Regex Constraint();
}
