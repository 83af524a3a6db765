using DefiNet.Campaigns.Tests.Storage;
using DefiNet.Workflows.Expressions;
using DefiNet.Workflows.Tests.Hosting;
using static DefiNet.Workflows.Tests.Hosting.Drawing;

namespace DefiNet.Workflows.Tests.Expressions;

public sealed class LiquidTests
{
    private static readonly LiquidEvaluator Evaluator = new(new() { ExpressionTime = TimeSpan.FromSeconds(2), ExpressionMemory = 16 << 20 });

    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("{{ 'a' | append: 'b' | upcase }}", "AB")]
    [InlineData("{% for i in (1..3) %}{{ i }} {% endfor %}", "1 2 3 ")]
    [InlineData("{% assign x = 3 | times: 4 %}{% if x > 10 %}more{% else %}less{% endif %}", "more")]
    [InlineData("{{ 'x, y' | split: ', ' | join: '+' | replace: '+', ' and ' }}", "x and y")]
    [InlineData("<{{ nobody.knows }}>", "<>")]
    public void Templates_are_rendered(string code, string text) => Assert.Equal(text, Evaluator.Evaluate(code, null));

    [Theory]
    [InlineData("{% for i in (1..1000000000) %}{% endfor %}")]
    [InlineData("{% assign n = 1000000000 %}{% for i in (1..n) %}{% endfor %}")]
    [InlineData("{% for i in (1..10000) %}{% for j in (1..10000) %}{% for k in (1..10000) %}{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% for i in (1..9999) %}{% for j in (1..9999) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}")]
    [InlineData("{% assign x = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign x = x | append: x %}{% endfor %}{{ x }}")]
    [InlineData("{% assign x = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign x = x | replace: 'x', x %}{% endfor %}{{ x }}")]
    [InlineData("{% capture x %}xxxxxxxxxx{% endcapture %}{% for i in (1..100) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}")]
    [InlineData("{{ 1 | format_number: 'D999999999' }}")]
    [InlineData("{{ 'now' | date: '%999999999d' }}")]
    [InlineData("{% if %}")]
    [InlineData("{% liquid if true %}")]
    public void A_hostile_template_ends_with_a_sentence(string code) =>
        Assert.Contains("Liquid", Assert.Throws<WorkflowException>(() => Evaluator.Evaluate(code, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_template_nested_without_end_is_refused_before_it_is_read()
    {
        foreach (var code in (string[])[string.Concat(Enumerable.Repeat("{% if a %}", 900)), "{{ a" + new string('[', 1900) + " }}", "{{ " + string.Join(" and ", Enumerable.Repeat("a", 9000)) + " }}", new string('x', 70_000), "{{ " + new string('(', 1000)])
            Assert.Contains("Liquid", Assert.Throws<WorkflowException>(() => Evaluator.Evaluate(code, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_sees_variables_inputs_and_the_instance_by_the_names_that_Elsa_gives_them()
    {
        await using var workflows = new TestWorkflows(TestStore.OnSqlite());
        string Liquid(string id, string code) => Activity(id, "Elsa.WriteLine", $$""" "text": { "expression": { "type": "Liquid", "value": "{{code}}" } } """);

        var ended = await workflows.Run(
            Of(Sequence(
                Set("set", "host", "({ name: 'MoS2', densities: [1, 2.5] })"),
                Liquid("a", "{{ Variables.host.name }}:{% for d in Variables.host.densities %}{{ d }};{% endfor %}"),
                Liquid("b", "{{ Input.Limit | plus: 1 }}"),
                Liquid("c", "{{ WorkflowInstanceId }}")), Variable("host")),
            """{ "Limit": 6 }""");

        Assert.Equal($"MoS2:1;2.5; 7 {ended.Row.Id}", ended.Lines);
    }
}
