using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DefiNet.Tests;

namespace DefiNet.Workflows.Tests.Rest;

/// <summary>What Elsa's designer asks and gets, compared with what it exchanged with a server of its own.</summary>
public sealed class ContractTests
{
    [Fact]
    public async Task A_drawing_is_saved_published_run_and_looked_at_as_in_the_samples()
    {
        await using var server = await TestServer.Start();
        var first = Sample("definition-get-flowchart")["response"]!["body"]!.AsObject();
        var opened = await server.Post("/workflow-definitions", new JsonObject { ["model"] = first.DeepClone(), ["publish"] = true });
        Same("the definition", first, opened["workflowDefinition"], "id", "createdAt", "toolVersion");

        var save = Sample("definition-save-draft");
        var draft = await server.Post("/workflow-definitions", save["request"]!["body"]!.DeepClone());
        Same("the draft", save["response"]!["body"], draft, "id", "createdAt");
        Assert.Equal(2, (int)draft["workflowDefinition"]!["version"]!);

        var executed = await server.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/flow-demo/execute", new JsonObject { ["versionOptions"] = "Latest" }, TestContext.Current.CancellationToken);
        var instance = executed.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        Assert.Equal("False", executed.Headers.GetValues("x-elsa-workflow-cannot-start").Single());
        var state = await server.Get($"/workflow-instances/{instance}");
        Assert.Equal("Finished", (string?)state["subStatus"]);
        Members("the instance", Sample("instance-faulted")["response"]!["body"], state);

        var list = await server.Post("/activity-executions/report", new JsonObject { ["workflowInstanceId"] = instance, ["activityNodeIds"] = new JsonArray("Workflow1:flow1:g1", "Workflow1:flow1:4aabcb3263170d83", "Workflow1:flow1:f1") });
        Assert.Equal(2, list["stats"]!.AsArray().Count);
        Members("the report", Sample("activity-report")["response"]!["body"], list);
        var greeted = (await server.Get($"/activity-executions/list?WorkflowInstanceId={instance}&ActivityNodeId=Workflow1%3Aflow1%3A4aabcb3263170d83"))["items"]![0]!;
        Members("the execution", Sample("activity-execution-completed")["response"]!["body"], greeted);
        Assert.Equal("Hello World x3", (string?)greeted["outputs"]!["Result"]);
        Assert.Equal("Angry", (string?)greeted["activityState"]!["Mood"]);
        Assert.Equal("Hello World x3", (string?)(await server.Get($"/workflow-instances/{instance}/variables"))["items"]![0]!["value"]);
        Members("the call stack", Sample("activity-call-stack")["response"]!["body"], await server.Get($"/activity-executions/{greeted["id"]}/call-stack?includeCrossWorkflowChain=True"));
        Members("the summaries", Sample("activity-execution-summaries")["response"]!["body"], await server.Get($"/activity-execution-summaries/list?WorkflowInstanceId={instance}&ActivityNodeId=Workflow1%3Aflow1%3Ag1"));
        var journal = await server.Post($"/workflow-instances/{instance}/journal?skip=0&take=110", Sample("journal-page")["request"]!["body"]!["filter"] is { } ? new JsonObject { ["filter"] = new JsonObject { ["excludedActivityTypes"] = new JsonArray("Elsa.Flowchart") } } : null);
        Members("the journal", Sample("journal-page")["response"]!["body"], journal);
        Assert.Equal(["Started", "Completed"], journal["items"]!.AsArray().Take(2).Select(line => (string)line!["eventName"]!));
    }

