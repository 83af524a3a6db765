using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>Where the atoms were in one completed ionic step.</summary>
/// <param name="Lattice">The cell; null where the file does not say.</param>
/// <param name="Positions">Cartesian position of each atom in Angstrom.</param>
/// <param name="Forces">Force on each atom in eV/Angstrom; not a number where the file shows stars.</param>
/// <param name="Stress">Stress on the cell; null where it was not printed.</param>
public sealed record StepGeometry(Lattice? Lattice, ImmutableArray<Vector3> Positions, ImmutableArray<Vector3> Forces, Stress? Stress)
{
    /// <summary>Magnetic moments of the atoms; null where they were not printed.</summary>
    public MagneticMoments? Moments { get; init; }
}
