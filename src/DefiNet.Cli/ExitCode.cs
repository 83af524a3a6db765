namespace DefiNet.Cli;

/// <summary>What the process answers to its caller.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The work was tried and failed.</summary>
    public const int WorkFailed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>A file, field or value given is wrong; nothing stored was changed.</summary>
    public const int BadInput = 3;
}
