namespace DefiNet.Workflows.Model;

/// <summary>An output as it is drawn: the variable or workflow output that it is written to.</summary>
public abstract class Output
{
    private protected Output()
    {
    }

    /// <summary>Key of the variable, or name of the workflow's output; null when it is bound to nothing.</summary>
    public string? MemoryReference { get; internal set; }

    /// <summary>Name of the property that holds it.</summary>
    internal string Name { get; set; } = "";
}