    [Fact]
    public async Task An_incident_is_shown_where_the_designer_looks_for_it()
    {
        await using var server = await TestServer.Start();
        var model = new JsonObject { ["definitionId"] = "faulty", ["name"] = "Faulty", ["root"] = JsonNode.Parse("""{ "id": "flow2", "type": "Elsa.Flowchart", "version": 1, "activities": [{ "id": "h2", "type": "Demo.Fail", "version": 1, "name": "Fail1" }], "connections": [] }""") };
        await server.Post("/workflow-definitions", new JsonObject { ["model"] = model, ["publish"] = true });

        var executed = await server.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/faulty/execute", new JsonObject(), TestContext.Current.CancellationToken);
        var instance = executed.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        var shown = await server.Get($"/workflow-instances/{instance}");

        Same("the incident", Sample("instance-faulted")["response"]!["body"]!["workflowState"]!["incidents"]![0], shown["workflowState"]!["incidents"]![0], "activityInstanceId", "stackTrace", "timestamp");
        var execution = (await server.Get($"/activity-executions/list?WorkflowInstanceId={instance}&ActivityNodeId=Workflow1%3Aflow2%3Ah2"))["items"]![0]!;
        Members("the failed execution", Sample("activity-execution-faulted")["response"]!["body"], execution);
        var listed = await server.Post("/workflow-instances", Sample("instances-list")["request"]!["body"]!.DeepClone());
        Members("the list", Sample("instances-list")["response"]!["body"], listed);
        Assert.Equal("Faulted", (string?)listed["items"]![0]!["subStatus"]);
    }

    [Fact]
    public async Task Activity_types_are_described_as_the_designer_reads_them()
    {
        await using var server = await TestServer.Start();

        var all = (await server.Get("/descriptors/activities?Refresh=True"))["items"]!.AsArray();

        var greet = all.Single(type => (string?)type!["typeName"] == "Demo.Greet")!.AsObject();
        Same("the descriptor", Sample("activity-descriptor"), greet, "typeName", "order", "uiSpecifications", "defaultValue", "outputs");
        Assert.Equal("Angry", (string?)greet["inputs"]!.AsArray().Single(input => (string?)input!["name"] == "Mood")!["uiSpecifications"]!["dropdown"]!["selectList"]!["items"]![2]!["value"]);
        string[] own = ["Name", "Id", "Type", "Version", "NodeId", "Metadata", "CustomProperties", "Activities", "Connections", "Variables"];
        foreach (var type in all)
            Assert.DoesNotContain(type!["inputs"]!.AsArray(), input => own.Contains((string?)input!["name"]));
        foreach (var needed in (string[])["DefiNet.GenerateConfigurations", "DefiNet.ImportDataSet", "DefiNet.PreRelax", "DefiNet.SubmitDftRuns", "DefiNet.WaitForDftRuns", "DefiNet.ParseOutputs", "DefiNet.RecordSavings", "DefiNet.DecideByStatistics", "DefiNet.ExportCampaign", "DefiNet.NotifyWebhook", "DefiNet.NotifyMail", "Elsa.Flowchart", "Elsa.Sequence", "Elsa.NotFoundActivity"])
            Assert.Contains(all, type => (string?)type!["typeName"] == needed);
    }

    [Theory]
    [InlineData("/descriptors/expression-descriptors")]
    [InlineData("/descriptors/variables")]
    [InlineData("/descriptors/storage-drivers")]
    [InlineData("/descriptors/workflow-activation-strategies")]
    [InlineData("/descriptors/incident-strategies")]
    [InlineData("/descriptors/log-persistence-strategies")]
    [InlineData("/descriptors/commit-strategies/workflows")]
    [InlineData("/features/installed")]
    public async Task Small_descriptors_have_the_members_of_the_samples(string route)
    {
        await using var server = await TestServer.Start();

        Members(route, Sample("descriptors-small")[route], await server.Get(route));
    }

