using System.Text;

namespace DefiNet.Dft.Cp2k;

/// <summary>Names of the errors that end a run of CP2K, from the text in its box marked ABORT and from its warnings.</summary>
public static class Cp2kErrorNames
{
    /// <summary>The name of an abort whose text is not known.</summary>
    public const string Other = "abort";

    private static readonly (string Phrase, string Name)[] Known =
    [
        ("requested basis set", "basis_not_found"),
        ("requested atomic potential", "potential_not_found"),
        ("requested potential", "potential_not_found"),
        ("could not be opened", "file_not_found"),
        ("file not found", "file_not_found"),
        ("does not exist", "file_not_found"),
        ("scf run not converged", "scf_not_converged"),
        ("scf not converged", "scf_not_converged"),
        ("cholesky", "cholesky"),
        ("multiplicity", "multiplicity"),
        ("odd number of electrons", "multiplicity"),
        ("use the lsd option", "multiplicity"),
        ("use the uks", "multiplicity"),
        ("unknown keyword", "input"),
        ("unknown subsection", "input"),
        ("unknown section", "input"),
        ("found an unknown", "input"),
        ("invalid value for enumeration", "input"),
        ("parsing", "input"),
        ("input file", "input"),
        ("out of memory", "out_of_memory"),
        ("memory allocation", "out_of_memory"),
        ("too small distance", "atoms_too_close"),
        ("atoms too close", "atoms_too_close"),
        ("too close", "atoms_too_close"),
        ("outside the box", "atoms_outside"),
        ("atomic charges", "xtb_charges"),
        ("xtb", "xtb"),
        ("k-point", "kpoints"),
        ("kpoint", "kpoints"),
        ("line search", "line_search"),
        ("linesearch", "line_search"),
        ("bracket", "line_search"),
        ("dimension of the plane wave", "grid"),
        ("fft", "grid"),
        ("poisson", "poisson"),
        ("arnoldi", "diagonalisation"),
        ("diagonal", "diagonalisation"),
        ("eigen", "diagonalisation"),
    ];

    /// <summary>Name of the error in an abort's text.</summary>
    public static string Find(string text)
    {
        foreach (var (phrase, name) in Known)
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                return name;
        return Other;
    }

    /// <summary>The part of a box line that is text: CP2K draws a figure on its left.</summary>
    internal static string BoxText(ReadOnlySpan<byte> line)
    {
        var text = Encoding.Latin1.GetString(line[..Math.Min(line.Length, 200)]).Trim('*', ' ');
        foreach (var drawing in (ReadOnlySpan<string>)["[ABORT]", "\\___/", "O/|", "/| |", "/ \\", "/   \\", "___", "|"])
            if (text.StartsWith(drawing, StringComparison.Ordinal))
                return text[drawing.Length..].Trim();
        return text;
    }
}
