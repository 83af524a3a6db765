using DefiNet.Workflows.Execution;

namespace DefiNet.Workflows.Model;

/// <summary>An output of a type.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed class Output<T> : Output
{
    /// <summary>An output that is bound to nothing.</summary>
    public Output()
    {
    }

    /// <summary>An output that is written to a variable.</summary>
    public Output(Variable variable) => MemoryReference = variable.Id;

    /// <summary>Sets the value in an execution.</summary>
    public void Set(ActivityExecutionContext context, T? value) => context.Set(this, value);
}
