namespace DefiNet.Workflows.Model;

/// <summary>How an activity of a flowchart joins the arrows that lead to it.</summary>
public enum MergeMode
{
    /// <summary>Goes on when nothing is at work just before it; branches that were not taken do not hold it up.</summary>
    Stream,

    /// <summary>Waits until something has come along every arrow that leads forward to it.</summary>
    Merge,

    /// <summary>Waits until something has come along every arrow, those that lead back included.</summary>
    Converge,

    /// <summary>Is executed for everything that comes.</summary>
    Cascade,

    /// <summary>Goes on with what comes first; the others are cancelled.</summary>
    Race,
}
