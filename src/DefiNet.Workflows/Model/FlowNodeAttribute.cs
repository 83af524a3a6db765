namespace DefiNet.Workflows.Model;

/// <summary>Names the outcomes of an activity: the dots from which its arrows begin.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FlowNodeAttribute : Attribute
{
    /// <summary>An activity with these outcomes.</summary>
    public FlowNodeAttribute(params string[] outcomes) => Outcomes = outcomes;

    /// <summary>The outcomes.</summary>
    public string[] Outcomes { get; }
}
