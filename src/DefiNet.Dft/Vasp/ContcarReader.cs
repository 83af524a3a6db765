using System.Text;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Dft.Vasp;

/// <summary>Reads a CONTCAR that a run is to go on from, and refuses one that a killed run, a full disk or a broken transfer left empty, cut or spoilt.</summary>
/// <remarks>A cut inside the last number would read as another number: the last line must be whole. Velocities, where they begin, must be complete too.</remarks>
public static class ContcarReader
{
    private const long MostBytesPerAtom = 1000;

    /// <summary>The structure, without velocities.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">The atoms that the run began with, when known: it must be the same atoms in the same order.</param>
    /// <exception cref="DftException">The file is no start for a run; the message says why.</exception>
    public static Structure Read(string path, Structure? start = null)
    {
        try
        {
            var text = Text(path);
            var structure = PoscarReader.Read(new StringReader(text), path, start is null ? null : [.. SpeciesGroups.Of(start).Select(group => group.Element)]);
            if (start is not null && !structure.Species.SequenceEqual(start.Species))
                throw new DftException($"{path}: there are other atoms, or in another order, than the run began with ({structure.Count} against {start.Count}); this is not its CONTCAR.");
            return structure with { Velocities = default };
        }
        catch (CrystalException complaint)
        {
            throw new DftException(complaint.Message, complaint);
        }
    }

    /// <summary>The same, or null with the reason.</summary>
    public static Structure? TryRead(string path, Structure? start, out string? complaint)
    {
        complaint = null;
        if (!File.Exists(path))
        {
            complaint = $"{path}: there is no such file.";
            return null;
        }

        try
        {
            return Read(path, start);
        }
        catch (DftException refusal)
        {
            complaint = refusal.Message;
            return null;
        }
    }

    private static string Text(string path)
    {
        using var file = OutputBytes.Open(path);
        using var text = new StreamReader(file, Encoding.Latin1);
        var content = new StringBuilder();
        var buffer = new char[1 << 14];
        try
        {
            for (int got; (got = text.Read(buffer)) > 0;)
            {
                content.Append(buffer, 0, got);
                if (content.Length > MostBytesPerAtom * StructureLimits.MaxAtoms)
                    throw new DftException($"{path}: the file is larger than any structure's; this is no CONTCAR.");
            }
        }
        catch (InvalidDataException cause)
        {
            throw new DftException($"{path}: the compressed data are damaged; decompress it again from its source.", cause);
        }

        var whole = content.ToString();
        var end = whole.AsSpan().TrimEnd(" \t\r\n").Length;
        if (end == 0)
            throw new DftException($"{path}: the file is empty; a run that was killed leaves such a one, and nothing can start from it.");
        if (whole.Contains('\0', StringComparison.Ordinal))
            throw new DftException($"{path}: there are zero bytes in the file; a broken disk or a killed run leaves such a one, and nothing can start from it.");
        if (whole.IndexOf('\n', end) < 0)
            throw new DftException($"{path}: the last line has no line feed, so the file may be cut inside a number; nothing can start from it.");
        return whole;
    }
}
