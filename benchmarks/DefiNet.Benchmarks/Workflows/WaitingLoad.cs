using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace DefiNet.Benchmarks.Workflows;

/// <summary>Instances that wait: the memory that they cost, how late they wake, and how long a process with many takes to start.</summary>
internal static class WaitingLoad
{
    private const int Spread = 60;

    /// <summary>Instances that wait for times spread over a minute: the memory of the process and how late each woke.</summary>
    public static async Task WakeAsync(string address, int instances, int workers)
    {
        await using var host = new LoadHost(address, workers);
        var workflow = host.Publish("waiting", [LoadHost.SetVariable(0), LoadHost.Activity("until", "Elsa.StartAt", ("dateTime", LoadHost.Script("getInput('Due')"))), LoadHost.SetVariable(1)]);
        var before = Memory();
        await host.StartAsync().ConfigureAwait(false);
        // Each is executed once and waits; the times lie after the last of them.
        var due = DateTime.UtcNow.AddSeconds(instances / 60);
        for (var instance = 0; instance < instances; instance++)
            host.Runtime.Start(workflow, new JsonObject { ["Due"] = due.AddSeconds((double)instance * Spread / instances).ToString("O", CultureInfo.InvariantCulture) });
        while ((long)host.Scalar("SELECT count(*) FROM bookmark WHERE kind = 'StartAt' OR due_at IS NOT NULL")! < instances && DateTime.UtcNow < due)
            await Task.Delay(50).ConfigureAwait(false);
        var (begun, waiting) = (DateTime.UtcNow, (long)host.Scalar("SELECT count(*) FROM bookmark")!);
        var memory = Memory();
        var processor = ProcessorSeconds.Now(host.Postmaster);
        while ((long)host.Scalar("SELECT count(*) FROM bookmark")! > 0)
            await Task.Delay(1000).ConfigureAwait(false);
        processor = ProcessorSeconds.Now(host.Postmaster) - processor;
        // How late: the end of the execution that waited, against the time that it waited for.
        const string late = "FROM (SELECT extract(epoch FROM completed_at - (state::json->>'DateTime')::timestamptz) AS late FROM activity_execution WHERE activity_id = 'until' AND instance_id IN (SELECT id FROM workflow_instance WHERE definition_id = 'waiting')) AS woken";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"waiting: {waiting} instances waited, {(due - begun).TotalSeconds:0} s before the first was due; the process took {memory >> 20} MiB in all, {(memory - before) >> 20} MiB more than before; woken within a minute {host.Scalar("SELECT (count(*) FILTER (WHERE late >= 0))::text || ', median ' || round(1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY late)) || ' ms late, 99 % within ' || round(1000 * percentile_cont(0.99) WITHIN GROUP (ORDER BY late)) || ' ms, the latest ' || round(1000 * max(late)) || ' ms' " + late)}; processor {processor.Here:0.0} s here and {processor.Database:0.0} s in PostgreSQL"));
    }

    /// <summary>Puts so many waiting instances into the store.</summary>
    public static async Task FillAsync(string address, int bookmarks)
    {
        await using var host = new LoadHost(address, 1);
        var workflow = host.Publish("sleeping", [LoadHost.Activity("event", "Elsa.Event", ("eventName", LoadHost.Literal("never"))), LoadHost.SetVariable(1)]);
        host.Publish("quick", [LoadHost.SetVariable(1)]);
        var one = await host.Runtime.RunAsync(workflow).ConfigureAwait(false);
        await using var connection = new NpgsqlConnection(host.Store.Address.ConnectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        foreach (var (table, columns) in (IEnumerable<(string, string)>)[("workflow_instance", "id"), ("activity_execution", "id,instance_id,parent_id"), ("bookmark", "id,instance_id,activity_execution_id")])
        {
            var keys = columns.Split(',');
            var all = (string)host.Scalar($"SELECT string_agg(CASE WHEN column_name IN ({string.Join(",", keys.Select(key => $"'{key}'"))}) THEN 'replace(' || column_name || ', ''{one}'', ''c'' || copy)' WHEN column_name = 'state' AND table_name = 'workflow_instance' THEN 'replace(state, ''{one}'', ''c'' || copy)' ELSE column_name END, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = 'definet' AND table_name = '{table}'")!;
            host.Scalar($"INSERT INTO {table} SELECT {all} FROM {table}, generate_series(1, {bookmarks - 1}) AS copy WHERE {(table == "workflow_instance" ? "id" : "instance_id")} = '{one}'; SELECT 1");
        }

        host.Scalar("ANALYZE; SELECT 1");
    }

    /// <summary>Starts a process on the store, whose program began at a time, and says when it had run an instance.</summary>
    public static async Task StartAsync(string address)
    {
        using var self = Process.GetCurrentProcess();
        await using var host = new LoadHost(address, 16);
        await host.StartAsync().ConfigureAwait(false);
        var started = DateTime.Now - self.StartTime;
        var instance = host.Runtime.Start("quick");
        while ((string)host.Scalar($"SELECT status FROM workflow_instance WHERE id = '{instance}'")! != "Finished")
            await Task.Delay(5).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"start: {host.Scalar("SELECT count(*) FROM bookmark")} bookmarks; the engine was up {started.TotalSeconds:0.00} s after the beginning of its process, and had run an instance after {(DateTime.Now - self.StartTime).TotalSeconds:0.00} s, with {Memory() >> 20} MiB"));
    }

    private static long Memory()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
