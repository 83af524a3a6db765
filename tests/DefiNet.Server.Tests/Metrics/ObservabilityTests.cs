using System.Collections.Concurrent;
using System.Diagnostics;
using DefiNet.Campaigns.Running;
using DefiNet.Server.Tests.Campaigns;

namespace DefiNet.Server.Tests.Metrics;

public sealed class ObservabilityTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.OnSqliteAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Metrics_are_lines_that_Prometheus_reads()
    {
        using var client = _server.Client();
        await client.GetAsync("/api/campaigns", TestContext.Current.CancellationToken);

        var lines = (await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.Matches("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.eE+]+)$""", line));
        Assert.Contains("definet_runs{state=\"recorded\"} 0", lines);
        Assert.Contains("http_server_request_duration_seconds_count{route=\"/api/campaigns\",method=\"GET\",status=\"200\"} 1", lines);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_the_routes()
    {
        var document = await _server.JsonAsync("/openapi/v1.json");
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();

        foreach (var path in (string[])["/api/campaigns", "/api/campaigns/{name}/run", "/api/runs", "/api/clusters", "/api/models", "/health"])
            Assert.Contains(path, paths);
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
}
