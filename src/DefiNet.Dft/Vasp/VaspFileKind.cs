namespace DefiNet.Dft.Vasp;

/// <summary>Which of VASP's output files a text is.</summary>
public enum VaspFileKind
{
    /// <summary>The full report.</summary>
    Outcar,

    /// <summary>A line a step.</summary>
    Oszicar,

    /// <summary>The XML document.</summary>
    Vasprun,

    /// <summary>The positions of every step.</summary>
    Xdatcar,
}
