using System.Text.Json.Nodes;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Workflows.Tests.Hosting;

namespace DefiNet.Workflows.Tests.Definitions;

/// <summary>The definitions that ship.</summary>
public sealed class ShippedDefinitionsTests
{
    [Fact]
    public async Task All_definitions_that_ship_are_read_and_published_without_a_complaint()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());

        var complaints = workflows.Book.ImportFolder(ShippedFiles.PathOf("workflows"));
        workflows.Book.ImportFolder(ShippedFiles.PathOf("workflows"));

        Assert.Empty(complaints);
        var (items, total) = workflows.Book.List(new() { VersionOptions = "Published" });
        Assert.Equal(["data-set-evaluation", "nightly-screening", "retry-failed-runs", "screening-campaign", "two-stage-screening"], items.Select(row => row.DefinitionId).Order());
        Assert.Equal(5, total);
        Assert.All(items, row => Assert.Equal(1, row.Version));
    }

    [Theory]
    [InlineData("screening-campaign", "sqlite")]
    [InlineData("screening-campaign", "postgres")]
    [InlineData("data-set-evaluation", "sqlite")]
    [InlineData("nightly-screening", "sqlite")]
    [InlineData("two-stage-screening", "sqlite")]
    public async Task A_definition_that_ships_runs_to_its_end_and_saves_what_the_runner_alone_saves(string definition, string database)
    {
        var program = ShippedFiles.PathOf("artifacts", "bin", "DefiNet.Cli", "release", "definet");
        Assert.SkipUnless(File.Exists(program), $"{program} is not built; building the solution builds it.");
        var folder = Directory.CreateTempSubdirectory("definet-workflow-").FullName;
        await using var workflows = new TestWorkflows(database == "sqlite" ? TestStore.OnSqlite() : TestStore.OnPostgres(), configure: options =>
        {
            (options.DataFolder, options.Campaigns, options.Program) = (folder, 1, new EngineCommand(program, []));
        });
        workflows.Book.ImportFolder(ShippedFiles.PathOf("workflows"));
        await workflows.StartPump();

        var instance = workflows.Runtime.Start(definition, new JsonObject { ["Name"] = "by-workflow", ["Limit"] = 2, ["Slots"] = 2, ["Width"] = 5 }, triggerActivityId: definition == "nightly-screening" ? "Cron1" : null);
        TestWorkflows.Ended? ended = null;
        for (var tries = 0; ended is null && tries < 1500; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            if (workflows.Find(instance) is { Row.Status: WorkflowStatus.Finished } found)
                ended = found;
        }

        Assert.NotNull(ended);
        Assert.True(ended.Row.SubStatus == "Finished", string.Join(" ", ended.Incidents.Select(incident => incident.Message)));
        var campaign = (string)ended.State.Output["Campaign"]!;
        using var context = workflows.Store.NewContext();
        var same = CampaignDefinitionReader.Read(CampaignReport.Find(context, campaign).Definition, "again", ShippedFiles.Home()) with { Name = "by-runner" };
        CampaignPlanner.Create(workflows.Store, same, ConfigurationSource.Read(same));
        await CampaignRunner.RunAsync(workflows.Store, "by-runner", new() { DataFolder = folder, Program = new EngineCommand(program, []), Slots = 2 }, cancellation: TestContext.Current.CancellationToken);
        var (one, other) = (CampaignReport.Load(context, campaign), CampaignReport.Load(context, "by-runner"));
        Assert.NotEmpty(one.Rows);
        Assert.Equal(
            other.Rows.Select(row => (row.Relaxer, row.Material, row.Density, row.Savings.IonicStepsRaw, row.Savings.IonicSteps, row.Savings.Pairs)),
            one.Rows.Select(row => (row.Relaxer, row.Material, row.Density, row.Savings.IonicStepsRaw, row.Savings.IonicSteps, row.Savings.Pairs)));
        Directory.Delete(folder, recursive: true);
    }
}
