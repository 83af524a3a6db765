using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows;
using DefiNet.Workflows.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DefiNet.Benchmarks.Workflows;

/// <summary>Durable activity executions a second: many instances of a chain of SetVariable activities, ten to a commit at most.</summary>
internal static class WorkflowLoad
{
    /// <summary>Runs the load on a store and prints the rate.</summary>
    public static async Task RunAsync(string address, int instances, int length)
    {
        var store = Store.Open(address);
        if (store.Address.IsPostgres)
            new Database(store).Migrate();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(store).AddWorkflows(options => (options.Workers, options.ActivitiesPerCommit) = (0, 10));
        using var host = builder.Build();
        var (book, runtime) = (host.Services.GetRequiredService<DefinitionBook>(), host.Services.GetRequiredService<WorkflowRuntime>());
        var chain = new JsonArray([.. Enumerable.Range(0, length).Select(index => (JsonNode)new JsonObject
        {
            ["id"] = $"a{index}",
            ["type"] = "Elsa.SetVariable",
            ["version"] = 1,
            ["variable"] = new JsonObject { ["id"] = "n", ["name"] = "n" },
            ["value"] = new JsonObject { ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = index.ToString(CultureInfo.InvariantCulture) } },
        })]);
        var id = book.Save(new() { ["name"] = "Load", ["variables"] = new JsonArray(new JsonObject { ["id"] = "n", ["name"] = "n", ["typeName"] = "Int32" }), ["root"] = new JsonObject { ["id"] = "root", ["type"] = "Elsa.Sequence", ["version"] = 1, ["activities"] = chain } }, publish: true).Row.DefinitionId;
        await runtime.RunAsync(id).ConfigureAwait(false);
        var begun = Enumerable.Range(0, instances).Select(_ => runtime.Start(id)).ToList();

        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(begun, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (instance, cancellation) => await runtime.RunHereAsync(instance, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        clock.Stop();

        await using var context = store.NewContext();
        var executed = await context.ActivityExecutions.CountAsync(row => begun.Contains(row.InstanceId) && row.Status == "Completed").ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{executed} activities of {instances} instances in {clock.Elapsed.TotalSeconds:0.00} s: {executed / clock.Elapsed.TotalSeconds:0} a second"));
    }
}
