namespace DefiNet.Dft.Vasp;

/// <summary>The program that writes output in VASP's layout, as it names itself in every file.</summary>
/// <param name="Name">In a word without points: <c>vasp</c>, <c>surrogate</c>.</param>
/// <param name="Version">Version without blanks: <c>6.4.2</c>.</param>
/// <param name="Notes">What a reader must know, in one line, put into every file: that this is a rehearsal, for instance. Empty for none.</param>
/// <param name="PotentialFamily">What stands where VASP names the potential's family (<c>PAW_PBE</c>): one word without blanks.</param>
public sealed record VaspProgram(string Name, string Version, string Notes = "", string PotentialFamily = "MODEL")
{
    /// <summary>Name of the program that rehearses runs on a potential; its records are never called VASP's.</summary>
    public const string SurrogateName = "surrogate";

    /// <summary>The engine's name in a record for the program that a file names: <c>surrogate</c> for the rehearsal, <c>vasp</c> for everything else in this layout.</summary>
    public static string EngineOf(string? programName) =>
        string.Equals(programName, SurrogateName, StringComparison.OrdinalIgnoreCase) ? SurrogateName : "vasp";

    /// <summary>First line of an OUTCAR.</summary>
    internal string FirstLine => Notes.Length == 0 ? $" {Name}.{Version}" : $" {Name}.{Version} {OneLine(Notes)}";

    /// <summary>A text without line breaks.</summary>
    internal static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
