using System.Text;

namespace DefiNet.Dft.Tests.Fuzzing;

/// <summary>Spoils a text as disks, transfers, killed runs and people do.</summary>
internal static class Mutation
{
    private delegate byte[] Change(byte[] text, Random random);

    private static readonly Change[] All =
    [
        Cut, CutInsideNumber, FlipBits, PutByte, TakeOut, Repeat, DropLines, DoubleLines, SwapLines, WidenNumber, ChangeNumber, Zeros, Returns,
    ];

    /// <summary>One to three changes.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        var text = original;
        for (var i = random.Next(1, 4); i > 0 && text.Length > 0; i--)
            text = All[random.Next(All.Length)](text, random);
        return text;
    }

    /// <summary>Where a kill or a full disk cuts a text: anywhere, often inside a number.</summary>
    public static int CutPosition(byte[] text, Random random)
    {
        var at = random.Next(text.Length);
        return random.Next(2) == 0 ? at : InsideNumber(text, at);
    }

    private static byte[] Cut(byte[] text, Random random) => text[..random.Next(text.Length)];

    private static byte[] CutInsideNumber(byte[] text, Random random) => text[..InsideNumber(text, random.Next(text.Length))];

    private static byte[] FlipBits(byte[] text, Random random)
    {
        var changed = (byte[])text.Clone();
        for (var i = random.Next(1, 9); i > 0; i--)
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private static byte[] PutByte(byte[] text, Random random)
    {
        var changed = (byte[])text.Clone();
        changed[random.Next(changed.Length)] = (byte)random.Next(256);
        return changed;
    }

    private static byte[] TakeOut(byte[] text, Random random)
    {
        var (begin, end) = Piece(text, random);
        return Joined(text.AsSpan(0, begin), text.AsSpan(end));
    }

    private static byte[] Repeat(byte[] text, Random random)
    {
        var (begin, end) = Piece(text, random);
        return Joined(text.AsSpan(0, end), text.AsSpan(begin));
    }

    private static byte[] DropLines(byte[] text, Random random)
    {
        var (begin, end) = Lines(text, random);
        return Joined(text.AsSpan(0, begin), text.AsSpan(end));
    }

    private static byte[] DoubleLines(byte[] text, Random random)
    {
        var (begin, end) = Lines(text, random);
        return Joined(text.AsSpan(0, end), text.AsSpan(begin));
    }

    private static byte[] SwapLines(byte[] text, Random random)
    {
        var (begin, middle) = Lines(text, random);
        var next = text.AsSpan(middle).IndexOf((byte)'\n');
        var end = next < 0 ? text.Length : middle + next + 1;
        return [.. text[..begin], .. text[middle..end], .. text[begin..middle], .. text[end..]];
    }

    // A Fortran number that does not fit its width.
    private static byte[] WidenNumber(byte[] text, Random random)
    {
        var (begin, end) = Number(text, random.Next(text.Length));
        var changed = (byte[])text.Clone();
        changed.AsSpan(begin, end - begin).Fill((byte)'*');
        return changed;
    }

    private static byte[] ChangeNumber(byte[] text, Random random)
    {
        string[] others = ["-1", "0", "99999999999999999999", "1e999", "NaN", "-Infinity", "1.0D-300", "2147483648", "1000000000", "+", "1.2.3", ""];
        var (begin, end) = Number(text, random.Next(text.Length));
        return [.. text[..begin], .. Encoding.ASCII.GetBytes(others[random.Next(others.Length)]), .. text[end..]];
    }

    private static byte[] Zeros(byte[] text, Random random)
    {
        var (begin, end) = Piece(text, random);
        return [.. text[..begin], .. new byte[random.Next(1, 50)], .. text[(random.Next(2) == 0 ? begin : end)..]];
    }

    private static byte[] Returns(byte[] text, Random random)
    {
        var changed = new List<byte>(text.Length + (text.Length / 16));
        foreach (var value in text)
        {
            if (value == '\n')
                changed.Add((byte)'\r');
            changed.Add(value);
        }

        return [.. changed];
    }

    private static (int Begin, int End) Piece(byte[] text, Random random)
    {
        var begin = random.Next(text.Length);
        return (begin, Math.Min(text.Length, begin + random.Next(1, 40)));
    }

    // One to five whole lines, somewhere.
    private static (int Begin, int End) Lines(byte[] text, Random random)
    {
        var at = random.Next(text.Length);
        var begin = text.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var end = begin;
        for (var i = random.Next(1, 6); i > 0 && end < text.Length; i--)
            end = text.AsSpan(end).IndexOf((byte)'\n') is >= 0 and var length ? end + length + 1 : text.Length;
        return (begin, end);
    }

    // The number at or behind a position.
    private static (int Begin, int End) Number(byte[] text, int at)
    {
        var found = text.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (found < 0)
            return (at, at);
        var begin = at + found;
        while (begin > 0 && IsOfNumber(text[begin - 1]))
            begin--;
        var end = at + found;
        while (end < text.Length && IsOfNumber(text[end]))
            end++;
        return (begin, end);
    }

    private static int InsideNumber(byte[] text, int at)
    {
        var (begin, end) = Number(text, at);
        return begin + ((end - begin) / 2);
    }

    private static bool IsOfNumber(byte value) => value is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-' or (byte)'+' or (byte)'E';

    private static byte[] Joined(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var all = new byte[one.Length + other.Length];
        one.CopyTo(all);
        other.CopyTo(all.AsSpan(one.Length));
        return all;
    }
}
