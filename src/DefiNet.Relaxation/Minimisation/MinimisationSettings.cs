namespace DefiNet.Relaxation.Minimisation;

/// <summary>How an iterative relaxer works and when it stops.</summary>
public sealed record MinimisationSettings
{
    /// <summary>How the minimum is looked for.</summary>
    public MinimiserKind Minimiser { get; init; } = MinimiserKind.Fire;

    /// <summary>Done when no atom feels a force larger than this, in eV/Å; with a free cell, also its generalised forces.</summary>
    public double LargestForce { get; init; } = 0.05;

    /// <summary>Most evaluations of the potential.</summary>
    public int MostSteps { get; init; } = 500;

    /// <summary>What the cell may do.</summary>
    public CellFreedom Cell { get; init; } = CellFreedom.Fixed;

    /// <summary>Neighbours up to this far beyond the cutoff are kept, in Angstrom, and looked for again when an atom moved by half of it.</summary>
    public double Skin { get; init; } = 0.5;

    /// <summary>The minimiser of a name as on the command line; null when there is none.</summary>
    public static MinimiserKind? MinimiserNamed(string name) => name switch
    {
        "fire" => MinimiserKind.Fire,
        "lbfgs" => MinimiserKind.Lbfgs,
        "cg" => MinimiserKind.Cg,
        _ => null,
    };

    /// <summary>The freedom of a name as on the command line; null when there is none.</summary>
    public static CellFreedom? CellNamed(string name) => name switch
    {
        "fixed" => CellFreedom.Fixed,
        "vacuum-fixed" => CellFreedom.VacuumFixed,
        "in-plane" => CellFreedom.InPlane,
        _ => null,
    };
}
