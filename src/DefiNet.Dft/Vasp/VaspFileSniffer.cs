namespace DefiNet.Dft.Vasp;

/// <summary>Finds out which of VASP's output files a file is: by what it holds, and by its name where it holds too little.</summary>
public static class VaspFileSniffer
{
    private const int Beginning = 1 << 16;

    private static readonly MarkerSearch OutcarSigns = new(
        "POTCAR:", "TOTAL-FORCE", "Iteration ", "energy  without entropy", "free  energy", "distr:", "running on", "serial version", "Startparameter", "aborting loop", "General timing");

    /// <summary>The file's kind; null when it is none of VASP's output files.</summary>
    public static VaspFileKind? KindOf(string path)
    {
        var buffer = new byte[Beginning];
        var length = 0;
        using (var stream = OutputBytes.Open(path))
        {
            try
            {
                for (int got; length < buffer.Length && (got = stream.Read(buffer, length, buffer.Length - length)) > 0;)
                    length += got;
            }
            catch (InvalidDataException cause) when (length == 0)
            {
                throw new DftException($"{path}: the compressed data are damaged from the start; decompress it again from its source.", cause);
            }
            catch (InvalidDataException)
            {
                // What came before the damage tells the kind.
            }
        }

        return KindOf(buffer.AsSpan(0, length)) ?? KindOfName(path);
    }

    /// <summary>The kind of a text by its beginning; null when it holds no sign of any.</summary>
    public static VaspFileKind? KindOf(ReadOnlySpan<byte> beginning)
    {
        if (beginning.IndexOf("<modeling"u8) >= 0)
            return VaspFileKind.Vasprun;
        if (ProgramLine.TryRead(FirstLine(beginning), out _, out _))
            return VaspFileKind.Outcar;
        if (beginning.IndexOf("Direct configuration="u8) >= 0 || beginning.IndexOf("Konfig="u8) >= 0)
            return VaspFileKind.Xdatcar;
        if (beginning.IndexOf("rms(c)"u8) >= 0 || (beginning.IndexOf(" F= "u8) >= 0 && beginning.IndexOf(" E0= "u8) >= 0))
            return VaspFileKind.Oszicar;
        return OutcarSigns.Next(beginning, 0, out _) >= 0 ? VaspFileKind.Outcar : null;
    }

    /// <summary>The kind that a file's name promises; null when it promises none.</summary>
    public static VaspFileKind? KindOfName(string path)
    {
        var name = Path.GetFileName(path);
        return name.Contains("OUTCAR", StringComparison.OrdinalIgnoreCase) ? VaspFileKind.Outcar
            : name.Contains("OSZICAR", StringComparison.OrdinalIgnoreCase) ? VaspFileKind.Oszicar
            : name.Contains("vasprun", StringComparison.OrdinalIgnoreCase) ? VaspFileKind.Vasprun
            : null;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end < 0 ? text : text[..end];
    }
}
