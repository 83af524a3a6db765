using System.CommandLine;

namespace DefiNet.Cli.Structures;

/// <summary><c>definet structure</c>: looks at structure files and turns one format into another.</summary>
public static class StructureCommand
{
    /// <summary>Composes the verbs.</summary>
    public static Command Create() => new("structure", "Looks at structure files: POSCAR, CONTCAR, CIF, extended XYZ.")
    {
        StructureInfoCommand.Create(),
        StructureConvertCommand.Create(),
        StructureNeighboursCommand.Create(),
    };
}
