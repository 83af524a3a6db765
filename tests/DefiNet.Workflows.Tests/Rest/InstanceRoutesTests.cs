using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Rest;

public sealed class InstanceRoutesTests
{
    [Fact]
    public async Task What_failed_is_mended_through_the_API_and_its_journal_tells_it()
    {
        await using var server = await TestServer.Start();
        await Publish(server, "mend", Flowchart([Line("a", "a"), Js("b", "variables.name.length"), Line("c", "c")], "a b", "b c"), Variable("name"));
        var id = await Execute(server, "mend");
        Assert.Equal("Faulted", await Until(server, id, "Finished"));
        Assert.Equal(1, (int)(await server.Post("/workflow-instances", new JsonObject { ["hasIncidents"] = true, ["definitionIds"] = new JsonArray("mend"), ["subStatuses"] = new JsonArray("Faulted") }))["totalCount"]!);

        var altered = await server.Post($"/workflow-instances/{id}/variables", new JsonObject { ["variables"] = new JsonArray(new JsonObject { ["id"] = "name", ["value"] = "abc" }) });
        var retried = await server.Post("/alterations/workflows/retry", new JsonObject { ["workflowInstanceIds"] = new JsonArray(id, "nobody"), ["activityIds"] = new JsonArray("b") });
        while (await Until(server, id, "Finished") != "Finished")
            await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Equal("abc", (string?)altered["items"]![0]!["value"]);
        Assert.Equal([id], retried["results"]!.AsArray().Select(result => (string)result!["workflowInstanceId"]!));
        var journal = (await server.Post($"/workflow-instances/{id}/journal?skip=0&take=100", new JsonObject { ["filter"] = new JsonObject { ["activityIds"] = new JsonArray("b") } }))["items"]!.AsArray();
        Assert.Equal(["Started", "Faulted", "Started", "Line", "Completed"], journal.Select(line => (string)line!["eventName"]!));
        Assert.Single((await server.Post($"/workflow-instances/{id}/journal", new JsonObject { ["filter"] = new JsonObject { ["eventNames"] = new JsonArray("Faulted") } }))["items"]!.AsArray());
        using var exported = await server.Client.GetAsync($"/elsa/api/workflow-instances/{id}/export", TestContext.Current.CancellationToken);
        Assert.Equal($"workflow-instance-{id}.json", exported.Content.Headers.ContentDisposition!.FileName);
    }

    [Fact]
    public async Task Instances_that_wait_are_resumed_cancelled_and_deleted_one_by_one_and_many_at_once()
    {
        await using var server = await TestServer.Start();
        await Publish(server, "wait", Sequence(Activity("wait", "Elsa.Event", $$""" "eventName": {{Literal("never")}}, "result": { "memoryReference": { "id": "said" } } """), Activity("set", "Elsa.SetOutput", $""" "outputName": {Literal("Said")}, "outputValue": {Script("variables.said.word")} """)), Variable("said"));
        var ids = new List<string>();
        for (var index = 0; index < 6; index++)
            ids.Add(await Execute(server, "wait"));

        var bookmark = (string)(await server.Get($"/workflow-instances/{ids[0]}"))["workflowState"]!["bookmarks"]![0]!["id"]!;
        Assert.Equal(HttpStatusCode.OK, await Status(server, HttpMethod.Post, $"/bookmarks/{bookmark}/resume", new JsonObject { ["input"] = new JsonObject { ["word"] = "hello" } }));
        Assert.Equal("Finished", await Until(server, ids[0], "Finished"));
        Assert.Equal("hello", (string?)(await server.Get($"/workflow-instances/{ids[0]}"))["workflowState"]!["output"]!["Said"]);
        Assert.Equal(HttpStatusCode.OK, await Status(server, HttpMethod.Post, $"/cancel/workflow-instances/{ids[1]}"));
        Assert.Equal("Cancelled", await Until(server, ids[1], "Finished"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(server, HttpMethod.Post, $"/cancel/workflow-instances/{ids[1]}"));
        Assert.Equal(2, (int)(await server.Post("/bulk-actions/cancel/workflow-instances", new JsonObject { ["ids"] = new JsonArray(ids[2], ids[3], "nobody") }))["cancelledCount"]!);
        Assert.Equal(HttpStatusCode.NoContent, await Status(server, HttpMethod.Delete, $"/workflow-instances/{ids[4]}"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(server, HttpMethod.Get, $"/workflow-instances/{ids[4]}"));
        Assert.Equal(4, (int)(await server.Post("/bulk-actions/delete/workflow-instances/by-id", new JsonObject { ["ids"] = new JsonArray(ids[0], ids[1], ids[2], ids[3], ids[4]) }))["deleted"]!);

        var left = (await server.Post("/workflow-instances", new JsonObject { ["statuses"] = new JsonArray("Running") }))["items"]!.AsArray();
        Assert.Equal(ids[5], (string?)Assert.Single(left)!["id"]);
        using var context = server.Store.NewContext();
        Assert.Equal((1, 2), (context.Bookmarks.Count(), context.ActivityExecutions.Count()));
    }

    [Fact]
    public async Task The_editor_of_scripts_is_told_what_the_drawing_gives_them()
    {
        await using var server = await TestServer.Start();
        await Publish(server, "typed", Sequence(Activity("ask", "Elsa.SendHttpRequest", $""" "url": {Literal("https://example.org")} """)), Variable("max-runs", "Int32"), "\"inputs\": [{ \"name\": \"Limit\", \"type\": \"Int32\" }],");

        using var answer = await server.Client.PostAsJsonAsync("/elsa/api/scripting/javascript/type-definitions/typed", new JsonObject(), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        foreach (var declared in (string[])["function getMaxRuns(): number;", "function setMaxRuns(value: number): void;", "function getLimit(): number;", "function getStatusCodeFromAsk(): any;", "function getVariable(name: string): any;"])
            Assert.Contains(declared, text, StringComparison.Ordinal);
    }

    private static Task<JsonObject> Publish(TestServer server, string id, string root, string variables, string more = "") =>
        server.Post("/workflow-definitions", new JsonObject { ["publish"] = true, ["model"] = JsonNode.Parse(Of(root, variables, $"\"definitionId\": \"{id}\", {more}")) });

    private static async Task<string> Execute(TestServer server, string definition)
    {
        using var answer = await server.Client.PostAsJsonAsync($"/elsa/api/workflow-definitions/{definition}/execute", new JsonObject(), TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("x-elsa-workflow-instance-id").Single();
    }

    private static async Task<HttpStatusCode> Status(TestServer server, HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, "/elsa/api" + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<string> Until(TestServer server, string id, string status)
    {
        while (true)
        {
            var state = await server.Get($"/workflow-instances/{id}/execution-state");
            if ((string?)state["status"] == status)
                return (string)state["subStatus"]!;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
