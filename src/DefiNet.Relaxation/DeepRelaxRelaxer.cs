using System.Diagnostics;
using DefiNet.Crystals.Defects;
using DefiNet.Inference;
using DefiNet.Inference.DistanceNets;

namespace DefiNet.Relaxation;

/// <summary>Moves the atoms to where the distances that a DeepRelax predicts are met best, in one go. The cell stays: what the net says of it enters the search for positions alone.</summary>
public sealed class DeepRelaxRelaxer : IRelaxer
{
    private readonly IDistanceModel _net;
    private readonly Gate _gate;
    private readonly int _threads;

    /// <summary>Takes the net.</summary>
    /// <param name="net">The net.</param>
    /// <param name="model">Its name.</param>
    /// <param name="gate">The check of every start; null for the usual.</param>
    /// <param name="threads">Threads that work on one structure; 0 for all processors.</param>
    public DeepRelaxRelaxer(IDistanceModel net, string model, Gate? gate = null, int threads = 0) => (_net, Model, _gate, _threads) = (net, model, gate ?? new(), threads);

    /// <inheritdoc/>
    public string Name => RelaxerFactory.DeepRelax;

    /// <inheritdoc/>
    public string? Model { get; }

    /// <inheritdoc/>
    public string? ModelSha256 => _net.Sha256;

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        var structure = configuration.Structure;
        DistancePrediction predicted;
        try
        {
            predicted = _net.Predict(structure, _threads);
        }
        catch (InferenceException cause)
        {
            throw new RelaxationException(cause.Message, cause);
        }

        for (var atom = 0; atom < structure.Count; atom++)
            if (!predicted.Positions[atom].IsFinite)
                throw new RelaxationException($"The model {Model} answers with a position that is not finite for atom {atom + 1} ({structure.Species[atom]}); its weights do not fit this structure.");
        var start = structure.WithCartesian(predicted.Positions);
        var seconds = clock.Elapsed.TotalSeconds;
        var (mean, max) = Moves.Between(structure, start);
        return new(start, Steps: 1, Converged: true, seconds, mean, max, EnergyStart: null, EnergyEnd: null, _gate.Judge(structure, start));
    }
}
