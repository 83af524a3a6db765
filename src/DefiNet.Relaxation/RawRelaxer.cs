using DefiNet.Crystals.Defects;

namespace DefiNet.Relaxation;

/// <summary>Leaves the atoms where they are: the arm that every other is compared with.</summary>
public sealed class RawRelaxer : IRelaxer
{
    /// <inheritdoc/>
    public string Name => RelaxerFactory.Raw;

    /// <inheritdoc/>
    public string? Model => null;

    /// <inheritdoc/>
    public string? ModelSha256 => null;

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, CancellationToken cancellation) =>
        new(configuration.Structure, Steps: 0, Converged: true, Seconds: 0, MeanDisplacement: 0, MaxDisplacement: 0, EnergyStart: null, EnergyEnd: null, Gate.Passed);
}
