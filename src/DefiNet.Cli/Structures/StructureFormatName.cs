using DefiNet.Crystals.Formats;

namespace DefiNet.Cli.Structures;

/// <summary>What the command line calls the formats.</summary>
internal static class StructureFormatName
{
    /// <summary>All names.</summary>
    public static readonly string[] All = ["poscar", "cif", "extxyz"];

    /// <summary>The name of a format.</summary>
    public static string Of(StructureFormat format) => All[(int)format];

    /// <summary>The format of a name.</summary>
    public static StructureFormat Parse(string name)
    {
        var index = Array.IndexOf(All, name);
        return index >= 0 ? (StructureFormat)index : throw new UsageException($"'{name}' is no format; write {string.Join(", ", All)}.");
    }

    /// <summary>What a file's name ends with.</summary>
    public static string ExtensionOf(StructureFormat format) => format switch
    {
        StructureFormat.Cif => ".cif",
        StructureFormat.ExtendedXyz => ".xyz",
        _ => ".vasp",
    };
}
