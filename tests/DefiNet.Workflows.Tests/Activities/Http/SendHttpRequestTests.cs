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

    private static async Task<string> Fails(TestWorkflows workflows, string url) =>
        Assert.Single((await workflows.Run(Of(Activity("ask", "Elsa.SendHttpRequest", $""" "url": {Literal(url)} """)), expected: "Faulted")).Incidents).Message;

    private static TestWorkflows Allowed(params string[] hosts) => new(TestStore.OnSqlite(), configure: options => options.AllowedHosts = hosts);
}
