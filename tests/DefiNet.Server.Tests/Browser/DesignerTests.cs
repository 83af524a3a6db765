using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DefiNet.Crystals;
using DefiNet.Server.Designer;
using DefiNet.Server.Tests.Campaigns;
using DefiNet.Server.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace DefiNet.Server.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class DesignerTests(Chromium chromium, SharedServer shared) : IAsyncLifetime
{
    private const string Definitions = "workflows/definitions", Instances = "workflows/instances";

    private TestServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await shared.GetAsync(() => TestServer.OnSqliteAsync());
        _client = _server.Client();
        Assert.SkipUnless(_server.Services.GetRequiredService<StudioFiles>().AreThere, "Elsa Studio was not fetched; build/fetch-studio does it where there is a network.");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_person_draws_a_workflow_publishes_it_runs_it_and_sees_its_journal_and_its_outputs()
    {
        await using var studio = await Studio.OpenAsync(chromium, _server, Definitions);
        var id = await studio.CreateAsync("Drawn by hand");
        await studio.DropAsync("DefiNet", "Generate Configurations", "GenerateConfigurations1", 40, 60);
        await studio.DropAsync("DefiNet", "Pre-relax", "PreRelax1", 330, 160);
        await studio.DropAsync("Primitives", "Write Line", "WriteLine1", 120, 290);
        await studio.ConnectAsync("GenerateConfigurations1", "Done", "PreRelax1");
        await studio.ConnectAsync("PreRelax1", "Done", "WriteLine1");
        await studio.SelectAsync("GenerateConfigurations1");
        await studio.FillAsync("Campaign Name", "drawn-by-hand");
        await studio.FillAsync("Limit", "1");
        await studio.SelectAsync("PreRelax1");
        await studio.FillAsync("Campaign", "drawn-by-hand");
        await studio.SelectAsync("WriteLine1");
        await studio.FillAsync("Text", "All starts are made.");
        await studio.PictureAsync("designer-drawn");
        await studio.SaveAsync();
        await studio.PublishAsync();

        var drawn = await DefinitionAsync(id);
        Assert.Equal((1, true), (drawn["version"]!.GetValue<int>(), drawn["isPublished"]!.GetValue<bool>()));
        Assert.Equal(["GenerateConfigurations1 Done PreRelax1", "PreRelax1 Done WriteLine1"], ConnectionsOf(drawn));

        var instance = await studio.RunAsync();
        await Assertions.Expect(studio.Node("PreRelax1")).ToBeVisibleAsync();
        await CampaignApiTests.UntilAsync(async () => (await InstanceAsync(instance)).GetProperty("status").GetString() == "Finished");
        var journal = studio.Page.Locator("elsa-workflow-instance-viewer");
        await Assertions.Expect(journal).ToContainTextAsync("Write Line - Completed");
        await studio.SelectAsync("PreRelax1");
        var starts = studio.Page.Locator("tr", new() { HasText = "Starts" });
        await Assertions.Expect(starts).ToContainTextAsync("2");
        await starts.ScrollIntoViewIfNeededAsync();
        await studio.PictureAsync("designer-journal");

        Assert.Equal("Finished", (await InstanceAsync(instance)).GetProperty("subStatus").GetString());
        Assert.Empty(studio.Complaints);
    }

    [Fact]
    public async Task Each_definition_that_ships_opens_with_all_its_activities_and_connections()
    {
        await using var studio = await Studio.OpenAsync(chromium, _server, Definitions);
        foreach (var file in Directory.GetFiles(ShippedFiles.PathOf("workflows"), "*.json"))
        {
            var shipped = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
            await studio.GoAsync($"{Definitions}/{shipped["definitionId"]}/edit");
            await studio.CanvasAsync();
            await Assertions.Expect(studio.Page.Locator(".x6-node")).ToHaveCountAsync(shipped["root"]!["activities"]!.AsArray().Count);
            await Assertions.Expect(studio.Page.Locator(".x6-edge")).ToHaveCountAsync(shipped["root"]!["connections"]!.AsArray().Count);
            await Assertions.Expect(studio.Page.GetByText("Not Found Activity")).ToHaveCountAsync(0);
            await studio.Page.GetByRole(AriaRole.Toolbar).Locator("button").First.ClickAsync();
            await studio.SettleAsync();
            await studio.PictureAsync($"designer-{shipped["definitionId"]}");
            Assert.Equal(1, (await DefinitionAsync(shipped["definitionId"]!.GetValue<string>()))["version"]!.GetValue<int>());
        }

        Assert.Empty(studio.Complaints);
    }

    [Fact]
    public async Task The_palette_holds_our_activities_with_descriptions_editors_and_outputs()
    {
        await PublishAsync("offers", """{ "id": "makes", "name": "GenerateConfigurations1", "type": "DefiNet.GenerateConfigurations", "version": 1 }""");
        await using var studio = await Studio.OpenAsync(chromium, _server, $"{Definitions}/offers/edit");
        await studio.CanvasAsync();
        await studio.UnfoldAsync("DefiNet");
        var ours = (await _server.JsonAsync("/elsa/api/descriptors/activities")).GetProperty("items").EnumerateArray().Where(item => item.GetProperty("category").GetString() == "DefiNet").ToList();
        Assert.True(ours.Count >= 9, $"{ours.Count} activities");
        foreach (var activity in ours)
            await Assertions.Expect(studio.PaletteItem(activity.GetProperty("displayName").GetString()!)).ToBeVisibleAsync();
        await studio.PaletteItem("Generate Configurations").HoverAsync();
        await Assertions.Expect(studio.Page.GetByText("the configurations of a recipe").First).ToBeVisibleAsync();
        await studio.PictureAsync("designer-palette");

        await studio.SelectAsync("GenerateConfigurations1");
        Assert.Contains("mos2-high-density", await studio.ChoicesAsync("Recipe"));
        Assert.Contains("MoS2", await studio.ChoicesAsync("Host"));
        Assert.Contains("definet-64x4", await studio.ChoicesAsync("Model"));
        Assert.Contains(Workstation.Name, await studio.ChoicesAsync("Cluster"));
        foreach (var relaxer in (string[])["raw", "definet", "deeprelax", "m3gnet"])
            await Assertions.Expect(studio.Page.Locator(".mud-checkbox", new() { HasText = relaxer }).First).ToBeAttachedAsync();
        await studio.Page.Locator(".mud-checkbox", new() { HasText = "deeprelax" }).First.ScrollIntoViewIfNeededAsync();
        await studio.PictureAsync("designer-editors");
        await studio.Tab("Output").ClickAsync();
        await Assertions.Expect(studio.Field("Configurations")).ToBeVisibleAsync();
        await Assertions.Expect(studio.Page.GetByText("Its number of configurations.")).ToBeVisibleAsync();
        Assert.Empty(studio.Complaints);
    }

    [Fact]
    public async Task An_instance_with_an_incident_shows_it()
    {
        await PublishAsync("failing", """{ "id": "fails", "name": "Fault1", "type": "Elsa.Fault", "version": 1, "message": { "typeName": "String", "expression": { "type": "Literal", "value": "The disk is full." } } }""");
        await StartAsync("failing");
        await using var studio = await Studio.OpenAsync(chromium, _server, Instances);

        var row = studio.Page.Locator("tr", new() { HasText = "failing" });
        await Assertions.Expect(row).ToContainTextAsync("Faulted");
        await row.GetByText("failing").ClickAsync();
        await studio.Page.WaitForURLAsync("**/view");
        await Assertions.Expect(studio.Page.Locator("elsa-workflow-instance-viewer")).ToContainTextAsync("Fault - Faulted");
        await studio.Page.GetByRole(AriaRole.Tab, new() { Name = "Incidents" }).ClickAsync();
        await Assertions.Expect(studio.Page.GetByText("The disk is full.").First).ToBeVisibleAsync();
        await studio.SettleAsync();
        await studio.PictureAsync("designer-incident");
        Assert.Empty(studio.Complaints);
    }

    [Fact]
    public async Task Who_looks_at_an_instance_sees_it_go_on_without_asking_again()
    {
        await PublishAsync(
            "waiting",
            """{ "id": "waits", "name": "Event1", "type": "Elsa.Event", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "the-door-opens" } } }, { "id": "says", "name": "WriteLine1", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "It is open." } } }""",
            """{ "source": { "activity": "waits", "port": "Done" }, "target": { "activity": "says", "port": "In" } }""");
        var instance = await StartAsync("waiting");
        await using var studio = await Studio.OpenAsync(chromium, _server, $"{Instances}/{instance}/view");
        var viewer = studio.Page.Locator("elsa-workflow-instance-viewer");
        await Assertions.Expect(viewer).ToContainTextAsync("Event - Suspended");
        await studio.SettleAsync();
        Assert.Contains("/elsa/hubs/workflow-instance", studio.Sockets);

        (await _client.PostAsJsonAsync("/elsa/api/events/the-door-opens/trigger", new { }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        await Assertions.Expect(viewer).ToContainTextAsync("Write Line - Completed");
        await Assertions.Expect(studio.Node("WriteLine1").Locator(".mud-badge", new() { HasText = "1" })).ToBeVisibleAsync();
        await Assertions.Expect(studio.Page.Locator("tr", new() { HasText = "Sub status" })).ToContainTextAsync("Finished");
        await studio.PictureAsync("designer-live");
        Assert.DoesNotContain(studio.Asked, path => path.EndsWith("/execution-state", StringComparison.Ordinal));
        Assert.Empty(studio.Complaints);
    }

    [Fact]
    public async Task What_was_exported_is_imported_again()
    {
        await PublishAsync("travels", """{ "id": "says", "name": "WriteLine1", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "Good morning." } } }""");
        await using var studio = await Studio.OpenAsync(chromium, _server, Definitions);
        var row = studio.Page.Locator("tr", new() { HasText = "travels" }).First;
        await row.Locator(".mud-menu button").ClickAsync();
        await studio.Page.Locator(".mud-popover-open .mud-menu-item", new() { HasText = "Export" }).ClickAsync();
        var download = await studio.Page.RunAndWaitForDownloadAsync(() => studio.Page.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync());
        var file = Path.Combine(_server.Folder, download.SuggestedFilename);
        await download.SaveAsAsync(file);
        (await _client.DeleteAsync("/elsa/api/workflow-definitions/travels", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        await ImportAsync(studio, file);

        var back = await DefinitionAsync("travels");
        Assert.Equal("Good morning.", (string?)back["root"]!["activities"]![0]!["text"]!["expression"]!["value"]);
        await studio.GoAsync($"{Definitions}/travels/edit");
        await Assertions.Expect(studio.Node("WriteLine1")).ToBeVisibleAsync();
        Assert.Empty(studio.Complaints);
    }

    [Fact]
    public async Task A_definition_that_Elsa_wrote_is_imported_and_opens()
    {
        var samples = Path.Combine(Environment.GetEnvironmentVariable("DEFINET_SHARED") ?? Path.Combine(ShippedFiles.Home(), "..", "shared"), "elsa", "samples");
        Assert.SkipUnless(Directory.Exists(samples), $"There is no folder {samples}; DEFINET_SHARED names the shared folder.");
        var model = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(samples, "definition-get-flowchart.json"), TestContext.Current.CancellationToken))!["response"]!["body"]!;
        var file = Path.Combine(_server.Folder, "flow-demo.json");
        await File.WriteAllTextAsync(file, model.ToJsonString(), TestContext.Current.CancellationToken);
        await using var studio = await Studio.OpenAsync(chromium, _server, Definitions);

        await ImportAsync(studio, file);

        await studio.GoAsync($"{Definitions}/{model["definitionId"]}/edit");
        await studio.CanvasAsync();
        await Assertions.Expect(studio.Page.Locator(".x6-node")).ToHaveCountAsync(model["root"]!["activities"]!.AsArray().Count);
        await Assertions.Expect(studio.Page.Locator(".x6-edge")).ToHaveCountAsync(model["root"]!["connections"]!.AsArray().Count);
        await studio.PictureAsync("designer-of-elsa");
        Assert.Empty(studio.Complaints);
    }

    private static async Task ImportAsync(Studio studio, string file)
    {
        await studio.Page.Locator("input[type=file]").First.SetInputFilesAsync(file);
        await Assertions.Expect(studio.Page.GetByText("1 workflow imported successfully.")).ToBeVisibleAsync();
    }

    private static List<string> ConnectionsOf(JsonNode definition)
    {
        var names = definition["root"]!["activities"]!.AsArray().ToDictionary(activity => (string)activity!["id"]!, activity => (string)activity!["name"]!);
        return [.. definition["root"]!["connections"]!.AsArray().Select(line => $"{names[(string)line!["source"]!["activity"]!]} {line["source"]!["port"]} {names[(string)line["target"]!["activity"]!]}").Order(StringComparer.Ordinal)];
    }

    private async Task<JsonNode> DefinitionAsync(string id) =>
        (await _client.GetFromJsonAsync<JsonNode>($"/elsa/api/workflow-definitions/by-definition-id/{id}?versionOptions=Latest", TestContext.Current.CancellationToken))!;

    private Task<JsonElement> InstanceAsync(string id) => _server.JsonAsync($"/elsa/api/workflow-instances/{id}");

    private async Task PublishAsync(string id, string activities, string connections = "")
    {
        var model = JsonNode.Parse($$"""{ "publish": true, "model": { "definitionId": "{{id}}", "name": "{{id}}", "root": { "id": "chart", "type": "Elsa.Flowchart", "version": 1, "activities": [{{activities}}], "connections": [{{connections}}] } } }""");
        (await _client.PostAsJsonAsync("/elsa/api/workflow-definitions", model, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    private async Task<string> StartAsync(string id)
    {
        using var answer = await _client.PostAsJsonAsync($"/elsa/api/workflow-definitions/{id}/execute", new { }, TestContext.Current.CancellationToken);
        return answer.EnsureSuccessStatusCode().Headers.GetValues("x-elsa-workflow-instance-id").Single();
    }
}
