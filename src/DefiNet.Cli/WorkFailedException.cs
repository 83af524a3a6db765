namespace DefiNet.Cli;

/// <summary>The input was right but the work failed. The message is one sentence; the exit code is <see cref="ExitCode.WorkFailed"/>.</summary>
public sealed class WorkFailedException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public WorkFailedException(string message) : base(message)
    {
    }
}
