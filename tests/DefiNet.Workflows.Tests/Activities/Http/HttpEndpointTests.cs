using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Tests.Hosting;
using DefiNet.Workflows.Tests.Rest;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Activities.Http;

public sealed class HttpEndpointTests
{
    [Fact]
    public async Task A_request_starts_the_workflow_that_begins_with_its_path_and_a_later_one_resumes_it()
    {
        await using var server = await TestServer.Start();
        string Endpoint(string id, string path, string custom = "") => Activity(id, "Elsa.HttpEndpoint", $$""" "path": {{Literal(path)}}, "supportedMethods": { "expression": { "type": "Object", "value": "[\"POST\"]" } }, "parsedContent": { "memoryReference": { "id": "got" } } """, custom);
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
    public async Task A_drawing_answers_the_request_with_what_its_path_query_and_headers_say()
    {
        await using var server = await TestServer.Start();
        string Bound(string output) => $$"""{ "memoryReference": { "id": "{{output}}" } }""";
        var endpoint = Activity("begin", "Elsa.HttpEndpoint", $$""" "path": {{Literal("hosts/{host}/runs/{run}")}}, "supportedMethods": { "expression": { "type": "Object", "value": "[\"GET\",\"POST\"]" } }, "routeData": {{Bound("route")}}, "queryStringData": {{Bound("query")}}, "headers": {{Bound("headers")}} """, "\"canStartWorkflow\": true");
        var answer = Activity("answer", "Elsa.WriteHttpResponse", $$""" "statusCode": {{Literal("Created")}}, "content": {{Script("({ host: variables.route.host, run: variables.route.run, q: variables.query.q, secrets: Object.keys(variables.headers).filter(n => /authorization|cookie/i.test(n)) })")}}, "responseHeaders": { "expression": { "type": "Object", "value": "{\"X-Made-By\":\"definet\"}" } } """);
        await server.Post("/workflow-definitions", new JsonObject { ["publish"] = true, ["model"] = JsonNode.Parse(Of(Flowchart([endpoint, answer], "begin answer"), string.Join(',', Variable("route"), Variable("query"), Variable("headers")), "\"definitionId\": \"answers\",")) });
        await server.Post("/workflow-definitions", new JsonObject { ["publish"] = true, ["model"] = JsonNode.Parse(Of(Flowchart([Activity("begin", "Elsa.HttpEndpoint", $$""" "path": {{Literal("hosts/MoS2/runs/all")}} """, "\"canStartWorkflow\": true"), Activity("answer", "Elsa.WriteHttpResponse", $$""" "content": {{Literal("all of them")}} """)], "begin answer"), "", "\"definitionId\": \"exact\",")) });

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var request = new HttpRequestMessage(method, "/workflows/hosts/WSe2/runs/R7?q=1") { Headers = { { "Authorization", "ApiKey secret" }, { "Cookie", "a=b" } } };
            using var answered = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.Created, "application/json", "definet"), (answered.StatusCode, answered.Content.Headers.ContentType!.MediaType, answered.Headers.GetValues("X-Made-By").Single()));
            Assert.Equal("""{"host":"WSe2","run":"R7","q":"1","secrets":[]}""", await answered.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal("all of them", await server.Client.GetStringAsync("/workflows/Hosts/mos2/runs/all", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.PutAsync("/workflows/hosts/a/runs/b", null, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/workflows/hosts/a/runs", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("Set-Cookie")]
    [InlineData("Content-Security-Policy")]
    [InlineData("X-Frame-Options")]
    [InlineData("Strict-Transport-Security")]
    [InlineData("X-A\\r\\nSet-Cookie")]
    public async Task A_drawing_does_not_change_what_protects_the_servers_pages(string header)
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());

        var ended = await workflows.Run(Of(Activity("answer", "Elsa.WriteHttpResponse", $$""" "responseHeaders": {{Script($"({{ '{header}': 'a' }})")}} """)), expected: "Faulted");

        Assert.Contains("cannot be set", Assert.Single(ended.Incidents).Message, StringComparison.Ordinal);
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
        using var nearby = new HttpRequestMessage(HttpMethod.Get, "/workflows/nobody") { Headers = { { "Sec-Fetch-Site", "same-site" } } };
        using var neighbour = await server.Client.SendAsync(nearby, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.All([unreadable, deep, huge, followed, neighbour], refused => Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode));
    }
}
