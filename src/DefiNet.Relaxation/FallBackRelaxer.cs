using DefiNet.Crystals.Defects;

namespace DefiNet.Relaxation;

/// <summary>Takes the unrelaxed configuration where the gate speaks against a relaxer's start. Steps, time and energies are those of the relaxer; the verdict says what happened.</summary>
public sealed class FallBackRelaxer : IRelaxer
{
    /// <summary>How the verdict on a start that was replaced begins.</summary>
    public const string Replaced = "raw taken instead: ";

    private readonly IRelaxer _relaxer;

    /// <summary>Guards a relaxer.</summary>
    public FallBackRelaxer(IRelaxer relaxer) => _relaxer = relaxer;

    /// <inheritdoc/>
    public string Name => _relaxer.Name;

    /// <inheritdoc/>
    public string? Model => _relaxer.Model;

    /// <inheritdoc/>
    public string? ModelSha256 => _relaxer.ModelSha256;

    /// <inheritdoc/>
    public RelaxedStart Relax(Configuration configuration, CancellationToken cancellation)
    {
        var start = _relaxer.Relax(configuration, cancellation);
        return start.Gate == Gate.Passed
            ? start
            : start with { Structure = configuration.Structure, MeanDisplacement = 0, MaxDisplacement = 0, Gate = Replaced + start.Gate };
    }
}
