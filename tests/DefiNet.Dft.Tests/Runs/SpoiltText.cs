using System.Text;

namespace DefiNet.Dft.Tests.Runs;

/// <summary>Spoils a text: bytes flipped, pieces lost or doubled, lines dropped or doubled, numbers widened to stars, NULs, CRLF, a cut.</summary>
internal static class SpoiltText
{
    public static byte[] Of(byte[] text, Random random)
    {
        for (var i = random.Next(1, 5); i > 0 && text.Length > 0; i--)
            text = Once(text, random);
        return text;
    }

    private static byte[] Once(byte[] text, Random random)
    {
        var at = random.Next(text.Length);
        var end = Math.Min(text.Length, at + random.Next(1, 60));
        return random.Next(9) switch
        {
            0 => text[..at],
            1 => [.. text[..at], (byte)random.Next(256), .. text[(at + 1)..]],
            2 => [.. text[..at], .. text[end..]],
            3 => [.. text[..end], .. text[at..]],
            4 => [.. text[..LineAt(text, at)], .. text[LineAfter(text, at)..]],
            5 => [.. text[..LineAfter(text, at)], .. text[LineAt(text, at)..]],
            6 => [.. text[..at], .. Enumerable.Repeat((byte)'*', random.Next(1, 30)), .. text[end..]],
            7 => [.. text[..at], .. new byte[random.Next(1, 100)], .. text[end..]],
            _ => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(text).ReplaceLineEndings("\r\n")),
        };
    }

    private static int LineAt(byte[] text, int at) => at == 0 ? 0 : text.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;

    private static int LineAfter(byte[] text, int at) => text.AsSpan(at).IndexOf((byte)'\n') is >= 0 and var next ? at + next + 1 : text.Length;
}
