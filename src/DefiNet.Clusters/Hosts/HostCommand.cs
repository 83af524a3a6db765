namespace DefiNet.Clusters.Hosts;

/// <summary>A program to be run on a host.</summary>
/// <param name="Arguments">The program and its arguments; each reaches it as it is, whatever the login shell there.</param>
/// <param name="Input">What it reads from standard input.</param>
/// <param name="Deadline">Time after which the call gives up; it then does not know what became of the program.</param>
/// <param name="MaxOutputBytes">A longer answer is refused.</param>
public sealed record HostCommand(IReadOnlyList<string> Arguments, ReadOnlyMemory<byte> Input, TimeSpan Deadline, int MaxOutputBytes = HostCommand.UsualMaxOutputBytes)
{
    /// <summary>Limit of an answer where none is given: 64 MiB.</summary>
    public const int UsualMaxOutputBytes = 64 << 20;

    /// <summary>A POSIX shell program fed over standard input. Its body must be inside one function that its last line calls, so that a text cut on the way does nothing.</summary>
    public static HostCommand Sh(string program, TimeSpan deadline, int maxOutputBytes = UsualMaxOutputBytes) =>
        new(["sh", "-s"], System.Text.Encoding.UTF8.GetBytes(program), deadline, maxOutputBytes);
}
