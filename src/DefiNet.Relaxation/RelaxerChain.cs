using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Relaxation.Minimisation;

namespace DefiNet.Relaxation;

/// <summary>Several relaxers one after the other; each works on the structure that the one before it left.</summary>
/// <remarks>Displacements and the gate compare the end with the configuration as it was given. Ghosts stay at their ideal sites.</remarks>
public sealed class RelaxerChain : ITracedRelaxer
{
    private readonly ImmutableArray<IRelaxer> _relaxers;
    private readonly Gate _gate;

    /// <summary>Chains relaxers in their order.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public RelaxerChain(IEnumerable<IRelaxer> relaxers, Gate? gate = null)
    {
        _relaxers = [.. relaxers];
        _gate = gate ?? new Gate();
        if (_relaxers.IsEmpty)
            throw new ArgumentException("A chain needs a relaxer.", nameof(relaxers));
        var models = _relaxers.Where(relaxer => relaxer.Model is not null).ToList();
        (Model, ModelSha256) = models.Count == 0
            ? (null, null)
            : (string.Join(',', models.Select(relaxer => relaxer.Model)), string.Join(',', models.Select(relaxer => relaxer.ModelSha256)));
    }

    /// <inheritdoc/>
    public string Name => string.Join(',', _relaxers.Select(relaxer => relaxer.Name));

    /// <inheritdoc/>
    public string? Model { get; }

    /// <inheritdoc/>
    public string? ModelSha256 { get; }

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, CancellationToken cancellation) => Relax(configuration, null, cancellation);

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, Trajectory? trajectory, CancellationToken cancellation)
    {
        var current = configuration;
        var parts = new List<RelaxedStart>(_relaxers.Length);
        foreach (var relaxer in _relaxers)
        {
            var part = relaxer is ITracedRelaxer traced ? traced.Relax(current, trajectory, cancellation) : relaxer.Relax(current, cancellation);
            parts.Add(part);
            current = Moved(configuration, part.Structure);
        }

        var (mean, max) = Moves.Between(configuration.Structure, current.Structure);
        var verdict = parts.Select(part => part.Gate).FirstOrDefault(gate => gate != Gate.Passed) ?? _gate.Judge(configuration.Structure, current.Structure);
        return new(
            current.Structure,
            parts.Sum(part => part.Steps),
            parts.All(part => part.Converged),
            parts.Sum(part => part.Seconds),
            mean,
            max,
            parts.Select(part => part.EnergyStart).FirstOrDefault(energy => energy is not null),
            parts.Select(part => part.EnergyEnd).LastOrDefault(energy => energy is not null),
            verdict);
    }

    private static Configuration Moved(Configuration configuration, Structure atoms)
    {
        var ghosts = configuration.WithGhosts;
        return configuration with
        {
            Structure = atoms,
            WithGhosts = new Structure(atoms.Lattice, ghosts.Species, [.. atoms.Fractional, .. ghosts.Fractional.Skip(atoms.Count)], ghosts.Comment),
        };
    }
}
