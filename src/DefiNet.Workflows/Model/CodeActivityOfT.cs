namespace DefiNet.Workflows.Model;

/// <summary>An activity with a result that is complete when its code has run, unless it then waits for something.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
public abstract class CodeActivity<T> : Activity<T>
{
    internal override bool CompletesItself => true;
}
