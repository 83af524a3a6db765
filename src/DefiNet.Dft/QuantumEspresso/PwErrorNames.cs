namespace DefiNet.Dft.QuantumEspresso;

/// <summary>Names of the errors that end a run of <c>pw.x</c>, from the routine and the message in its box.</summary>
public static class PwErrorNames
{
    private static readonly (string Phrase, string Name)[] Known =
    [
        ("too many bands are not converged", "diagonalisation"),
        ("problems computing cholesky", "cholesky"),
        ("cholesky", "cholesky"),
        ("s matrix not positive definite", "cholesky"),
        ("dexx is negative", "exchange"),
        ("some nodes have no k-points", "parallelisation"),
        ("charge is wrong", "charge_wrong"),
        ("starting charge", "charge_wrong"),
        ("fermi", "fermi_energy"),
        ("fixed occupations", "occupations"),
        ("lsda", "occupations"),
        ("nelup and neldw", "occupations"),
        ("pseudo", "pseudopotential"),
        ("upf", "pseudopotential"),
        ("readpp", "pseudopotential"),
        ("read_namelists", "input"),
        ("read_cards", "input"),
        ("iosys", "input"),
        ("check_atoms", "atoms_too_close"),
        ("overlapping", "atoms_too_close"),
        ("allocat", "out_of_memory"),
        ("not enough memory", "out_of_memory"),
        ("cannot open", "file"),
        ("error opening", "file"),
        ("davcio", "file"),
        ("history already reset", "bfgs_history"),
        ("bfgs", "bfgs"),
        ("g-vector", "grid"),
        ("fft", "grid"),
        ("symmetr", "symmetry"),
        ("sym_", "symmetry"),
    ];

    /// <summary>Name of the error in a box's text; the routine that found it where the text is not known.</summary>
    public static string Find(string text)
    {
        foreach (var (phrase, name) in Known)
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                return name;
        const string Routine = "Error in routine ";
        var at = text.IndexOf(Routine, StringComparison.Ordinal);
        if (at < 0)
            return "error";
        var routine = new string([.. text[(at + Routine.Length)..].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_').Take(40)]);
        return routine.Length > 0 ? routine : "error";
    }
}
