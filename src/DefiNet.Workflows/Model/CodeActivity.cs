namespace DefiNet.Workflows.Model;

/// <summary>An activity that is complete when its code has run, unless it then waits for something.</summary>
public abstract class CodeActivity : Activity
{
    internal override bool CompletesItself => true;
}
