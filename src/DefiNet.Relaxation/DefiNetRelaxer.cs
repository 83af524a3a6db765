using System.Diagnostics;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;

namespace DefiNet.Relaxation;

/// <summary>Moves the atoms to where a DefiNet predicts them, in one go.</summary>
public sealed class DefiNetRelaxer : IRelaxer
{
    private readonly IPositionModel _model;
    private readonly Gate _gate;

    /// <summary>Takes the net.</summary>
    public DefiNetRelaxer(IPositionModel model, Gate? gate = null) => (_model, _gate) = (model, gate ?? new Gate());

    /// <inheritdoc/>
    public string Name => RelaxerFactory.DefiNet;

    /// <inheritdoc/>
    public string? Model => _model.Name;

    /// <inheritdoc/>
    public string? ModelSha256 => _model.Sha256;

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        var structure = configuration.Structure;
        var predicted = _model.Predict(configuration.WithGhosts, configuration.Markers.AsSpan());
        for (var atom = 0; atom < structure.Count; atom++)
            if (!predicted[atom].IsFinite)
                throw new RelaxationException($"The model {_model.Name} answers with a position that is not finite for atom {atom + 1} ({structure.Species[atom]}); its weights do not fit this structure.");

        var start = structure.WithCartesian([.. predicted.AsSpan(0, structure.Count)]);
        var seconds = clock.Elapsed.TotalSeconds;
        var (mean, max) = Moves.Between(structure, start);
        return new(start, Steps: 1, Converged: true, seconds, mean, max, EnergyStart: null, EnergyEnd: null, Judge(structure, start));
    }

    private string Judge(Structure raw, Structure start)
    {
        if (!_model.Elements.IsEmpty)
            foreach (var (element, _) in raw.CountByElement())
                if (!_model.Elements.Contains(element))
                    return $"{element} was not in the training of the model {_model.Name}";
        return _gate.Judge(raw, start);
    }
}
