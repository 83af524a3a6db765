using System.Diagnostics;
using System.Globalization;
using System.Text;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Server.Campaigns;
using DefiNet.Workflows;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Server.Metrics;

/// <summary>What Prometheus reads: the text format, version 0.0.4.</summary>
internal static class MetricsRoute
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (Store store, CampaignHost host, RequestCounts requests) => Results.Text(Write(store, host, requests), "text/plain; version=0.0.4", Encoding.UTF8))
            .WithTags("Metrics").WithSummary("Metrics in Prometheus' text format.").Produces<string>(StatusCodes.Status200OK, "text/plain");

    private static string Write(Store store, CampaignHost host, RequestCounts requests)
    {
        var text = new MetricsText();
        using (var context = store.NewContext())
        {
            var campaigns = context.Campaigns.GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() }).ToDictionary(group => group.Key, group => group.Count);
            text.Head("definet_campaigns", "gauge", "Campaigns in each state.");
            foreach (var state in Enum.GetValues<CampaignState>().Select(CampaignMachine.NameOf))
                text.Line("definet_campaigns", campaigns.GetValueOrDefault(state), ("state", state));
            var runs = context.Runs.GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() }).ToDictionary(group => group.Key, group => group.Count);
            text.Head("definet_runs", "gauge", "DFT runs in each state.");
            foreach (var state in Enum.GetValues<RunState>().Select(RunMachine.NameOf))
                text.Line("definet_runs", runs.GetValueOrDefault(state), ("state", state));
            text.Head("definet_ionic_steps", "gauge", "Ionic steps recorded in the store.");
            text.Line("definet_ionic_steps", context.Records.Sum(record => (long)record.IonicSteps));
            text.Head("definet_schedules", "gauge", "Schedules that are not paused.");
            text.Line("definet_schedules", context.Schedules.Count(row => !row.Paused));
            WriteWorkflows(text, context);
        }

        text.Head("definet_campaigns_run_here", "gauge", "Campaigns that this process runs.");
        text.Line("definet_campaigns_run_here", host.Running.Count);
        WriteRequests(text, requests);
        WriteProcess(text);
        return text.ToString();
    }

    private static void WriteWorkflows(MetricsText text, DefiNetContext context)
    {
        var instances = context.WorkflowInstances.GroupBy(row => row.SubStatus).Select(group => new { group.Key, Count = group.Count() }).ToDictionary(group => group.Key, group => group.Count);
        text.Head("definet_workflow_instances", "gauge", "Workflow instances in each state.");
        foreach (var state in (string[])[WorkflowStatus.Pending, WorkflowStatus.Executing, WorkflowStatus.Suspended, WorkflowStatus.Finished, WorkflowStatus.Cancelled, WorkflowStatus.Faulted])
            text.Line("definet_workflow_instances", instances.GetValueOrDefault(state), ("state", state.ToLowerInvariant()));
        text.Head("definet_workflow_bookmarks", "gauge", "What workflow instances wait for.");
        text.Line("definet_workflow_bookmarks", context.Bookmarks.Count());
        text.Head("definet_workflow_messages", "gauge", "Messages that have not been delivered, and those that were given up.");
        foreach (var (state, count) in (ReadOnlySpan<(string, int)>)[("waiting", context.WorkflowMessages.Count(row => row.DueAt != null)), ("given_up", context.WorkflowMessages.Count(row => row.DueAt == null))])
            text.Line("definet_workflow_messages", count, ("state", state));
    }

    private static void WriteRequests(MetricsText text, RequestCounts requests)
    {
        const string Name = "http_server_request_duration_seconds";
        text.Head(Name, "histogram", "Requests answered, by route.");
        foreach (var ((route, method, status), count) in requests.All)
        {
            var (buckets, seconds) = count.Read();
            (string, string)[] labels = [("route", route), ("method", method), ("status", status.ToString(CultureInfo.InvariantCulture))];
            long sum = 0;
            for (var bucket = 0; bucket < buckets.Length; bucket++)
            {
                sum += buckets[bucket];
                text.Line($"{Name}_bucket", sum, [.. labels, ("le", bucket < RequestCounts.Buckets.Length ? RequestCounts.Buckets[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf")]);
            }

            text.Line($"{Name}_sum", seconds, labels);
            text.Line($"{Name}_count", sum, labels);
        }
    }

    private static void WriteProcess(MetricsText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Head("process_cpu_seconds_total", "counter", "CPU seconds of this process.");
        text.Line("process_cpu_seconds_total", process.TotalProcessorTime.TotalSeconds);
        text.Head("process_resident_memory_bytes", "gauge", "Resident memory.");
        text.Line("process_resident_memory_bytes", process.WorkingSet64);
        text.Head("process_start_time_seconds", "gauge", "When this process started, seconds since 1970.");
        text.Line("process_start_time_seconds", (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
        text.Head("dotnet_gc_heap_bytes", "gauge", "Managed memory in use.");
        text.Line("dotnet_gc_heap_bytes", GC.GetTotalMemory(forceFullCollection: false));
        text.Head("dotnet_threadpool_threads", "gauge", "Threads of the pool.");
        text.Line("dotnet_threadpool_threads", ThreadPool.ThreadCount);
    }
}
