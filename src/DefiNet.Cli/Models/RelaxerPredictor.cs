using DefiNet.Crystals;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;
using DefiNet.Relaxation;

namespace DefiNet.Cli.Models;

/// <summary>A relaxer whose starts are compared with where the atoms went.</summary>
internal sealed class RelaxerPredictor(string name, IRelaxer relaxer, CancellationToken cancellation) : IPredictor
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public (IReadOnlyList<Vector3> Positions, double Seconds) Predict(TrainingPair pair)
    {
        var start = relaxer.Relax(pair.Configuration, cancellation);
        return (start.Structure.Cartesian, start.Seconds);
    }
}
