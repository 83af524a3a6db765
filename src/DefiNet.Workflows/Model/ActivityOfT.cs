namespace DefiNet.Workflows.Model;

/// <summary>An activity with a result.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
public abstract class Activity<T> : Activity
{
    /// <summary>The result.</summary>
    [Output(Description = "The result.")]
    public Output<T>? Result { get; set; }
}
