using DefiNet.Crystals;

namespace DefiNet.Inference.Potentials;

/// <summary>Derivative of the energy by strain over the volume, in GPa, row by row: positive where the cell is stretched and wants to shrink.</summary>
/// <param name="X">First row.</param>
/// <param name="Y">Second row.</param>
/// <param name="Z">Third row.</param>
public readonly record struct StressTensor(Vector3 X, Vector3 Y, Vector3 Z)
{
    /// <summary>eV/Å³ in GPa.</summary>
    public const double GigapascalPerUnit = 160.21766208;

    /// <summary>Component by row and column.</summary>
    public double this[int row, int column] => row switch
    {
        0 => X[column],
        1 => Y[column],
        2 => Z[column],
        _ => throw new ArgumentOutOfRangeException(nameof(row), row, "A row is 0, 1 or 2."),
    };
}
