using System.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>The line with which an OUTCAR begins: <c> vasp.6.2.0 18Jan21 (build …) complex</c>.</summary>
internal static class ProgramLine
{
    /// <summary>Program, and version up to a blank or a minus sign.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out string program, out string version)
    {
        (program, version) = ("", "");
        var word = new ByteFields(line).Word();
        var point = word.IndexOf((byte)'.');
        if (point is < 1 or > 32 || word.Length > 128 || point + 1 >= word.Length || !char.IsAsciiDigit((char)word[point + 1]))
            return false;
        foreach (var c in word[..point])
            if (!char.IsAsciiLetter((char)c) && c is not ((byte)'-' or (byte)'_'))
                return false;
        var number = word[(point + 1)..];
        var end = 0;
        while (end < number.Length && (char.IsAsciiLetterOrDigit((char)number[end]) || number[end] is (byte)'.' or (byte)'_'))
            end++;
        (program, version) = (Encoding.ASCII.GetString(word[..point]), Encoding.ASCII.GetString(number[..end]));
        return true;
    }
}
