using System.Text;

namespace DefiNet.Dft.Vasp;

/// <summary>Names of VASP's messages, after the list that custodian keeps, so that people find what they know.</summary>
internal static class VaspErrorNames
{
    // What VASP prints (VASP's own messages), and the name the field gives it.
    private static readonly (byte[] Phrase, string Name)[] Known =
    [
        .. new (string Phrase, string Name)[]
        {
            ("ZBRENT: fatal", "zbrent"),
            ("ZBRENT: can't locate", "zbrent"),
            ("BRIONS problems", "brions"),
            ("BRMIX: very serious problems", "brmix"),
            ("Sub-Space-Matrix is not hermitian", "subspacematrix"),
            ("Error EDDDAV", "edddav"),
            ("WARNING in EDDRMM", "eddrmm"),
            ("Error EDDDIAG", "eddiag"),
            ("ERROR EDDIAG", "zheev"),
            ("ERROR in EDDIAG", "eddiag"),
            ("PSSYEVX", "pssyevx"),
            ("PDSYEVX", "pdsyevx"),
            ("Routine ZPOTRF", "zpotrf"),
            ("ZPOTRF failed", "zpotrf"),
            ("TOO FEW BANDS", "too_few_bands"),
            ("number of bands is not sufficient", "nbands_not_sufficient"),
            ("triple product of the basis vectors", "triple_product"),
            ("Tetrahedron method fails", "tet"),
            ("tetrahedron method fails", "tet"),
            ("Routine TETIRR", "tetirr"),
            ("DENTET", "dentet"),
            ("Fatal error detecting k-mesh", "ksymm"),
            ("unable to match k-point", "ksymm"),
            ("rotation matrix was not found", "inv_rot_mat"),
            ("non-integer element in rotation matrix", "rot_matrix"),
            ("Could not get correct shifts", "incorrect_shift"),
            ("REAL_OPTLAY: internal error", "real_optlay"),
            ("REAL_OPT: internal ERROR", "real_optlay"),
            ("ERROR RSPHER", "rspher"),
            ("subroutine PRICELV", "pricelv"),
            ("PRICELV:", "pricelv"),
            ("subroutine PRICEL", "pricel"),
            ("the gradient is not orthogonal", "grad_not_orth"),
            ("nicht konvergent", "nicht_konv"),
            ("subroutine RHOSYG", "rhosyg"),
            ("RHOSYG internal error", "rhosyg"),
            ("POSMAP internal error", "posmap"),
            ("subroutine IBZKPT", "ibzkpt"),
            ("ERROR FEXCF", "fexcf"),
            ("ERROR FEXCP", "fexcp"),
            ("group operation missing", "point_group"),
            ("Inconsistent Bravais lattice", "bravais"),
            ("HNFORM: k-point generating", "hnform"),
            ("subroutine SET_CORE_WF", "set_core_wf"),
            ("SET_CORE_WF", "set_core_wf"),
            ("Error reading item", "read_error"),
            ("Error code was IERR", "read_error"),
            ("internal error in subroutine", "internal_error"),
            ("VERY BAD NEWS", "internal_error"),
        }.Select(pair => (Encoding.ASCII.GetBytes(pair.Phrase), pair.Name)),
    ];

    /// <summary>Name of the error in a line; null when it holds none.</summary>
    public static string? Find(ReadOnlySpan<byte> line)
    {
        foreach (var (phrase, name) in Known)
            if (line.IndexOf(phrase) >= 0)
                return name;
        return null;
    }
}
