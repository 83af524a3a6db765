using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Tests.Hosting;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Definitions;

public sealed class HostileDefinitionTests
{
    [Fact]
    public async Task A_definition_nested_too_deeply_is_refused()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());
        var root = Line("end", "end");
        for (var depth = 0; depth < 40; depth++)
            root = Sequence($"s{depth}", [root]);

        var failure = Assert.Throws<WorkflowException>(() => workflows.Publish(Of(root)));

        Assert.Contains("nested deeper", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "id": "a", "type": "Nobody.Knows", "version": 1 }""", "does not know")]
    [InlineData("""{ "id": "", "type": "Elsa.WriteLine", "version": 1 }""", "the id is ''")]
    [InlineData("""{ "id": "a:b", "type": "Elsa.WriteLine", "version": 1 }""", "colon")]
    [InlineData("""{ "id": "a", "type": "Elsa.Delay", "version": 1, "timeSpan": { "expression": { "type": "Literal", "value": "soon" } } }""", "cannot be read as TimeSpan")]
    [InlineData("""{ "id": "a", "type": "Elsa.WriteLine", "version": 1, "text": { "expression": { "type": "Python", "value": "1" } } }""", "type 'Python'")]
    [InlineData("""{ "id": "f", "type": "Elsa.Flowchart", "version": 1, "activities": [], "connections": [{ "source": { "activity": "x" }, "target": { "activity": "y" } }] }""", "not in its flowchart")]
    [InlineData("""{ "id": "s", "type": "Elsa.Sequence", "version": 1, "activities": [{ "id": "a", "type": "Elsa.WriteLine", "version": 1 }, { "id": "a", "type": "Elsa.WriteLine", "version": 1 }] }""", "two activities have the id")]
    [InlineData("[]", "root")]
    public async Task What_cannot_be_right_is_refused_with_a_sentence(string root, string sentence)
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());

        var failure = Assert.Throws<WorkflowException>(() => workflows.Publish(Of(root)));

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drawing_of_another_server_is_kept_with_what_is_not_known_here_but_not_published()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());
        var model = DefiNet.Workflows.Definitions.GraphReader.Parse(Of("""{ "type": "Elsa.Sequence", "activities": [{ "type": "Elsa.WriteLine", "text": { "expression": { "type": "CSharp", "value": "\"a\" + 1" } } }] }""", "", "\"definitionId\": \"foreign\","), "Test");

        var kept = workflows.Book.Save(model, publish: false).Row;
        var refused = Assert.Throws<WorkflowException>(() => workflows.Book.Publish("foreign"));
        var ended = await workflows.Ends(await workflows.Runtime.RunAsync("foreign", versionOptions: "Latest", cancellation: TestContext.Current.CancellationToken), "Faulted");

        Assert.Contains("\"type\":\"CSharp\"", kept.Model, StringComparison.Ordinal);
        Assert.Contains("text: the expression is of the type 'CSharp'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'CSharp', which is not known", Assert.Single(ended.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_without_end_ends_in_an_incident()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite(), configure: options => (options.MaxExecutions, options.ActivitiesPerCommit) = (500, 100));

        var ended = await workflows.Run(Of(Flowchart([Line("a", "a"), Line("b", "b")], "a b", "b a")), expected: "Faulted");

        Assert.Contains("500 activities", Assert.Single(ended.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_million_items_end_in_an_incident()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());

        var ended = await workflows.Run(Of(Activity("each", "Elsa.ParallelForEach", $$""" "items": {{Script("Array.from({ length: 300000 }, (_, i) => i)")}}, "body": {{Line("a", "a")}} """)), expected: "Faulted");

        // On a busy machine the script is stopped before the loop refuses what it gives.
        Assert.Matches("limit|stopped", Assert.Single(ended.Incidents).Message);
    }

    [Fact]
    public async Task A_state_that_grows_without_end_ends_in_an_incident()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite(), configure: options => options.MaxStateLength = 100_000);

        var ended = await workflows.Run(Of(Sequence(Set("set", "text", "'x'.repeat(200000)"), Activity("wait", "Elsa.Event", $""" "eventName": {Literal("e")} """)), Variable("text")), expected: "Faulted");

        Assert.Contains("characters", Assert.Single(ended.Incidents).Message, StringComparison.Ordinal);
    }
}
