using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Execution;

/// <summary>What the engine does, on whichever store.</summary>
public abstract class EngineTests
{
    private const string Pause = """ "timeSpan": { "expression": { "type": "Literal", "value": "00:00:00.05" } } """;

    protected abstract TestStore NewStore();

    [Fact]
    public async Task A_sequence_executes_its_activities_in_order()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Sequence(Line("a", "one"), Line("b", "two"), Line("c", "three"))));

        Assert.Equal("one two three", ended.Lines);
        Assert.All(ended.Executions, execution => Assert.Equal("Completed", execution.Status));
    }

    [Fact]
    public async Task A_decision_follows_the_arrow_of_its_outcome()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart([Line("a", "begin"), Activity("d", "Elsa.FlowDecision", $""" "condition": {Script("getVariable('n') > 2")} """), Line("yes", "yes"), Line("no", "no")], "a d", "d:True yes", "d:False no"), Variable("n", "Int32", "3")));

        Assert.Equal("begin yes", ended.Lines);
    }

    [Fact]
    public async Task A_join_without_a_mode_waits_for_the_branches_that_are_at_work()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart(
            [Line("a", "a"), Activity("slow", "Elsa.Delay", Pause), Line("fast", "fast"), Line("join", "join")],
            "a slow", "a fast", "slow join", "fast join")));

        Assert.Equal("a fast join", ended.Lines);
    }

    [Fact]
    public async Task A_branch_that_was_not_taken_does_not_hold_up_a_streaming_join()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart(
            [Activity("d", "Elsa.FlowDecision", $""" "condition": {Literal("True")} """), Line("yes", "yes"), Line("no", "no"), Line("join", "join")],
            "d:True yes", "d:False no", "yes join", "no join")));

        Assert.Equal("yes join", ended.Lines);
    }

    [Fact]
    public async Task A_join_that_waits_for_all_is_not_executed_while_a_path_is_dead()
    {
        await using var workflows = Engine();

        var waiting = await workflows.Run(Of(Flowchart(
            [Activity("d", "Elsa.FlowDecision", $""" "condition": {Literal("True")} """), Line("yes", "yes"), Line("no", "no"), Activity("join", "Elsa.FlowJoin", $""" "mode": {Literal("WaitAll")} """), Line("after", "after")],
            "d:True yes", "d:False no", "yes join", "no join", "join after")), expected: "Suspended");

        Assert.Equal("yes", waiting.Lines);
    }

    [Fact]
    public async Task A_join_that_waits_for_any_goes_on_with_the_first_and_cancels_the_others()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart(
            [Line("a", "a"), Activity("slow", "Elsa.Delay", """ "timeSpan": { "expression": { "type": "Literal", "value": "01:00:00" } } """), Line("fast", "fast"), Activity("join", "Elsa.FlowJoin", $""" "mode": {Literal("WaitAny")} """), Line("after", "after")],
            "a slow", "a fast", "slow join", "fast join", "join after")));

        Assert.Equal("a fast after", ended.Lines);
        Assert.Equal(1, ended.Count("slow", "Canceled"));
        Assert.Empty(ended.Bookmarks);
    }

    [Fact]
    public async Task A_join_whose_mode_was_left_alone_goes_on_with_the_first()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart(
            [Line("a", "a"), Activity("wait", "Elsa.Event", $""" "eventName": {Literal("never")} """), Line("fast", "fast"), Activity("join", "Elsa.FlowJoin"), Line("after", "after")],
            "a wait", "a fast", "wait join", "fast join", "join after")));

        Assert.Equal("a fast after", ended.Lines);
    }

    [Fact]
    public async Task A_script_chooses_the_outcome_by_which_the_drawing_goes_on()
    {
        await using var workflows = Engine();
        string Chooses(string code) => Activity("s", "Elsa.RunJavaScript", $""" "script": {Literal(code)} """);

        var one = await workflows.Run(Of(Flowchart([Chooses("setOutcome('Left')"), Line("l", "left"), Line("r", "right"), Line("d", "done")], "s:Left l", "s:Right r", "s d")));
        var both = await workflows.Run(Of(Flowchart([Chooses("setOutcomes(['Left', 'Right'])"), Line("l", "left"), Line("r", "right"), Line("d", "done")], "s:Left l", "s:Right r", "s d")));
        var none = await workflows.Run(Of(Flowchart([Chooses("6 * 7"), Line("l", "left"), Js("d", "getLastResult()")], "s:Left l", "s d")));

        Assert.Equal(("left", "left right", "42"), (one.Lines, both.Lines, none.Lines));
    }

    [Fact]
    public async Task A_cascading_activity_is_executed_for_every_branch()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart([Line("a", "a"), Line("b", "b"), Line("c", "c"), Line("each", "each", "\"mergeMode\": \"Cascade\"")], "a b", "a c", "b each", "c each")));

        Assert.Equal(2, ended.Count("each"));
    }

    [Fact]
    public async Task A_loop_of_arrows_turns_until_its_decision_says_otherwise()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart(
            [Set("zero", "n", "0"), Set("add", "n", "getVariable('n') + 1"), Activity("more", "Elsa.FlowDecision", $""" "condition": {Script("variables.n < 5")} """), Js("end", "`n is ${getN()}`")],
            "zero add", "add more", "more:True add", "more:False end"), Variable("n", "Int32")));

        Assert.Equal("n is 5", ended.Lines);
        Assert.Equal(5, ended.Count("add"));
    }

    [Fact]
    public async Task A_switch_takes_the_first_case_that_holds_or_every_one()
    {
        await using var workflows = Engine();
        string Cases(string mode) => Activity("s", "Elsa.FlowSwitch", $$""" "mode": {{Literal(mode)}}, "cases": [ { "label": "A", "condition": { "type": "JavaScript", "value": "true" } }, { "label": "B", "condition": { "type": "JavaScript", "value": "1 < 2" } } ] """);

        var first = await workflows.Run(Of(Flowchart([Cases("MatchFirst"), Line("a", "a"), Line("b", "b"), Line("none", "none")], "s:A a", "s:B b", "s:Default none")));
        var any = await workflows.Run(Of(Flowchart([Cases("MatchAny"), Line("a", "a"), Line("b", "b"), Line("none", "none")], "s:A a", "s:B b", "s:Default none")));

        Assert.Equal("a", first.Lines);
        Assert.Equal("a b", any.Lines);
    }

    [Fact]
    public async Task Loops_see_their_items_and_numbers_and_end_at_a_break()
    {
        await using var workflows = Engine();
        var each = Activity("each", "Elsa.ForEach", $$""" "items": { "expression": { "type": "Object", "value": "[\"x\",\"y\",\"z\"]" } }, "body": {{Js("item", "getVariable('CurrentIndex') + getVariable('CurrentValue')")}} """);
        var number = Activity("for", "Elsa.For", $$""" "start": {{Literal("1")}}, "end": {{Literal("3")}}, "body": {{Js("number", "getVariable('CurrentValue')")}} """);
        var breaking = Activity("while", "Elsa.While", $$""" "condition": {{Literal("true")}}, "body": {{Sequence("turn", [Set("add", "n", "getVariable('n') + 1"), Activity("if", "Elsa.If", $$""" "condition": {{Script("variables.n == 3")}}, "then": {{Activity("break", "Elsa.Break")}} """)])}} """);

        var ended = await workflows.Run(Of(Sequence(each, number, breaking, Js("n", "variables.n")), Variable("n", "Int32", "0")));

        Assert.Equal("0x 1y 2z 1 2 3 3", ended.Lines);
    }

    [Fact]
    public async Task A_parallel_loop_keeps_to_its_limit()
    {
        await using var workflows = Engine();
        await workflows.StartPump();
        var body = Sequence("turn", [Activity("pause", "Elsa.Delay", Pause), Js("item", "getVariable('CurrentValue')")]);

        var id = workflows.Publish(Of(Activity("each", "Elsa.ParallelForEach", $$""" "items": { "expression": { "type": "Object", "value": [1,2,3,4,5,6,7] } }, "limit": {{Literal("2")}}, "body": {{body}} """)));
        var ended = await workflows.Ends(workflows.Runtime.Start(id));

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], ended.Lines.Split(' ').Order());
        var pauses = ended.Executions.Where(execution => execution.ActivityId == "pause").ToList();
        Assert.All(pauses, pause => Assert.True(pauses.Count(other => other.StartedAt < pause.CompletedAt && other.CompletedAt > pause.StartedAt) <= 2));
    }

    [Fact]
    public async Task A_fork_waits_for_all_branches_or_for_the_first()
    {
        await using var workflows = Engine();
        string Fork(string mode, string slow) => Activity("fork", "Elsa.Fork", $$""" "joinMode": {{Literal(mode)}}, "branches": [ {{Activity("slow", "Elsa.Delay", slow)}}, {{Line("fast", "fast")}} ] """);

        var all = await workflows.Run(Of(Sequence(Fork("WaitAll", Pause), Line("after", "after"))));
        var any = await workflows.Run(Of(Sequence(Fork("WaitAny", """ "timeSpan": { "expression": { "type": "Literal", "value": "01:00:00" } } """), Line("after", "after"))));

        Assert.Equal("fast after", all.Lines);
        Assert.Equal("fast after", any.Lines);
        Assert.Equal(1, all.Count("slow"));
        Assert.Equal(1, any.Count("slow", "Canceled"));
    }

    [Fact]
    public async Task Waiting_for_an_event_costs_a_row_and_goes_on_with_what_came()
    {
        await using var workflows = Engine();
        await workflows.StartPump();
        var id = workflows.Publish(Of(Sequence(Line("a", "a"), Activity("wait", "Elsa.Event", $$""" "eventName": {{Literal("go")}}, "result": { "typeName": "Object", "memoryReference": { "id": "said" } } """), Js("b", "variables.said.word")), Variable("said")));
        var instance = workflows.Runtime.Start(id);
        var waiting = await workflows.Ends(instance, "Suspended");

        workflows.Runtime.PublishEvent("go", new System.Text.Json.Nodes.JsonObject { ["word"] = "hello" });
        var ended = await workflows.Ends(instance);

        Assert.Equal("event:go", Assert.Single(waiting.Bookmarks).Key);
        Assert.Null(waiting.Row.WakeAt);
        Assert.Equal("a hello", ended.Lines);
        Assert.Empty(ended.Bookmarks);
    }

    [Fact]
    public async Task An_event_starts_the_workflows_that_begin_with_it_once()
    {
        await using var workflows = Engine();
        await workflows.StartPump();
        var id = workflows.Publish(Of(Flowchart([Activity("on", "Elsa.Event", $""" "eventName": {Literal("begin")} """, "\"canStartWorkflow\": true"), Line("a", "begun")], "on a")));

        workflows.Runtime.Stimulate("message-1", new(DefiNet.Workflows.Activities.Events.Event.KeyOf("begin"), null, null, null));
        var again = workflows.Runtime.Stimulate("message-1", new(DefiNet.Workflows.Activities.Events.Event.KeyOf("begin"), null, null, null));
        var ended = await workflows.Ends(Assert.Single(again));

        Assert.Equal("begun", ended.Lines);
        using var context = workflows.Store.NewContext();
        Assert.Single(context.WorkflowInstances, row => row.DefinitionId == id);
    }

    [Fact]
    public async Task A_timer_starts_its_workflow_when_it_is_due()
    {
        await using var workflows = Engine();
        await workflows.StartPump();
        var id = workflows.Publish(Of(Flowchart([Activity("timer", "Elsa.Timer", $""" "interval": {Literal("00:00:01")} """, "\"canStartWorkflow\": true"), Line("a", "tick")], "timer a")));

        string? instance = null;
        while (instance is null)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            using var context = workflows.Store.NewContext();
            instance = context.WorkflowInstances.Where(row => row.DefinitionId == id).Select(row => row.Id).FirstOrDefault();
        }

        Assert.Equal("tick", (await workflows.Ends(instance)).Lines);
    }

    [Fact]
    public async Task A_fault_ends_the_instance_with_an_incident_and_can_be_mended_from_there()
    {
        await using var workflows = Engine();
        var id = workflows.Publish(Of(Sequence(Line("a", "a"), Activity("check", "Elsa.If", $$""" "condition": {{Script("variables.good")}}, "then": {{Line("b", "b")}}, "else": {{Activity("fault", "Elsa.Fault", $""" "message": {Literal("Not good.")} """)}} """), Line("c", "c")), Variable("good", "Boolean", "false")));
        var instance = await workflows.Runtime.RunAsync(id, cancellation: TestContext.Current.CancellationToken);
        var failed = await workflows.Ends(instance, "Faulted");

        workflows.Runtime.Retry([instance]);
        var again = await workflows.Ends(instance, "Faulted");

        Assert.Equal(("fault", "Not good."), (failed.Incidents[0].ActivityId, failed.Incidents[0].Message));
        Assert.Equal("Faulted", failed.Executions.Single(execution => execution.ActivityId == "root").Status);
        Assert.Equal(2, again.Incidents.Count);
        Assert.Equal("a", again.Lines);
    }

    [Fact]
    public async Task What_failed_goes_on_after_a_variable_was_altered_and_nothing_before_it_is_repeated()
    {
        await using var workflows = Engine();
        var id = workflows.Publish(Of(Flowchart([Line("a", "a"), Js("b", "variables.name.length"), Line("c", "c")], "a b", "b c"), Variable("name")));
        var instance = await workflows.Runtime.RunAsync(id, cancellation: TestContext.Current.CancellationToken);
        await workflows.Ends(instance, "Faulted");

        workflows.Runtime.AlterVariables([instance], new() { ["name"] = "abc" });
        workflows.Runtime.Retry([instance]);
        var ended = await workflows.Ends(instance);

        Assert.Equal("a 3 c", ended.Lines);
        Assert.Equal(1, ended.Count("a"));
        Assert.Equal(1, ended.Count("b", "Faulted"));
        Assert.All(ended.Executions.Where(execution => execution.ActivityId == "root"), root => Assert.Equal("Completed", root.Status));
    }

    [Fact]
    public async Task With_the_strategy_to_continue_other_branches_go_on()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart([Line("a", "a"), Activity("bad", "Elsa.Fault"), Line("b", "b"), Line("c", "c")], "a bad", "a b", "b c"), "", """ "options": { "incidentStrategyType": "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core" }, """), expected: "Suspended");

        Assert.Equal("a b c", ended.Lines);
        Assert.Single(ended.Incidents);
    }

    [Fact]
    public async Task A_failing_activity_is_tried_again_with_longer_and_longer_pauses()
    {
        await using var workflows = Engine();
        await workflows.StartPump();
        var id = workflows.Publish(Of(Sequence(Activity("flaky", "Test.FailsTwice", custom: "\"retries\": 3, \"retrySeconds\": 0.02"), Line("after", "after"))));

        var ended = await workflows.Ends(workflows.Runtime.Start(id));

        Assert.Equal("after", ended.Lines);
        Assert.Empty(ended.Incidents);
        Assert.Contains("Attempt 2 failed", ended.Executions.Single(execution => execution.ActivityId == "flaky").Events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_instance_ends_and_waits_for_nothing()
    {
        await using var workflows = Engine();
        var id = workflows.Publish(Of(Sequence(Activity("wait", "Elsa.Event", $""" "eventName": {Literal("never")} """), Line("a", "a"))));
        var instance = await workflows.Runtime.RunAsync(id, cancellation: TestContext.Current.CancellationToken);

        workflows.Runtime.Cancel([instance]);
        var ended = await workflows.Ends(instance, "Cancelled");

        Assert.Empty(ended.Bookmarks);
        Assert.All(ended.Executions, execution => Assert.Equal("Canceled", execution.Status));
        Assert.Empty(workflows.Runtime.Cancel([instance]));
    }

    [Fact]
    public async Task A_workflow_runs_another_and_gets_its_outputs()
    {
        await using var workflows = Engine();
        await workflows.StartPump();
        workflows.Publish($$"""{ "definitionId": "child", "name": "Child", "inputs": [{ "name": "n", "type": "Int32" }], "outputs": [{ "name": "square", "type": "Int32" }], "root": {{Sequence(Activity("pause", "Elsa.Delay", Pause), Activity("set", "Elsa.SetOutput", $""" "outputName": {Literal("square")}, "outputValue": {Script("getInput('n') * getInput('n')")} """))}} }""");
        var id = workflows.Publish(Of(Sequence(
            Activity("run", "Elsa.ExecuteWorkflow", $$""" "workflowDefinitionId": {{Literal("child")}}, "input": { "expression": { "type": "Object", "value": "{\"n\": 7}" } }, "result": { "memoryReference": { "id": "got" } } """),
            Js("say", "variables.got.output.square")), Variable("got")));

        var ended = await workflows.Ends(workflows.Runtime.Start(id));

        Assert.Equal("49", ended.Lines);
    }

    [Fact]
    public async Task Finish_ends_the_workflow_and_what_is_still_at_work()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Flowchart([Line("a", "a"), Activity("wait", "Elsa.Event", $""" "eventName": {Literal("never")} """), Activity("finish", "Elsa.Finish")], "a wait", "a finish")));

        Assert.Equal("Finished", ended.Row.SubStatus);
        Assert.Empty(ended.Bookmarks);
    }

    [Fact]
    public async Task A_burst_that_was_not_committed_is_executed_again_from_the_last_commit()
    {
        await using var workflows = Engine(options => options.ActivitiesPerCommit = 2);
        var id = workflows.Publish(Of(Sequence([.. Enumerable.Range(0, 7).Select(index => Line($"l{index}", $"{index}"))])));
        var commits = 0;
        workflows.Runner.Hook = point =>
        {
            if (point == "before commit" && ++commits == 3)
                throw new IOException("The process dies here.");
        };
        var instance = await workflows.Runtime.RunAsync(id, cancellation: TestContext.Current.CancellationToken);
        workflows.Runner.Hook = null;
        var broken = workflows.Find(instance);
        using (var context = workflows.Store.NewContext())
            context.WorkflowInstances.ExecuteUpdate(row => row.SetProperty(column => column.WakeAt, DateTime.UtcNow));

        var ended = await workflows.Ends(instance);

        Assert.True(broken.Executions.Count < ended.Executions.Count);
        Assert.Equal("0 1 2 3 4 5 6", ended.Lines);
        Assert.All(Enumerable.Range(0, 7), index => Assert.Equal(1, ended.Count($"l{index}")));
    }

    [Fact]
    public async Task An_effect_outside_has_the_same_key_when_it_is_repeated()
    {
        await using var workflows = Engine();
        var id = workflows.Publish(Of(Sequence(Line("a", "a"), Activity("effect", "Test.OutsideEffect"), Line("b", "b"))));
        var commits = 0;
        workflows.Runner.Hook = point =>
        {
            if (point == "before commit" && ++commits == 2)
                throw new IOException("The process dies here.");
        };
        OutsideEffect.Keys.Clear();
        var instance = await workflows.Runtime.RunAsync(id, cancellation: TestContext.Current.CancellationToken);
        workflows.Runner.Hook = null;
        using (var context = workflows.Store.NewContext())
            context.WorkflowInstances.ExecuteUpdate(row => row.SetProperty(column => column.WakeAt, DateTime.UtcNow));

        var ended = await workflows.Ends(instance);

        var keys = OutsideEffect.Keys.Where(key => key.StartsWith(instance, StringComparison.Ordinal)).ToList();
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
        Assert.Equal("a b", ended.Lines);
    }

    [Fact]
    public async Task Texts_that_a_database_cannot_keep_do_not_hold_an_instance_up()
    {
        await using var workflows = Engine();

        var ended = await workflows.Run(Of(Sequence(Js("line", "'a\\u0000b\\ud800c'"), Activity("name", "Elsa.SetName", $""" "value": {Script("'n\\u0000'")} """), Set("keep", "x", "'\\ud800\\u0000'"), Line("after", "after")), Variable("x")));
        var failed = await workflows.Run(Of(Sequence(Line("before", "before"), Activity("wait", "Elsa.Event", $""" "eventName": {Script("'x'.repeat(5000)")} """))), expected: "Faulted");

        Assert.EndsWith("after", ended.Lines, StringComparison.Ordinal);
        Assert.Contains("500 is the limit", Assert.Single(failed.Incidents).Message, StringComparison.Ordinal);
    }

    private TestWorkflows Engine(Action<WorkflowOptions>? configure = null) => new(NewStore(), configure: configure);
}
