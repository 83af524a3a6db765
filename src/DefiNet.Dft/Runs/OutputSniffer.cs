using DefiNet.Dft.Cp2k;
using DefiNet.Dft.QuantumEspresso;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Runs;

/// <summary>Finds out whether a file is an output of CP2K or of <c>pw.x</c>, by what it holds.</summary>
public static class OutputSniffer
{
    private const int Beginning = 1 << 16;

    /// <summary>The engine's name in the store: <c>cp2k</c> or <c>qe</c>; null when the file is no output of either.</summary>
    public static string? EngineOf(string path)
    {
        var buffer = new byte[Beginning];
        var length = 0;
        using var stream = OutputBytes.Open(path);
        try
        {
            for (int got; length < buffer.Length && (got = stream.Read(buffer, length, buffer.Length - length)) > 0;)
                length += got;
        }
        catch (InvalidDataException)
        {
            // What came before the damage tells.
        }

        return EngineOf(buffer.AsSpan(0, length));
    }

    /// <summary>The same from a text's beginning.</summary>
    public static string? EngineOf(ReadOnlySpan<byte> beginning) =>
        Cp2kOutputReader.IsOutput(beginning) ? Cp2kEngine.EngineName
        : PwOutputReader.IsOutput(beginning) ? PwEngine.EngineName
        : null;
}
