using DefiNet.Crystals;

namespace DefiNet.Dft.Surrogate;

/// <summary>Chooses where the ions go next, from the energy and forces where they are. Each choice costs one ionic step.</summary>
internal interface IIonicOptimiser
{
    /// <summary>Whether the positions last evaluated were meant to be lower in energy than those before, so that the energy criterion may be asked; false for a trial step.</summary>
    bool MeantToBeLower { get; }

    /// <summary>Takes in one evaluation and gives the next positions.</summary>
    /// <param name="energy">Energy in eV at <paramref name="positions"/>.</param>
    /// <param name="positions">Cartesian positions in Angstrom.</param>
    /// <param name="forces">Forces in eV/Angstrom, zero along the directions in which an atom may not move.</param>
    /// <param name="next">Receives the next positions.</param>
    void Advance(double energy, ReadOnlySpan<Vector3> positions, ReadOnlySpan<Vector3> forces, Span<Vector3> next);
}
