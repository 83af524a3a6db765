using System.Diagnostics;
using System.Globalization;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Crystals;
using DefiNet.Workflows.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Faults;

/// <summary>Two servers on one PostgreSQL store, of which one is killed again and again. All of it with <c>./test --faults</c>, else a share.</summary>
public sealed class KilledServersTests
{
    private const int LeaseSeconds = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly bool Whole = Environment.GetEnvironmentVariable("DEFINET_FAULTS") is { Length: > 0 };

    [Fact]
    public async Task Every_instance_ends_right_and_no_committed_effect_is_repeated_when_one_of_two_servers_is_killed_again_and_again()
    {
        var (kills, instances) = Whole ? (100, 1000) : (4, 60);
        await using var workflows = new TestWorkflows(TestStore.OnPostgres(), configure: options => options.Workers = 0);
        await using var outside = await OutsideWorld.Start(workflows.Store);
        Publish(workflows, outside.Address);
        var random = new Random(20261123);
        EngineProcess[] servers = [.. Enumerable.Range(0, 2).Select(_ => EngineProcess.Start(workflows.Store, outside.Address, LeaseSeconds))];
        var (begun, caught) = (new List<string>(), 0);
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                var victim = random.Next(servers.Length);
                await servers[victim].Ready();
                while (begun.Count < (kill + 1) * instances / kills)
                    begun.Add(workflows.Runtime.Start("work", new() { ["Number"] = begun.Count }));
                await Task.Delay(random.Next(30, 400), TestContext.Current.CancellationToken);
                servers[victim].Kill(); // SIGKILL
                caught += servers[victim].Leases(workflows.Store);
                servers[victim].Dispose();
                servers[victim] = EngineProcess.Start(workflows.Store, outside.Address, LeaseSeconds);
            }

            await AllEnd(workflows);
        }
        finally
        {
            foreach (var server in servers)
                server.Dispose();
        }

        var wrong = begun.Select(instance => Wrong(workflows.Find(instance))).OfType<string>().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {caught} instances caught at work, {instances} instances, {outside.Asked} effects asked for under {outside.Keys} keys, {outside.AfterCommit.Count} of them after their commit, {wrong.Count} instances wrong");
        if (Environment.GetEnvironmentVariable("DEFINET_FAULTS_TALLY") is { Length: > 0 } tally)
            await File.AppendAllTextAsync(tally, string.Create(CultureInfo.InvariantCulture, $"0 {outside.AfterCommit.Count} {wrong.Count} {instances} workflow instances, one of two servers killed {kills} times with {caught} of them at work\n"), TestContext.Current.CancellationToken);
        Assert.Empty(wrong);
        Assert.Empty(outside.AfterCommit);
        Assert.Equal(4 * instances, outside.Keys);
        Assert.True(caught > 0, "No kill met an instance at work.");
        using var context = workflows.Store.NewContext();
        Assert.Equal((2 * instances, 0, 0), (context.WorkflowInstances.Count(), context.Bookmarks.Count(), context.WorkflowMessages.Count()));
    }

    // Effects outside, waiting for time, branches, a child that is waited for, and a message: whatever may be torn apart.
    private static void Publish(TestWorkflows workflows, string address)
    {
        string Effect(string id) => Activity(id, "Elsa.SendHttpRequest", $""" "url": {Literal($"http://{address}/effect")} """);
        string Pause(string id) => Activity(id, "Elsa.Delay", $""" "timeSpan": {Literal("00:00:00.2")} """);
        workflows.Publish($$"""{ "definitionId": "part", "name": "Part", "inputs": [{ "name": "n", "type": "Int32" }], "outputs": [{ "name": "square", "type": "Int32" }], "root": {{Sequence(
            Pause("rest"), Effect("inner"), Activity("set", "Elsa.SetOutput", $""" "outputName": {Literal("square")}, "outputValue": {Script("getInput('n') * getInput('n')")} """))}} }""");
        workflows.Publish($$"""{ "definitionId": "work", "name": "Work", "inputs": [{ "name": "Number", "type": "Int32" }], "variables": [{{Variable("got")}}, {{Variable("n", "Int32", "0")}}], "outputs": [{ "name": "Result", "type": "Int32" }], "root": {{Sequence(
            Set("number", "n", "getInput('Number')"),
            Effect("first"),
            Activity("fork", "Elsa.Fork", $""" "joinMode": {Literal("WaitAll")}, "branches": [ {Sequence("left", [Pause("pause"), Effect("second"), Set("add", "n", "variables.n + 1")])}, {Activity("each", "Elsa.ForEach", $$""" "items": { "expression": { "type": "Object", "value": "[1,2,3,4,5,6,7,8,9,10,11,12]" } }, "body": {{Line("item", "item")}} """)} ] """),
            Activity("run", "Elsa.ExecuteWorkflow", $$""" "workflowDefinitionId": {{Literal("part")}}, "input": {{Script("({ n: variables.n })")}}, "result": { "memoryReference": { "id": "got" } } """),
            Activity("tell", "DefiNet.NotifyWebhook", $""" "url": {Literal($"http://{address}/message")}, "content": {Literal("done")} """),
            Activity("result", "Elsa.SetOutput", $""" "outputName": {Literal("Result")}, "outputValue": {Script("variables.got.output.square")} """))}} }""");
    }

    private static async Task AllEnd(TestWorkflows workflows)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            using var context = workflows.Store.NewContext();
            if (!context.WorkflowInstances.Any(row => row.Status == WorkflowStatus.Running) && !context.WorkflowMessages.Any())
                return;
            Assert.True(clock.Elapsed < Patience, "Instances have not come to their end.");
        }
    }

    // What is not as it would be undisturbed; null when all is.
    private static string? Wrong(TestWorkflows.Ended ended)
    {
        var (number, id) = (Convert.ToInt64(ended.State.Input["Number"], CultureInfo.InvariantCulture), ended.Row.Id);
        if (ended.Row.SubStatus != "Finished" || ended.Incidents.Count > 0)
            return $"{id} is {ended.Row.SubStatus}: {string.Join(" ", ended.Incidents.Select(incident => incident.Message))}";
        if (Convert.ToInt64(ended.State.Output["Result"], CultureInfo.InvariantCulture) != (number + 1) * (number + 1))
            return $"{id} gave {ended.State.Output["Result"]} for {number}";
        string[] once = ["root", "number", "first", "fork", "left", "pause", "second", "add", "each", "run", "tell", "result"];
        var counts = ended.Executions.GroupBy(execution => execution.ActivityId).ToDictionary(group => group.Key, group => group.Count());
        var unlike = once.Where(activity => counts.GetValueOrDefault(activity) != 1).Append(counts.GetValueOrDefault("item") == 12 ? null : "item").OfType<string>().ToList();
        if (unlike.Count > 0)
            return $"{id} did not execute {string.Join(", ", unlike)} as often as it is drawn";
        return ended.Executions.All(execution => execution.Status == "Completed") ? null : $"{id} left an execution open";
    }
}
