namespace DefiNet.Workflows.Model;

/// <summary>The outcomes with which an activity completes; arrows from them are followed.</summary>
/// <param name="Names">Their names.</param>
public sealed record Outcomes(params string[] Names)
{
    /// <summary>The one of activities that name none.</summary>
    public static readonly Outcomes Default = new("Done");
}
