using System.Text;

namespace DefiNet.Clusters.Hosts;

/// <summary>The one place where text becomes a word of a POSIX shell program.</summary>
/// <remarks>Inside single quotes every character stands for itself but the single quote (POSIX.1-2017, Shell Command Language, 2.2.2). The login shell never sees these words: they travel inside the program that <c>sh</c> reads.</remarks>
public static class ShellWord
{
    private const int MaxCharacters = 1 << 17;

    /// <summary>The text as one word, carried literally.</summary>
    /// <exception cref="ClusterException">It holds what no argument of a program can hold.</exception>
    public static string Quote(string text)
    {
        Check(text);
        if (text.Length > 0 && text.AsSpan().IndexOfAnyExcept(Plain) < 0)
            return text;
        return "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    /// <summary>A path as one word: absolute, or from the home folder when it begins with <c>~/</c>. It can therefore never be taken for an option.</summary>
    /// <exception cref="ClusterException">It is neither, or holds <c>..</c> or a control character.</exception>
    public static string Path(string path)
    {
        RemotePath.Check(path);
        return path == "~" ? "\"$HOME\"" : path.StartsWith("~/", StringComparison.Ordinal) ? "\"$HOME\"/" + Quote(path[2..].TrimStart('/')) : Quote(path);
    }

    // Words of these alone need no quotes in any shell.
    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-");

    private static void Check(string text)
    {
        if (text.Length > MaxCharacters)
            throw new ClusterException($"A text of {text.Length} characters is too long for an argument; at most {MaxCharacters} fit.");
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ClusterException($"'{Shown(text)}' holds the character NUL, which no argument of a program can hold; leave it out.");
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]) && (!Rune.TryGetRuneAt(text, index, out var rune) || (index += rune.Utf16SequenceLength - 1) < 0))
                throw new ClusterException($"'{Shown(text)}' holds half of a surrogate pair, which is no character; write the whole one.");
        }
    }

    internal static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, 80)))
            shown.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        return shown.ToString();
    }
}
