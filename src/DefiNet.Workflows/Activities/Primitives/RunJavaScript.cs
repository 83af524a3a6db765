using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Activities.Primitives;

/// <summary>Runs JavaScript.</summary>
[Activity("Elsa", "Scripting", "Runs JavaScript; its value is the result.", DisplayName = "Run JavaScript")]
public sealed class RunJavaScript : CodeActivity<object?>
{
    /// <summary>The script.</summary>
    [Input(Description = "The script; its last value is the result.", UIHint = "code-editor", Language = "javascript")]
    public Input<string?> Script { get; set; } = new("");

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) => context.SetResult(context.Evaluate(Expression.JavaScript(context.Get(Script) ?? "")));
}
