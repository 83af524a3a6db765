using System.Globalization;
using System.Text;
using DefiNet.Crystals.Formats.Cif;
using DefiNet.Crystals.Formats.ExtendedXyz;
using DefiNet.Crystals.Formats.Poscar;

namespace DefiNet.Crystals.Formats;

/// <summary>Reads a structure from a file of any known format, and writes one.</summary>
public static class StructureFile
{
    private const int SampleLength = 4096;

    /// <summary>Reads the structure of a file; of several frames the last.</summary>
    /// <exception cref="CrystalException">The file is no structure, or a broken one; the message names file and line.</exception>
    public static Structure Read(string path) => Read(path, out _);

    /// <summary>Reads the structure of a file and says in which format it was.</summary>
    /// <exception cref="CrystalException">The file is no structure, or a broken one; the message names file and line.</exception>
    public static Structure Read(string path, out StructureFormat format)
    {
        using var text = Open(path);
        if (FormatOfName(path) is { } named)
        {
            format = named;
            return Read(text, path, named);
        }

        var sample = new char[SampleLength];
        var length = text.ReadBlock(sample);
        format = FormatOfText(sample.AsSpan(0, length)) ??
            throw new CrystalException($"{path}:1: neither the name nor the first lines tell a format; it must be a POSCAR, a CIF or an extended XYZ.");
        using var again = Open(path);
        return Read(again, path, format);
    }

    /// <summary>Reads the structure of a text in a known format; of several frames the last.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What complaints call it, usually the path.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="CrystalException">The text is no structure of this format; the message names the line.</exception>
    public static Structure Read(TextReader text, string name, StructureFormat format) => format switch
    {
        StructureFormat.Poscar => PoscarReader.Read(text, name),
        StructureFormat.Cif => CifReader.Read(text, name),
        StructureFormat.ExtendedXyz => XyzReader.Read(text, name)[^1].Structure,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };

    /// <summary>Writes a structure in the format that the file's name tells; POSCAR when it tells none. An existing file is replaced.</summary>
    public static void Write(Structure structure, string path) => Write(structure, path, FormatOfName(path) ?? StructureFormat.Poscar);

    /// <summary>Writes a structure to a file. An existing file is replaced.</summary>
    public static void Write(Structure structure, string path, StructureFormat format)
    {
        using var text = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Write(structure, text, format);
    }

    /// <summary>Writes a structure, every number so that it reads back the same.</summary>
    public static void Write(Structure structure, TextWriter text, StructureFormat format)
    {
        switch (format)
        {
            case StructureFormat.Poscar:
                PoscarWriter.Write(structure, text);
                break;
            case StructureFormat.Cif:
                CifWriter.Write(structure, text);
                break;
            case StructureFormat.ExtendedXyz:
                XyzWriter.Write(new XyzFrame { Structure = structure }, text);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format.");
        }
    }

    /// <summary>The format that a file's name tells; null when it tells none. <c>x__CONTCAR</c> and <c>POSCAR_scaled</c> are POSCAR files.</summary>
    public static StructureFormat? FormatOfName(string path)
    {
        var name = Path.GetFileName(path);
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".CIF" => StructureFormat.Cif,
            ".XYZ" or ".EXTXYZ" => StructureFormat.ExtendedXyz,
            ".VASP" or ".POSCAR" or ".CONTCAR" => StructureFormat.Poscar,
            _ when name.Contains("POSCAR", StringComparison.OrdinalIgnoreCase) || name.Contains("CONTCAR", StringComparison.OrdinalIgnoreCase) => StructureFormat.Poscar,
            _ => null,
        };
    }

    /// <summary>The format that the beginning of a text tells; null when it tells none.</summary>
    public static StructureFormat? FormatOfText(ReadOnlySpan<char> beginning)
    {
        var number = 0;
        foreach (var line in beginning.EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith("data_", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("_cell_", StringComparison.OrdinalIgnoreCase))
                return StructureFormat.Cif;
            number++;
            if (number != 2)
                continue;
            if (trimmed.Contains("Lattice=", StringComparison.OrdinalIgnoreCase) || trimmed.Contains("Properties=", StringComparison.OrdinalIgnoreCase))
                return StructureFormat.ExtendedXyz;
            if (TextNumber.TryParse(new FieldSplitter(line).Next(), out double _))
                return StructureFormat.Poscar;
        }

        return null;
    }

    /// <summary>Opens a file of bounded size as text.</summary>
    internal static StreamReader Open(string path)
    {
        const int BufferLength = 1 << 15;
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw new CrystalException("The name of a structure file is empty or no name; it must be a path.");
        if (Directory.Exists(path))
            throw new CrystalException($"{path} is a folder; a structure file is needed.");
        var stream = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        try
        {
            if (!stream.CanSeek)
                throw new CrystalException($"{path} is no regular file; write the structure to a file first.");
            if (stream.Length > StructureLimits.MaxCharacters)
                throw new CrystalException(string.Create(CultureInfo.InvariantCulture, $"{path}:1: the file has {stream.Length} bytes; a structure file of more than {StructureLimits.MaxCharacters} is not read."));
            return new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, BufferLength);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
