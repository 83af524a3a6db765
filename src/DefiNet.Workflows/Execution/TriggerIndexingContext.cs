using DefiNet.Workflows.Expressions;
using DefiNet.Workflows.Model;
using DefiNet.Workflows.Values;

namespace DefiNet.Workflows.Execution;

/// <summary>What a trigger sees when its definition is published: no instance, only fixed inputs.</summary>
public sealed class TriggerIndexingContext
{
    private readonly IExpressionEvaluator _expressions;

    internal TriggerIndexingContext(IExpressionEvaluator expressions, DateTime now) => (_expressions, Now) = (expressions, now);

    /// <summary>The time, UTC.</summary>
    public DateTime Now { get; }

    /// <summary>The value of an input.</summary>
    /// <exception cref="WorkflowException">It cannot be evaluated without an instance.</exception>
    public T? Get<T>(Input<T> input) => JsonValues.To<T>(_expressions.Evaluate(input.Expression ?? Expression.Literal(null), null));
}
