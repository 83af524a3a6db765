using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Surrogate;

/// <summary>An error that the surrogate pretends to run into, to rehearse corrections: <c>REHEARSE_ERROR = NAME STEP [TAG VALUE]</c> ends the run in that ionic step as VASP would end it, as long as the tag has that value.</summary>
/// <param name="Name">Name of the error.</param>
/// <param name="Step">Ionic step in which it happens, from 1.</param>
internal sealed record RehearsedError(string Name, int Step)
{
    /// <summary>The tag.</summary>
    public const string Tag = "REHEARSE_ERROR";

    private static readonly (string Name, string Message)[] Messages =
    [
        ("zbrent", " ZBRENT: fatal error in bracketing\n     please rerun with smaller EDIFF, or copy CONTCAR\n     to POSCAR and continue"),
        ("brions", " BRIONS problems: POTIM should be increased"),
        ("brmix", " BRMIX: very serious problems\n  the old and the new charge density differ"),
        ("eddrmm", " WARNING in EDDRMM: call to ZHEGV failed, returncode =   6  3     22"),
        ("edddav", " Error EDDDAV: Call to ZHEGV failed. Returncode =  12 1  16"),
        ("zpotrf", " LAPACK: Routine ZPOTRF failed!           3"),
    ];

    /// <summary>What VASP prints then.</summary>
    public string Message => Messages.Single(message => message.Name == Name).Message;

    /// <summary>The error that an INCAR asks for; null for none, or where the condition does not hold.</summary>
    /// <exception cref="DftException">The tag cannot be read.</exception>
    public static RehearsedError? Of(Incar incar)
    {
        if (incar.Text(Tag) is not { } text)
            return null;
        var fields = text.Split(IncarGrammar.Blanks, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (2 or 4) || !FortranNumber.TryParse(fields[1], out int step) || step < 1 || !Messages.Any(message => string.Equals(message.Name, fields[0], StringComparison.OrdinalIgnoreCase)))
            throw new DftException($"INCAR: {Tag} is '{text}'; it must be a name ({string.Join(", ", Messages.Select(message => message.Name))}), an ionic step, and if wanted a tag with the value that it must have.");
        return fields.Length == 2 || incar.Text(fields[2]) == fields[3] ? new(fields[0].ToLowerInvariant(), step) : null;
    }
}
