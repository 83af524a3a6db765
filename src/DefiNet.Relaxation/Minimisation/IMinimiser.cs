namespace DefiNet.Relaxation.Minimisation;

/// <summary>Chooses the next move from the energy and forces where the atoms are. Numbers come in rows of three, one row an atom (or a vector of the cell). Allocates nothing after <see cref="Begin"/> for a size seen before.</summary>
internal interface IMinimiser
{
    /// <summary>Forgets everything.</summary>
    /// <param name="count">Numbers that may change.</param>
    void Begin(int count);

    /// <summary>Takes in one evaluation and gives the next move.</summary>
    /// <param name="energy">Energy in eV.</param>
    /// <param name="positions">Positions in Angstrom.</param>
    /// <param name="forces">Forces in eV/Å.</param>
    /// <param name="move">Receives what is to be added to the positions.</param>
    void Advance(double energy, ReadOnlySpan<double> positions, ReadOnlySpan<double> forces, Span<double> move);
}
