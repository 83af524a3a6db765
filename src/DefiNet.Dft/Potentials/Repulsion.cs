using System.Collections.Frozen;

namespace DefiNet.Dft.Potentials;

/// <summary>A (1 - r/r_c)³ between atoms that are not bonded, below a range r_c.</summary>
/// <param name="Strength">A in eV.</param>
/// <param name="Range">r_c in Angstrom.</param>
/// <param name="Shortened">Ranges of the pairs (smaller index first) for which another, smaller one holds.</param>
internal sealed record Repulsion(double Strength, double Range, FrozenDictionary<(int First, int Second), double> Shortened)
{
    /// <summary>The range for a pair, smaller index first.</summary>
    public double RangeOf(int first, int second) => Shortened.TryGetValue((first, second), out var range) ? range : Range;
}
