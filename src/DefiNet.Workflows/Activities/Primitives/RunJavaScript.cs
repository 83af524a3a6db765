using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Primitives;

/// <summary>Runs JavaScript.</summary>
[Activity("Elsa", "Scripting", "Runs JavaScript; its value is the result.", DisplayName = "Run JavaScript")]
public sealed class RunJavaScript : Activity<object?>
{
    /// <summary>The script.</summary>
    [Input(Description = "The script; its last value is the result.", UIHint = "code-editor", Language = "javascript")]
    public Input<string?> Script { get; set; } = new("");

    /// <summary>Outcomes among which it chooses.</summary>
    [Input(Description = "Outcomes among which the script chooses by setOutcome('…') or setOutcomes(['…']); Done without that.", UIHint = "dynamic-outcomes")]
    public Input<ICollection<string>> PossibleOutcomes { get; set; } = new(Expression.Literal(null));

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        context.SetResult(context.Evaluate(Expression.JavaScript(context.Get(Script) ?? "")));
        return context.CompleteActivityWithOutcomesAsync(context.ChosenOutcomes is { Length: > 0 } chosen ? chosen : ["Done"]);
    }
}