    [Fact]
    public async Task An_unknown_activity_is_kept_and_shown_as_one_that_is_not_found()
    {
        await using var server = await TestServer.Start();
        var model = new JsonObject { ["definitionId"] = "strange", ["name"] = "Strange", ["root"] = JsonNode.Parse("""{ "id": "f", "type": "Elsa.Flowchart", "version": 1, "activities": [{ "id": "x", "type": "Other.Thing", "version": 3, "secret": { "a": 1 } }], "connections": [] }""") };

        var saved = (await server.Post("/workflow-definitions", new JsonObject { ["model"] = model }))["workflowDefinition"]!.AsObject();
        var again = (await server.Post("/workflow-definitions", new JsonObject { ["model"] = saved.DeepClone() }))["workflowDefinition"]!;
        var published = await server.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/strange/publish", new JsonObject(), TestContext.Current.CancellationToken);

        Assert.Equal("Elsa.NotFoundActivity", (string?)again["root"]!["activities"]![0]!["type"]);
        Assert.Equal(1, (int)JsonNode.Parse((string)again["root"]!["activities"]![0]!["originalActivityJson"]!)!["secret"]!["a"]!);
        Assert.Equal(HttpStatusCode.BadRequest, published.StatusCode);
        Assert.Equal("application/problem+json", published.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Other.Thing", await published.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_lists_and_bulk_actions_keep_to_the_rules()
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/workflow-definitions", Sample("definition-create")["request"]!["body"]!.DeepClone());
        Members("the new definition", Sample("definition-create")["response"]!["body"], created);
        var id = (string)created["workflowDefinition"]!["definitionId"]!;

        var published = await server.Post("/bulk-actions/publish/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = new JsonArray(id, "nobody") });
        var list = await server.Get("/workflow-definitions?versionOptions=Latest&Page=0&PageSize=10&SearchTerm=&IsSystem=False&OrderDirection=Ascending");
        var unique = await server.Get("/workflow-definitions/validation/is-name-unique?name=workflow%201");
        var exported = await server.Get($"/workflow-definitions/{id}/export?versionOptions=Latest");
        var retracted = await server.Post($"/workflow-definitions/{id}/retract");
        var deleted = await server.Post("/bulk-actions/delete/workflow-definitions/by-definition-id", new JsonObject { ["definitionIds"] = new JsonArray(id) });

        Assert.Equal([id], published["published"]!.AsArray().Select(item => (string)item!));
        Assert.Equal(["nobody"], published["notFound"]!.AsArray().Select(item => (string)item!));
        Members("the list", Sample("definitions-list")["response"]!["body"], list);
        Assert.False((bool)unique["isUnique"]!);
        Assert.Equal("Elsa.Flowchart", (string?)exported["root"]!["type"]);
        Assert.False((bool)retracted["isPublished"]!);
        Assert.Equal(1, (int)deleted["deleted"]!);
    }

    private static JsonObject Sample(string name)
    {
        var file = SharedData.Path("elsa", "samples", name + ".json");
        return JsonNode.Parse(File.ReadAllText(file))!.AsObject();
    }

    /// <summary>Every member of a sample is there, with the same value, but for those that differ each time.</summary>
    private static void Same(string what, JsonNode? sample, JsonNode? ours, params string[] except) => Compare(what, sample, ours, values: true, except);

    /// <summary>Every member of a sample is there.</summary>
    private static void Members(string what, JsonNode? sample, JsonNode? ours) => Compare(what, sample, ours, values: false, []);

    private static void Compare(string path, JsonNode? sample, JsonNode? ours, bool values, string[] except)
    {
        switch (sample)
        {
            case JsonObject fields:
                var own = Assert.IsType<JsonObject>(ours, exactMatch: true);
                foreach (var (name, value) in fields)
                {
                    if (name is "activityState" or "payload" or "outputs" or "root" && !values)
                        continue;
                    Assert.True(own.ContainsKey(name), $"{path} lacks {name}");
                    if (!except.Contains(name) && (value is not null || values))
                        Compare($"{path}.{name}", value, own[name], values, except);
                }

                break;
            case JsonArray items:
                var others = Assert.IsType<JsonArray>(ours, exactMatch: true);
                if (values)
                    Assert.True(items.Count == others.Count, $"{path} has {others.Count} items, not {items.Count}");
                if (items.Count > 0 && others.Count > 0)
                    for (var index = 0; index < (values ? items.Count : 1); index++)
                        Compare($"{path}[{index}]", items[index], others[index], values, except);
                break;
            default:
                if (values)
                    Assert.True(JsonNode.DeepEquals(sample, ours), $"{path} is {ours?.ToJsonString() ?? "null"}, not {sample?.ToJsonString() ?? "null"}");
                break;
        }
    }
}
