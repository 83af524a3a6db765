using DefiNet.Workflows.Expressions;

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
}
