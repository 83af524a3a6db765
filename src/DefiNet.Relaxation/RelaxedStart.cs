using DefiNet.Crystals;

namespace DefiNet.Relaxation;

/// <summary>What a relaxer made of a configuration.</summary>
/// <param name="Structure">The atoms at their new positions, in the order of the configuration's structure, not wrapped back into the cell.</param>
/// <param name="Steps">Evaluations of the model: 1 for a single-shot relaxer, 0 for none.</param>
/// <param name="Converged">Whether an iterative relaxer reached its criterion; true for a single-shot one.</param>
/// <param name="Seconds">Wall time in seconds.</param>
/// <param name="MeanDisplacement">Mean distance that the atoms moved, in Angstrom.</param>
/// <param name="MaxDisplacement">Largest distance that an atom moved, in Angstrom.</param>
/// <param name="EnergyStart">Model energy before, in eV; null for a relaxer without an energy.</param>
/// <param name="EnergyEnd">Model energy after, in eV; null for a relaxer without an energy.</param>
/// <param name="Gate">Verdict of the check that the start got no worse: <c>passed</c>, or what speaks against the start.</param>
public sealed record RelaxedStart(
    Structure Structure,
    int Steps,
    bool Converged,
    double Seconds,
    double MeanDisplacement,
    double MaxDisplacement,
    double? EnergyStart,
    double? EnergyEnd,
    string Gate);
