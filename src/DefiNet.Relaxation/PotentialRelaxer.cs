using System.Collections.Concurrent;
using System.Diagnostics;
using DefiNet.Crystals.Defects;
using DefiNet.Inference;
using DefiNet.Inference.Potentials;
using DefiNet.Relaxation.Minimisation;

namespace DefiNet.Relaxation;

/// <summary>Relaxes on a machine-learned potential, step by step.</summary>
public sealed class PotentialRelaxer : ITracedRelaxer
{
    private readonly IPotentialModel _potential;
    private readonly MinimisationSettings _settings;
    private readonly Gate _gate;
    private readonly int _threads;
    private readonly ConcurrentBag<MinimisationRun> _workspaces = [];

    /// <summary>Takes the potential.</summary>
    /// <param name="potential">The potential; its architecture is the relaxer's name.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="settings">How it works and when it stops; null for the usual.</param>
    /// <param name="gate">The check of every start; null for the usual.</param>
    /// <param name="threads">Threads that work on one structure; 0 for all processors.</param>
    public PotentialRelaxer(IPotentialModel potential, string model, MinimisationSettings? settings = null, Gate? gate = null, int threads = 0) =>
        (_potential, Model, _settings, _gate, _threads) = (potential, model, settings ?? new(), gate ?? new(), threads);

    /// <inheritdoc/>
    public string Name => _potential.Architecture;

    /// <inheritdoc/>
    public string? Model { get; }

    /// <inheritdoc/>
    public string? ModelSha256 => _potential.Sha256;

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, CancellationToken cancellation) => Relax(configuration, null, cancellation);

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, Trajectory? trajectory, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var structure = configuration.Structure;
        if (!_workspaces.TryTake(out var workspace))
            workspace = new(_potential, _settings, _threads);
        try
        {
            var end = workspace.Run(structure, trajectory, cancellation);
            var seconds = clock.Elapsed.TotalSeconds;
            var (mean, max) = Moves.Between(structure, end);
            var (first, last) = workspace.Energies;
            return new(end, workspace.Steps, workspace.Converged, seconds, mean, max, first, last, Gate.JudgeEnergies(first, last, Name) ?? _gate.Judge(structure, end));
        }
        catch (InferenceException cause)
        {
            throw new RelaxationException(cause.Message, cause);
        }
        finally
        {
            _workspaces.Add(workspace);
        }
    }
}
