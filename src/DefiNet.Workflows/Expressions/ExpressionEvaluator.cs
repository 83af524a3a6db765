using System.Text.Json.Nodes;
using DefiNet.Workflows.Definitions;
using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Expressions;

/// <summary>Evaluates literals, JSON, variables, inputs and JavaScript.</summary>
internal sealed class ExpressionEvaluator : IExpressionEvaluator
{
    private readonly JavaScriptEvaluator _javaScript;
    private readonly LiquidEvaluator _liquid;

    public ExpressionEvaluator(WorkflowOptions options) => (_javaScript, _liquid) = (new(options), new(options));

    public object? Evaluate(Expression expression, ActivityExecutionContext? context)
    {
        switch (expression.Type)
        {
            case "Literal":
                return expression.Value is JsonNode node ? node.DeepClone() : expression.Value;
            case "Object":
                return expression.Value switch
                {
                    null or "" => null,
                    string text => ParseObject(text),
                    JsonNode value => value.DeepClone(),
                    var other => other,
                };
            case "Variable":
                var name = expression.Value as string ?? "";
                return name.Length == 0 || context is null || !context.TryVariable(name, out var found) ? null : found is JsonNode shared ? shared.DeepClone() : found;
            case "Input":
                var input = expression.Value is JsonObject fields ? fields["name"]?.ToString() : expression.Value as string;
                return input is not null && context is not null && context.WorkflowInput.TryGetValue(InputName(input), out var given) ? given : null;
            case "JavaScript":
                return _javaScript.Evaluate(expression.Value as string ?? "", context);
            case "Liquid":
                return _liquid.Evaluate(expression.Value as string ?? "", context);
            default:
                throw new WorkflowException($"The expression is of the type '{expression.Type}', which is not known.");
        }
    }

    private static string InputName(string text) => text.StartsWith('{') && GraphReader.Parse(text, "the input's name") is { } fields && fields["name"] is { } name ? name.ToString() : text;

    private static object? ParseObject(string text)
    {
        try
        {
            return JsonValues.Plain(JsonNode.Parse(text, null, new() { MaxDepth = GraphReader.MaxDepth }));
        }
        catch (System.Text.Json.JsonException)
        {
            // A plain word in an Object expression is that word.
            return text;
        }
    }
}
