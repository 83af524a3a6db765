using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DefiNet.Workflows.Tests.Hosting;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Rest;

/// <summary>Definitions that somebody sends to do harm, or by mistake: a 400 with a sentence, or an incident with a name.</summary>
public sealed class HostileRequestTests
{
    [Fact]
    public async Task What_cannot_be_a_definition_is_refused_with_a_sentence_and_never_breaks_the_server()
    {
        await using var server = await TestServer.Start();
        string Model(string root, string more = "") => $$"""{ "publish": true, "model": { "definitionId": "bad", "name": "Bad", {{more}} "root": {{root}} } }""";
        (string Body, string Sentence)[] all =
        [
            ("{", "not JSON"),
            ("[1, 2]", "JSON object"),
            (new string('[', 100_000), "nested deeper than 128"),
            ($$"""{ "model": {{string.Concat(Enumerable.Repeat("""{ "a": """, 300))}}1{{new string('}', 300)}} }""", "nested deeper"),
            ("""{ "model": { "name": "x", "name": "y" } }""", "member twice"),
            (Model("5"), "root"),
            (Model("""{ "id": 7 }"""), "type"),
            (Model("""{ "id": "a", "type": "Elsa.Sequence", "version": "many", "activities": 5 }"""), "array"),
            (Model("""{ "id": "a", "type": "Elsa.Sequence", "version": 1, "activities": [[]] }"""), "object"),
            (Model("""{ "id": "a", "type": "Nobody.Knows", "version": 1 }"""), "does not know"),
            (Model("""{ "id": "a", "type": "Elsa.NotFoundActivity", "version": 1, "originalActivityJson": "{" }"""), "originalActivityJson"),
            (Model("""{ "id": "a", "type": "Elsa.If", "version": 1, "condition": { "expression": { "type": "Literal", "value": [1] } } }"""), "Boolean"),
            (Model("""{ "id": "a", "type": "Elsa.SetVariable", "version": 1, "variable": 3, "value": { "expression": 4 } }""", "\"variables\": 6,"), "array"),
            (Model("""{ "id": "a", "type": "Elsa.WriteLine", "version": 1 }""", "\"variables\": [{ \"id\": \"n\", \"typeName\": \"Int32\", \"value\": \"many\" }],"), "Int32"),
            (Model($$"""{ "id": "a", "type": "Elsa.Flowchart", "version": 1, "connections": [], "activities": [{{string.Join(",", Enumerable.Range(0, 2100).Select(index => $$"""{ "id": "a{{index}}", "type": "Elsa.WriteLine", "version": 1 }"""))}}] }"""), "2000"),
            (Model($$"""{ "id": "a", "type": "Elsa.ForEach", "version": 1, "items": { "expression": { "type": "Object", "value": [{{string.Join(",", Enumerable.Range(0, 1_000_000))}}] } } }"""), "limit"),
            (Model("""{ "id": "a", "type": "Elsa.Cron", "version": 1, "customProperties": { "canStartWorkflow": true }, "cronExpression": { "expression": { "type": "Literal", "value": "every now and then" } } }"""), "cron"),
        ];

        foreach (var (body, sentence) in all)
        {
            using var answer = await server.Client.PostAsync("/elsa/api/workflow-definitions", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{(int)answer.StatusCode} for {body[..Math.Min(200, body.Length)]}: {text[..Math.Min(500, text.Length)]}");
            var message = (string)JsonNode.Parse(text)!["message"]!;
            Assert.Contains(sentence, message, StringComparison.OrdinalIgnoreCase);
            Assert.InRange(message.Length, 10, 600);
        }

        Assert.Empty((await server.Get("/workflow-definitions?versionOptions=Latest"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("while (true) {}", "stopped")]
    [InlineData("let all = []; for (;;) all.push(new Array(1000).fill(1))", "stopped")]
    [InlineData("(function f() { return f() })()", "stopped")]
    [InlineData("let o = {}; o.o = o; o", "JavaScript")]
    [InlineData("let o = {}; for (let i = 0; i < 5000; i++) o = { o }; o", "JavaScript")]
    [InlineData("'x'.repeat(4000000).split('').map(x => x + x).join('').repeat(4)", "JavaScript")]
    public async Task A_hostile_script_ends_in_an_incident_that_names_its_activity(string code, string sentence)
    {
        await using var workflows = new TestWorkflows(DefiNet.Campaigns.Tests.Storage.TestStore.OnSqlite());

        var ended = await workflows.Run(Of(Sequence(Line("before", "before"), Set("bad", "x", code), Line("after", "after")), Variable("x")), expected: "Faulted");

        var incident = Assert.Single(ended.Incidents);
        Assert.Equal("bad", incident.ActivityId);
        Assert.Contains(sentence, incident.Message, StringComparison.Ordinal);
        Assert.Equal("before", ended.Lines);
    }

    [Fact]
    public async Task A_workflow_that_runs_itself_ends_in_incidents()
    {
        await using var workflows = new TestWorkflows(DefiNet.Campaigns.Tests.Storage.TestStore.OnSqlite());
        await workflows.StartPump();
        var id = workflows.Publish($$"""{ "definitionId": "again", "name": "Again", "root": {{Sequence(Activity("run", "Elsa.ExecuteWorkflow", $""" "workflowDefinitionId": {Literal("again")} """))}} }""");

        var ended = await workflows.Ends(workflows.Runtime.Start(id), "Faulted");

        Assert.Contains("ended as Faulted", Assert.Single(ended.Incidents).Message, StringComparison.Ordinal);
        using var context = workflows.Store.NewContext();
        Assert.Contains(context.Incidents, incident => incident.Message.Contains("too deeply"));
        Assert.InRange(context.WorkflowInstances.Count(), 2, 200);
    }

    [Fact]
    public async Task Inputs_of_wrong_types_end_in_an_incident_that_says_which()
    {
        await using var server = await TestServer.Start();
        await server.Post("/workflow-definitions", JsonNode.Parse("""{ "publish": true, "model": { "definitionId": "typed", "name": "Typed", "inputs": [{ "name": "n", "type": "Int32" }], "root": { "id": "a", "type": "Elsa.WriteLine", "version": 1 } } }"""));

        var answer = await server.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/typed/execute", new JsonObject { ["input"] = new JsonObject { ["n"] = "several" } }, TestContext.Current.CancellationToken);
        var state = (await server.Get($"/workflow-instances/{answer.Headers.GetValues("x-elsa-workflow-instance-id").Single()}"))["workflowState"]!;

        Assert.Equal("Faulted", (string?)state["subStatus"]);
        Assert.Contains("'several' cannot be read as Int32", (string)state["incidents"]![0]!["message"]!, StringComparison.Ordinal);
    }
}
