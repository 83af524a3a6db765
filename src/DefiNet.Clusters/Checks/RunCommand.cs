using System.Text;

namespace DefiNet.Clusters.Checks;

/// <summary>Reads the site's run command as far as its program.</summary>
internal static class RunCommand
{
    /// <summary>The program that a command line begins with, after assignments such as <c>OMP_NUM_THREADS=1</c>; null when only the shell there can tell.</summary>
    public static string? TryProgram(string? command)
    {
        if (command is null)
            return null;
        for (var at = 0; at < command.Length;)
        {
            if (char.IsWhiteSpace(command[at]))
            {
                at++;
                continue;
            }

            var (word, isAssignment, end) = Word(command, at);
            if (word is null)
                return null;
            if (!isAssignment)
                return word;
            at = end;
        }

        return null;
    }

    // Quotes are taken off; what the shell would replace or run makes the word unknown.
    private static (string? Word, bool IsAssignment, int End) Word(string command, int start)
    {
        var word = new StringBuilder();
        var (quote, isAssignment) = ('\0', false);
        var at = start;
        for (; at < command.Length && (quote != '\0' || !char.IsWhiteSpace(command[at])); at++)
        {
            var character = command[at];
            if (character == quote)
                quote = '\0';
            else if (quote == '\'')
                word.Append(character);
            else if (character is '$' or '`' or '\\' || (quote == '\0' && character is '(' or ')' or '{' or '}' or ';' or '&' or '|' or '<' or '>' or '*' or '?' or '#' or '~'))
                return (null, false, at);
            else if (quote == '\0' && character is '\'' or '"')
                quote = character;
            else
            {
                word.Append(character);
                isAssignment |= quote == '\0' && character == '=';
            }
        }

        return (quote == '\0' && word.Length > 0 ? word.ToString() : null, isAssignment, at);
    }
}
