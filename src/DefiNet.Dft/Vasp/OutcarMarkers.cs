namespace DefiNet.Dft.Vasp;

/// <summary>The phrases that an OUTCAR is searched for: all of them up to the first step, and those of the steps from there on.</summary>
internal static class OutcarMarkers
{
    private static readonly string[] OfSteps =
    [
        "Iteration ", "free ", "without entropy=", "TOTAL-FORCE (eV/Angst)", "direct lattice vectors", "in kB ", "magnetization ", "aborting loop", "required accuracy", "LOOP+:",
        "General timing and accounting", "stop encountered", "vasp.", "surrogate.",
        "Total CPU time used", "Elapsed time (sec)", "Maximum memory used", "Voluntary context switches", "rror", "ERROR", "atal", "ailed", "BAD NEWS", "serious problems", "not hermitian",
    ];

    private static readonly string[] OfHeader =
    [
        .. OfSteps, "NIONS =", "ions per type", "NELM ", "EDIFF", "NSW ", "IBRION", "ISIF ", "POTIM ", "VRHFIN", "TITEL ", "POTCAR:", "INCAR:",
    ];

    /// <summary>From the first step on.</summary>
    public static MarkerSearch Steps { get; } = new(OfSteps);

    /// <summary>Before the first step.</summary>
    public static MarkerSearch Header { get; } = new(OfHeader);
}
