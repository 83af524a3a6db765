namespace DefiNet.Dft.Surrogate;

/// <summary>Names of the files in a run's folder that the surrogate reads beside those of VASP.</summary>
internal static class RunFolder
{
    /// <summary>Where the atoms start.</summary>
    public const string Poscar = "POSCAR";

    /// <summary>The settings.</summary>
    public const string Incar = "INCAR";

    /// <summary>The points of the zone.</summary>
    public const string Kpoints = "KPOINTS";

    /// <summary>Where the atoms are after the last complete step.</summary>
    public const string Contcar = "CONTCAR";

    /// <summary>Asks a running calculation to stop.</summary>
    public const string Stopcar = "STOPCAR";

    /// <summary>The known minimum for the <c>replay</c> potential, in the layout and order of POSCAR.</summary>
    public const string Minimum = "MINIMUM";

    /// <summary>The pristine host's sites in the layout of POSCAR: first those of POSCAR's atoms, in their order, then the empty ones. The bonds are read off it, so that every start of a configuration has the same. Without it the sites are found from POSCAR.</summary>
    public const string Sites = "SITES";

    /// <summary>For every atom of POSCAR, its number (from 1) in the campaign's own order; one a line after a line of comment.</summary>
    public const string Order = "ORDER";
}
