namespace DefiNet.Learning.Nets.Potentials;

/// <summary>How much the errors of a potential count beside each other. What a structure's engine did not tell counts nothing.</summary>
public sealed record PotentialLossWeights
{
    /// <summary>Of energies per atom, in eV.</summary>
    public double Energy { get; init; } = 1;

    /// <summary>Of components of forces, in eV/Å.</summary>
    public double Forces { get; init; } = 1;

    /// <summary>Of components of stresses, in GPa.</summary>
    public double Stress { get; init; } = 0.1;

    /// <summary>Of magnetic moments, in Bohr magnetons.</summary>
    public double Moments { get; init; } = 0.1;

    /// <summary>Errors beyond this count as their size instead of their square (Huber); null for squares throughout.</summary>
    public double? Huber { get; init; }
}
