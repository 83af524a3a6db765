using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Storage;

namespace DefiNet.Benchmarks.Workflows;

/// <summary>Durable activity executions a second: many instances at once of a chain of SetVariable activities, ten to a commit at most.</summary>
internal static class WorkflowLoad
{
    private const int Warm = 200;

    /// <summary>Runs the load on a store and prints the rate.</summary>
    /// <param name="address">The store.</param>
    /// <param name="instances">Instances, all there before the first begins.</param>
    /// <param name="length">Activities of each.</param>
    /// <param name="workers">Instances that are executed at the same time.</param>
    public static async Task RunAsync(string address, int instances, int length, int workers)
    {
        var store = Store.At(address);
        if (store.Address.IsPostgres)
            new Database(store).Migrate();
        string workflow;
        await using (var warming = new LoadHost(address, workers))
        {
            workflow = warming.Publish("load", Enumerable.Range(0, length).Select(LoadHost.SetVariable));
            await TimeAsync(warming, workflow, Warm).ConfigureAwait(false);
        }

        await using var host = new LoadHost(address, workers);
        var (seconds, processor, commits) = await TimeAsync(host, workflow, instances).ConfigureAwait(false);
        var executed = (long)host.Scalar("SELECT count(*) FROM activity_execution WHERE status = 'Completed' AND instance_id IN (SELECT id FROM workflow_instance WHERE name = 'measured')")!;
        var ended = (long)host.Scalar("SELECT count(*) FROM workflow_instance WHERE name = 'measured' AND sub_status = 'Finished'")!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"workflows: {executed} activities of {ended} instances, {workers} at once, in {commits} commits and {seconds:0.00} s: {executed / seconds:0} a second; processor {1000 * processor.Here / executed:0.000} ms here and {1000 * processor.Database / executed:0.000} ms in PostgreSQL for each, so that two cores would do {2 * executed / (processor.Here + processor.Database):0} a second"));
    }

    private static async Task<(double Seconds, ProcessorSeconds Processor, long Commits)> TimeAsync(LoadHost host, string workflow, int instances)
    {
        for (var instance = 0; instance < instances; instance++)
            host.Runtime.Start(workflow);
        host.Scalar("UPDATE workflow_instance SET name = CASE WHEN status = 'Running' THEN 'measured' END; SELECT 1");
        var (before, commits) = (ProcessorSeconds.Now(host.Postmaster), Revisions(host));
        var clock = Stopwatch.StartNew();
        await host.StartAsync().ConfigureAwait(false);
        while ((long)host.Scalar("SELECT count(*) FROM workflow_instance WHERE status = 'Running'")! > 0)
            await Task.Delay(50).ConfigureAwait(false);
        var seconds = clock.Elapsed.TotalSeconds;
        return (seconds, ProcessorSeconds.Now(host.Postmaster) - before, Revisions(host) - commits - instances);
    }

    // A lease counts one, a commit counts one.
    private static long Revisions(LoadHost host) => (long)(decimal)host.Scalar("SELECT coalesce(sum(revision), 0) FROM workflow_instance")!;
}
