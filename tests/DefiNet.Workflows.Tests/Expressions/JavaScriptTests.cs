using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Expressions;
using DefiNet.Workflows.Tests.Hosting;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Expressions;

public sealed class JavaScriptTests
{
    private static readonly JavaScriptEvaluator Evaluator = new(new() { ExpressionTime = TimeSpan.FromSeconds(2), ExpressionMemory = 16 << 20, ExpressionStatements = 200_000 });

    [Theory]
    [InlineData("`${1 + 1}`", "2")]
    [InlineData("[1,2,3].map(x => x * 2).reduce((a, b) => a + b) / 5", 2.4)]
    [InlineData("const name = 'x'; return `${name}!`", "x!")]
    [InlineData("({}).a?.b ?? 'none'", "none")]
    [InlineData("null", null)]
    [InlineData("1 < 2", true)]
    public void The_dialect_of_today_is_spoken(string code, object? value) => Assert.Equal(value, Evaluator.Evaluate(code, null));

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("let all = []; for (;;) all.push(new Array(1000).fill(1))")]
    [InlineData("let text = 'x'; for (;;) text += text")]
    [InlineData("'x'.repeat(1e9)")]
    [InlineData("'x'.padEnd(1e9)")]
    [InlineData("(function f() { return f() })()")]
    [InlineData("/(a+)+$/.test('a'.repeat(60) + '!')")]
    [InlineData("new Array(1e9).fill(1)")]
    [InlineData("Array.from({ length: 1e9 }, (_, i) => i)")]
    [InlineData("[1, 2, 3].sort(() => { while (true) {} })")]
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("throw new Error('no')")]
    [InlineData("this is no JavaScript")]
    public void A_hostile_script_ends_with_a_sentence(string code)
    {
        var failure = Assert.Throws<WorkflowException>(() => Evaluator.Evaluate(code, null));

        Assert.StartsWith("JavaScript", failure.Message, StringComparison.Ordinal);
    }

    // The names are those of Elsa's documentation of its JavaScript expressions.
    [Fact]
    public async Task Scripts_have_the_functions_that_Elsa_gives_them()
    {
        (string Code, string Text)[] all =
        [
            ("getOrder().host + getMaxRuns()", "MoS27"),
            ("getLimit() + input.Limit + getInput('Limit')", "18"),
            ("`${getMissing()}`", "null"),
            ("getResultFromMaker() + getOutputFrom('Maker') + getOutputFrom('make', 'Result')", "mademademade"),
            ("isNullOrEmpty('') && isNullOrWhiteSpace(' ') && !isNullOrEmpty('a')", "True"),
            ("newGuidString().length + newShortGuid().length + newGuid().length", "94"),
            ("parseGuid('{00000000-0000-0000-0000-00000000000A}')", "00000000-0000-0000-0000-00000000000a"),
            ("bytesToString(bytesFromString('é')) + bytesFromString('é').length + bytesToBase64([77, 111]) + bytesToString(bytesFromBase64('Uw==')) + stringFromBase64(stringToBase64('2'))", "é2TW8=S2"),
            ("toJson({ a: [1] }) + JSON.stringify(variables.Order)", """{"a":[1]}{"host":"MoS2"}"""),
            ("getWorkflowInstanceId() === '' || getWorkflowDefinitionVersion() !== 1 || getCorrelationId() !== null", "False"),
        ];
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());
        var maker = Activity("make", "Elsa.RunJavaScript", $""" "script": {Literal("'made'")} """).Replace("\"name\": \"make\"", "\"name\": \"Maker\"", StringComparison.Ordinal);

        var ended = await workflows.Run(
            Of(Sequence([maker, Set("o", "Order", "({ host: 'MoS2' })"), .. all.Select((script, index) => Js($"line{index}", script.Code))]), Variable("Order") + "," + Variable("max-runs", "Int32", "7"), "\"inputs\": [{ \"name\": \"Limit\", \"type\": \"Int32\" }, { \"name\": \"Missing\", \"type\": \"String\" }],"),
            """{ "Limit": 6 }""");

        Assert.Equal(string.Join(' ', all.Select(script => script.Text)), ended.Lines);
    }

    [Fact]
    public async Task What_a_script_does_to_its_variables_is_kept()
    {
        (string Code, string After)[] all =
        [
            ("variables.n = variables.n + 1; variables.list.push(3); variables.fresh = 'x'", "2 [1,2,3] x"),
            ("setN(5); variables.list = [variables.n]", "5 [5] null"),
            ("setVariable('n', 5); variables.n", "5 [1,2] null"),
            ("variables.n", "1 [1,2] null"),
            ("const { n } = variables; variables.list[0] = n + 1", "1 [2,2] null"),
        ];
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());
        foreach (var (code, after) in all)
        {
            var ended = await workflows.Run(Of(
                Sequence(Activity("run", "Elsa.RunJavaScript", $""" "script": {Literal(code)} """), Js("line", "`${getN()} ${toJson(getList())} ${getVariable('fresh')}`")),
                Variable("n", "Int32", "1") + "," + Variable("list", "Object", "[1,2]")));

            Assert.Equal(after, ended.Lines);
        }

        var failed = await workflows.Run(Of(Sequence(Activity("run", "Elsa.RunJavaScript", $""" "script": {Literal("variables.n = 2; throw new Error('no')")} """)), Variable("n", "Int32", "1")), expected: "Faulted");
        Assert.Equal("1", failed.State.Variables["n"]?.ToString());
    }

    [Fact]
    public async Task No_function_leads_out_of_the_script()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());
        foreach (var code in (string[])[
            "getVariable.constructor('return this')()", "newGuid.constructor.constructor('return 1')()", "getVariable.GetType()", "({}).constructor.constructor('return 1')()", "importNamespace('System.IO')",
            "clr.System.Environment.Exit(1)", "(async () => 1).constructor('return 1')()", "bytesFromString('x'.repeat(4000000)).concat(bytesFromString('x'.repeat(4000000)))", "bytesToString({ length: 1e9 })", "variables.self = variables; variables"])
        {
            var ended = await workflows.Run(Of(Sequence(Set("run", "n", code)), Variable("n")), expected: "Faulted");
            Assert.Contains("JavaScript", Assert.Single(ended.Incidents).Message, StringComparison.Ordinal);
        }

        var seen = await workflows.Run(Of(Sequence(Js("line", "[getVariable, newGuid, variables, input, globalThis].flatMap(o => Object.getOwnPropertyNames(o)).filter(n => /^(GetType|ToString|GetHashCode|System|Assembly)/.test(n)).join()"))));
        Assert.Equal("", seen.Lines);
    }
}
