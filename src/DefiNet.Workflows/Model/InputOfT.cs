using DefiNet.Workflows.Execution;

namespace DefiNet.Workflows.Model;

/// <summary>An input of a type.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed class Input<T> : Input
{
    /// <summary>A fixed value.</summary>
    public Input(T value) : base(Expression.Literal(value), typeof(T))
    {
    }

    /// <summary>An expression.</summary>
    public Input(Expression expression) : base(expression, typeof(T))
    {
    }

    /// <summary>A variable's value.</summary>
    public Input(Variable variable) : base(new("Variable", variable.Id), typeof(T))
    {
    }

    /// <summary>The value in an execution.</summary>
    public T? Get(ActivityExecutionContext context) => context.Get(this);

    /// <summary>The value in an execution, or another one where there is none.</summary>
    public T? GetOrDefault(ActivityExecutionContext context, Func<T?>? otherwise = null) => context.Get(this) is { } value ? value : otherwise is null ? default : otherwise();
}
