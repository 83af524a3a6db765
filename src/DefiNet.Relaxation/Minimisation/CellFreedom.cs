namespace DefiNet.Relaxation.Minimisation;

/// <summary>Which changes of the cell a relaxation may make.</summary>
public enum CellFreedom
{
    /// <summary>None.</summary>
    Fixed,

    /// <summary>The lattice vector across the sheet, through the vacuum, stays; the other two may change in every way.</summary>
    VacuumFixed,

    /// <summary>The lattice vector across the sheet stays; the other two change within their plane alone.</summary>
    InPlane,
}
