namespace DefiNet.Cli;

/// <summary>Options that contradict each other or name nothing known. The message is one sentence; the exit code is <see cref="ExitCode.WrongUsage"/>.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Makes the complaint.</summary>
    public UsageException(string message) : base(message)
    {
    }
}
