using DefiNet.Crystals.Defects;
using DefiNet.Relaxation.Minimisation;

namespace DefiNet.Relaxation;

/// <summary>A relaxer that can show its steps.</summary>
public interface ITracedRelaxer : IRelaxer
{
    /// <summary>Makes a start from a configuration as <see cref="IRelaxer.Relax"/> does.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="trajectory">Gets every step; null for none.</param>
    /// <param name="cancellation">Ends the relaxation.</param>
    RelaxedStart Relax(Configuration configuration, Trajectory? trajectory, CancellationToken cancellation);
}
