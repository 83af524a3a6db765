using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Tests.Hosting;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Activities.Http;

public sealed class SendHttpRequestTests
{
    [Fact]
    public async Task A_request_is_sent_with_its_key_and_its_answer_is_JSON()
    {
        await using var site = await Site.Start((_, _) => (200, """{ "answer": 42 }"""));
        await using var workflows = Allowed(site.Address);

        var ended = await workflows.Run(Of(Sequence(
            Activity("ask", "Elsa.SendHttpRequest", $$""" "url": {{Literal($"http://{site.Address}/question")}}, "method": {{Literal("PUT")}}, "content": { "expression": { "type": "Object", "value": "{\"q\": 6}" } }, "authorization": {{Literal("Bearer secret")}}, "result": { "memoryReference": { "id": "got" } } """),
            Js("say", "variables.got.answer")), Variable("got")));

        Assert.Equal("42", ended.Lines);
        var asked = Assert.Single(site.Asked);
        var execution = ended.Executions.Single(row => row.ActivityId == "ask");
        Assert.Equal(("PUT /question", """{"q":6}""", execution.Id), (asked.Request, asked.Body, asked.Key));
        Assert.DoesNotContain("secret", execution.State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_says_no_a_wrong_address_and_this_machine_end_in_incidents()
    {
        await using var site = await Site.Start((_, _) => (503, "later"));
        await using var allowed = Allowed(site.Address);
        await using var strict = Allowed();

        Assert.Contains("answered 503", await Fails(allowed, $"http://{site.Address}/"), StringComparison.Ordinal);
        Assert.Contains("must begin with http", await Fails(allowed, "file:///etc/passwd"), StringComparison.Ordinal);
        foreach (var near in (string[])[$"http://{site.Address}/", "http://localhost:1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest", "http://10.0.0.1/", "http://2130706433/"])
            Assert.Contains("not on the public internet", await Fails(strict, near), StringComparison.Ordinal);
        Assert.Single(site.Asked);
    }

    [Fact]
    public async Task A_drawing_goes_on_at_the_outcome_of_the_status()
    {
        await using var site = await Site.Start((path, _) => (path == "/gone" ? 404 : path == "/teapot" ? 418 : 200, """{ "n": 1 }"""));
        await using var workflows = Allowed(site.Address);

        async Task<string> Goes(string url) => (await workflows.Run(Of(Flowchart(
            [Activity("ask", "Elsa.FlowSendHttpRequest", $$""" "url": {{Literal(url)}}, "requestHeaders": { "expression": { "type": "Object", "value": "{\"X-Who\":\"me\"}" } }, "expectedStatusCodes": { "expression": { "type": "Object", "value": "[\"200\", 404]" } } """), Line("ok", "200"), Line("gone", "404"), Line("other", "other"), Line("down", "down"), Line("done", "done")],
            "ask:200 ok", "ask:404 gone", "ask:Unmatched_status_code other", "ask:Failed_to_connect down", "ask done")))).Lines;

        Assert.Equal("200 done", await Goes($"http://{site.Address}/"));
        Assert.Equal("404 done", await Goes($"http://{site.Address}/gone"));
        Assert.Equal("other done", await Goes($"http://{site.Address}/teapot"));
        Assert.Equal("down", await Goes("http://10.0.0.1/"));
    }

    private static async Task<string> Fails(TestWorkflows workflows, string url) =>
        Assert.Single((await workflows.Run(Of(Activity("ask", "Elsa.SendHttpRequest", $""" "url": {Literal(url)} """)), expected: "Faulted")).Incidents).Message;

    private static TestWorkflows Allowed(params string[] hosts) => new(TestStore.OnSqlite(), configure: options => options.AllowedHosts = hosts);
}
