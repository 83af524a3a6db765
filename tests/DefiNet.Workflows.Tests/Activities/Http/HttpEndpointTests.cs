using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Tests.Rest;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Activities.Http;

public sealed class HttpEndpointTests
{
    [Fact]
    public async Task A_request_starts_the_workflow_that_begins_with_its_path_and_a_later_one_resumes_it()
    {
        await using var server = await TestServer.Start();
        string Endpoint(string id, string path, string custom = "") => Activity(id, "Elsa.HttpEndpoint", $$""" "path": {{Literal(path)}}, "parsedContent": { "memoryReference": { "id": "got" } } """, custom);
        var root = Flowchart([Endpoint("begin", "orders/new", "\"canStartWorkflow\": true"), Activity("name", "Elsa.SetOutput", $""" "outputName": {Literal("First")}, "outputValue": {Script("variables.got.host")} """), Endpoint("go", "/Orders/Go/"), Activity("end", "Elsa.SetOutput", $""" "outputName": {Literal("Second")}, "outputValue": {Script("variables.got")} """)], "begin name", "name go", "go end");
        await server.Post("/workflow-definitions", new JsonObject { ["publish"] = true, ["model"] = JsonNode.Parse(Of(root, Variable("got"), "\"definitionId\": \"orders\",")) });

        using var begun = await server.Client.PostAsJsonAsync("/workflows/orders/new", new JsonObject { ["host"] = "MoS2" }, TestContext.Current.CancellationToken);
        var instance = (string)(await begun.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["workflowInstanceIds"]![0]!;
        var waiting = await server.Get($"/workflow-instances/{instance}");
        using var resumed = await server.Client.PostAsync("/workflows/orders/go", new StringContent("now"), TestContext.Current.CancellationToken);
        var ended = await server.Get($"/workflow-instances/{instance}");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (begun.StatusCode, resumed.StatusCode));
        Assert.Equal("Suspended", (string?)waiting["subStatus"]);
        Assert.Equal("Finished", (string?)ended["subStatus"]);
        Assert.Equal("""{"First":"MoS2","Second":"now"}""", ended["workflowState"]!["output"]!.ToJsonString());
    }

    [Fact]
    public async Task A_request_that_no_workflow_waits_for_finds_nothing_and_one_that_cannot_be_read_is_refused()
    {
        await using var server = await TestServer.Start();

        using var missing = await server.Client.PostAsJsonAsync("/workflows/nobody", new JsonObject(), TestContext.Current.CancellationToken);
        using var unreadable = await server.Client.PostAsync("/workflows/nobody", new StringContent("{", null, "application/json"), TestContext.Current.CancellationToken);
        using var deep = await server.Client.PostAsync("/workflows/nobody", new StringContent(new string('[', 50_000), null, "application/json"), TestContext.Current.CancellationToken);
        using var huge = await server.Client.PostAsync("/workflows/nobody", new ByteArrayContent(new byte[5 << 20]), TestContext.Current.CancellationToken);
        using var link = new HttpRequestMessage(HttpMethod.Get, "/workflows/nobody") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        using var followed = await server.Client.SendAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.All([unreadable, deep, huge, followed], refused => Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode));
    }
}
