using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Runs;

/// <summary>Where the atoms were in a force evaluation that was reported in full, and what acted on them.</summary>
/// <param name="Step">Number of the evaluation in its part, from 1.</param>
/// <param name="Positions">Cartesian positions in Angstrom; default where the files do not say, or the cell is no longer the first.</param>
/// <param name="Forces">Forces in eV/Angstrom.</param>
/// <param name="Unconverged">Whether its electronic loop did not converge.</param>
public sealed record EngineFrame(int Step, ImmutableArray<Vector3> Positions, ImmutableArray<Vector3> Forces, bool Unconverged)
{
    /// <summary>Stress on the cell; null where the output does not print it in full.</summary>
    public Stress? Stress { get; init; }
}
