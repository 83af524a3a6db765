using System.Text;

namespace DefiNet.Dft.Tests.Vasp;

/// <summary>Spoils a text as disks, transfers, killed runs and people do.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] original, Random random)
    {
        var text = original;
        for (var i = random.Next(1, 4); i > 0; i--)
            text = Once(text, random);
        return text;
    }

    private static byte[] Once(byte[] text, Random random)
    {
        if (text.Length == 0)
            return text;
        var at = random.Next(text.Length);
        var end = Math.Min(text.Length, at + random.Next(1, 40));
        switch (random.Next(9))
        {
            case 0:
                return text[..at];
            case 1:
                return [.. text[..at], (byte)random.Next(256), .. text[(at + 1)..]];
            case 2:
                return [.. text[..at], .. text[end..]];
            case 3:
                return [.. text[..end], .. text[at..]];
            case 4:
                return Lines(text, random, (lines, line) => lines.RemoveAt(line));
            case 5:
                return Lines(text, random, (lines, line) => lines.Insert(line, lines[line]));
            case 6:
                return [.. text[..at], .. Enumerable.Repeat((byte)'*', random.Next(1, 20)), .. text[end..]];
            case 7:
                return [.. text[..at], .. new byte[random.Next(1, 50)], .. text[end..]];
            default:
                return Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(text).ReplaceLineEndings("\r\n"));
        }
    }

    private static byte[] Lines(byte[] text, Random random, Action<List<string>, int> change)
    {
        var lines = Encoding.Latin1.GetString(text).Split('\n').ToList();
        change(lines, random.Next(lines.Count));
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }
}
