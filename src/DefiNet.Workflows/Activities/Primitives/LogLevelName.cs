namespace DefiNet.Workflows.Activities.Primitives;

/// <summary>How grave a line of the log is.</summary>
public enum LogLevelName
{
    /// <summary>For who looks closely.</summary>
    Debug,

    /// <summary>For everybody.</summary>
    Information,

    /// <summary>Something to look at.</summary>
    Warning,

    /// <summary>Something went wrong.</summary>
    Error,
}
