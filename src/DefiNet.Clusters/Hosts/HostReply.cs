using System.Text;

namespace DefiNet.Clusters.Hosts;

/// <summary>What a program on a host answered.</summary>
/// <param name="ExitCode">Its exit code, 128 + n when signal n ended it.</param>
/// <param name="Output">What it wrote to standard output, free of what the login shell says.</param>
/// <param name="Errors">The end of what it wrote to standard error, at most 64 KiB.</param>
public sealed record HostReply(int ExitCode, byte[] Output, string Errors)
{
    /// <summary>The output as text; bytes that are not UTF-8 become replacement characters.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output);
}
