using System.Text.RegularExpressions;

namespace DefiNet.Cli;

/// <summary>Keeps passwords of connection strings out of messages.</summary>
public static partial class Secrets
{
    /// <summary>The text with every password replaced by dots.</summary>
    public static string Hide(string text) => UserInUri().Replace(PasswordKey().Replace(text, "$1…"), "$1…@");

    [GeneratedRegex("""((?:password|passwd|pwd|passfile|sslpassword)\s*=\s*)(?:"[^"]*"?|'(?!\.)[^']*'?|[^;'"]*)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PasswordKey();

    [GeneratedRegex("""(postgres(?:ql)?://[^\s:@/]*:)[^\s/]*@""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInUri();
}
