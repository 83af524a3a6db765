using DefiNet.Workflows.Execution;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Expressions;

/// <summary>Evaluates expressions.</summary>
internal interface IExpressionEvaluator
{
    /// <summary>The value of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="context">The execution that it belongs to; null where there is none, as for triggers.</param>
    /// <exception cref="WorkflowException">It has none.</exception>
    object? Evaluate(Expression expression, ActivityExecutionContext? context);
}
