using System.Globalization;

namespace DefiNet.Clusters.Direct;

/// <summary>The fields of <c>/proc/PID/stat</c> that tell one process from another.</summary>
/// <remarks>Layout: proc(5). The second field is the program's name in brackets and may hold blanks and brackets itself, so fields are counted from the last closing one.</remarks>
internal readonly record struct ProcessStat(char State, int Session, long StartTicks)
{
    private const int StateField = 0, SessionField = 3, StartTicksField = 19;

    /// <summary>Whether the process has ended and only waits to be fetched by its parent.</summary>
    public bool IsDead => State is 'Z' or 'X' or 'x';

    public static ProcessStat? TryRead(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartTicksField
            ? new ProcessStat(
                fields[StateField][0],
                int.Parse(fields[SessionField], CultureInfo.InvariantCulture),
                long.Parse(fields[StartTicksField], CultureInfo.InvariantCulture))
            : null;
    }
}
