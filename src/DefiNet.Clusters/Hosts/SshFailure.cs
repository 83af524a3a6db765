namespace DefiNet.Clusters.Hosts;

/// <summary>Reads from ssh's own words why there is no connection.</summary>
internal static class SshFailure
{
    private static readonly (string Words, UnreachableReason Reason)[] Known =
    [
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", UnreachableReason.HostKeyWrong),
        ("Host key verification failed", UnreachableReason.HostKeyWrong),
        ("No matching host key", UnreachableReason.HostKeyWrong),
        ("revoked", UnreachableReason.HostKeyWrong),
        ("Permission denied", UnreachableReason.LoginNeeded),
        ("Too many authentication failures", UnreachableReason.LoginNeeded),
        ("Could not resolve hostname", UnreachableReason.NameUnknown),
        ("Name or service not known", UnreachableReason.NameUnknown),
        ("Connection refused", UnreachableReason.Refused),
        ("No route to host", UnreachableReason.Refused),
        ("Network is unreachable", UnreachableReason.Refused),
        ("Connection timed out", UnreachableReason.TimedOut),
        ("Operation timed out", UnreachableReason.TimedOut),
        ("timed out", UnreachableReason.TimedOut),
        ("Session open refused", UnreachableReason.TooManySessions),
        ("administratively prohibited", UnreachableReason.TooManySessions),
        ("kex_exchange_identification", UnreachableReason.Refused),
        ("Connection closed by", UnreachableReason.Dropped),
        ("Connection reset by", UnreachableReason.Dropped),
        ("Broken pipe", UnreachableReason.Dropped),
    ];

    public static UnreachableReason ReasonOf(string errors)
    {
        foreach (var (words, reason) in Known)
        {
            if (errors.Contains(words, StringComparison.OrdinalIgnoreCase))
                return reason;
        }

        return UnreachableReason.Other;
    }

    public static HostUnreachableException Of(OpenSshOptions options, string errors)
    {
        var reason = ReasonOf(errors);
        return new(reason, $"{options.Host}: {Sentence(options, reason)}{Quoted(errors)}");
    }

    public static HostUnreachableException Of(OpenSshOptions options, UnreachableReason reason) => new(reason, $"{options.Host}: {Sentence(options, reason)}");

    private static string Sentence(OpenSshOptions options, UnreachableReason reason) => reason switch
    {
        UnreachableReason.HostKeyWrong => $"the host's key is not the one that is known here, or none is known; compare it with what the site publishes, then connect once by hand: ssh {options.Host}",
        UnreachableReason.LoginNeeded => $"it asks for a password or a code; log in once with: definet cluster login {options.Cluster ?? options.Host}",
        UnreachableReason.NameUnknown => "no such host is known; check 'host:' in the cluster's definition, and ~/.ssh/config",
        UnreachableReason.Refused => "nobody listens there now, or the way there is closed",
        UnreachableReason.TimedOut => "there was no answer in time",
        UnreachableReason.Dropped => "the connection broke",
        UnreachableReason.TooManySessions => "the site allows no more sessions over this connection now; lower 'connections:' in the cluster's definition",
        UnreachableReason.NoClient => "the program ssh is not installed here (package openssh-client)",
        _ => "the connection did not come about",
    };

    // The last line is the one that tells; secrets never stand in what ssh writes to standard error in batch mode.
    private static string Quoted(string errors)
    {
        var line = errors.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0 && !line.StartsWith("Warning:", StringComparison.Ordinal));
        return line is null ? "." : $" (ssh says: {ShellText(line.TrimEnd('.'))}).";
    }

    private static string ShellText(string line) => string.Concat((line.Length > 300 ? line[..300] : line).Select(character => char.IsControl(character) ? ' ' : character));
}
