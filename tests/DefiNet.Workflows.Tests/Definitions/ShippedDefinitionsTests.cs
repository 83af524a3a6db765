using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Workflows.Hosting;
using DefiNet.Workflows.Tests.Hosting;
using DefiNet.Workflows.Tests.Rest;
using Microsoft.Extensions.DependencyInjection;

namespace DefiNet.Workflows.Tests.Definitions;

/// <summary>The definitions that ship.</summary>
public sealed class ShippedDefinitionsTests
{
    private static readonly string[] Shipped = ["data-set-evaluation", "nightly-screening", "retry-failed-runs", "screening-campaign", "two-stage-screening"];

    // The command line's savings of a campaign, by its definition without the name: both stores are compared with the same.
    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<SavedSteps>>>> ByHand = new();

    [Fact]
    public async Task All_definitions_that_ship_are_read_and_published_without_a_complaint()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());

        var complaints = workflows.Book.ImportFolder(ShippedFiles.PathOf("workflows"));
        workflows.Book.ImportFolder(ShippedFiles.PathOf("workflows"));

        Assert.Empty(complaints);
        var (items, total) = workflows.Book.List(new() { VersionOptions = "Published" });
        Assert.Equal(Shipped, items.Select(row => row.DefinitionId).Order());
        Assert.Equal(5, total);
        Assert.All(items, row => Assert.Equal(1, row.Version));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Each_definition_that_ships_runs_to_its_end_through_the_API_and_saves_what_the_command_line_saves(string database)
    {
        Assert.SkipUnless(File.Exists(CommandLine.Program), $"{CommandLine.Program} is not built; building the solution builds it.");
        var folder = Directory.CreateTempSubdirectory("definet-workflow-").FullName;
        var store = database == "sqlite" ? TestStore.OnSqlite() : TestStore.OnPostgres();
        await using var server = await TestServer.Start(store, options =>
        {
            (options.DataFolder, options.Campaigns, options.Program) = (folder, 4, new EngineCommand(CommandLine.Program, []));
        });
        server.Services.GetRequiredService<DefinitionBook>().ImportFolder(ShippedFiles.PathOf("workflows"));

        // All of them at once; then a campaign whose engine cannot be started, and what mends it.
        var campaigns = await Task.WhenAll(Shipped.Where(definition => definition != "retry-failed-runs").Select(async definition =>
            (string)(await Run(server, definition, new() { ["Name"] = definition, ["Limit"] = 2, ["Slots"] = 1, ["Width"] = 5 }, definition == "nightly-screening" ? "Cron1" : null))["output"]!["Campaign"]!));
        var broken = Copy(server, campaigns[^2], "broken");
        CampaignPlanner.Create(server.Store, broken, ConfigurationSource.Read(broken));
        var outcome = await CampaignRunner.RunAsync(server.Store, "broken", new() { DataFolder = folder, Program = new EngineCommand("/bin/false", []) }, cancellation: TestContext.Current.CancellationToken);
        await Run(server, "retry-failed-runs", new() { ["Campaign"] = "broken" });

        Assert.True(outcome.Failed > 0);
        foreach (var campaign in campaigns.Append("broken"))
        {
            var definition = CampaignDefinitionWriter.Write(Copy(server, campaign, "same"));
            var byHand = await ByHand.GetOrAdd(definition, text => new(() => CommandLine.Savings(text, Directory.CreateTempSubdirectory("definet-by-hand-").FullName))).Value;
            Assert.NotEmpty(byHand);
            var saved = Savings(server, campaign).ToList();
            Assert.True(byHand.SequenceEqual(saved), $"{campaign}: {string.Join("; ", saved)} instead of {string.Join("; ", byHand)}; {Told(server, campaign)}");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<SavedSteps> Savings(TestServer server, string campaign)
    {
        using var context = server.Store.NewContext();
        return [.. CampaignReport.Load(context, campaign).Rows.Select(row => new SavedSteps(row.Relaxer, row.Material, row.Density, row.Savings.Pairs, row.Savings.IonicStepsRaw, row.Savings.IonicSteps, row.Savings.Pooled))];
    }

    private static string Told(TestServer server, string campaign)
    {
        using var context = server.Store.NewContext();
        return string.Join("; ", context.Runs.Where(run => run.Start!.Configuration!.Campaign!.Name == campaign).ToList().Select(run => $"run {run.Id} {run.State} {run.Reason}"));
    }

    private static CampaignDefinition Copy(TestServer server, string campaign, string name)
    {
        using var context = server.Store.NewContext();
        return CampaignDefinitionReader.Read(CampaignReport.Find(context, campaign).Definition, campaign, ShippedFiles.Home()) with { Name = name };
    }

    private static async Task<JsonNode> Run(TestServer server, string definition, JsonObject input, string? trigger = null)
    {
        using var answer = await server.Client.PostAsJsonAsync($"/elsa/api/workflow-definitions/{definition}/execute", new JsonObject { ["input"] = input, ["triggerActivityId"] = trigger }, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var instance = answer.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        for (var tries = 0; tries < 1500; tries++)
        {
            var shown = await server.Get($"/workflow-instances/{instance}");
            if ((string)shown["status"]! == WorkflowStatus.Finished)
            {
                Assert.True((string)shown["subStatus"]! == WorkflowStatus.Finished, $"{definition}: {shown["workflowState"]!["incidents"]!.ToJsonString()}");
                return shown["workflowState"]!;
            }

            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"{definition} has not ended in five minutes.");
        return null!;
    }
}
