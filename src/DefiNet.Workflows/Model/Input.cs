namespace DefiNet.Workflows.Model;

/// <summary>An input as it is drawn: an expression. Its value belongs to an execution, see <see cref="Execution.ActivityExecutionContext.Get{T}(Input{T})"/>.</summary>
public abstract class Input
{
    private protected Input(Expression? expression, Type type) => (Expression, Type) = (expression, type);

    /// <summary>What gives the value.</summary>
    public Expression? Expression { get; internal set; }

    /// <summary>Type of the value.</summary>
    public Type Type { get; }

    /// <summary>Name of the property that holds it.</summary>
    internal string Name { get; set; } = "";
}
