using DefiNet.Crystals;

namespace DefiNet.Inference.Potentials;

/// <summary>What every potential can do.</summary>
public static class PotentialModelExtensions
{
    /// <summary>Evaluates one structure; for many, keep a <see cref="PotentialEvaluator"/>.</summary>
    /// <exception cref="InferenceException">The potential cannot treat the structure.</exception>
    public static PotentialResult Evaluate(this IPotentialModel model, Structure structure)
    {
        var evaluator = model.CreateEvaluator();
        evaluator.Evaluate(structure);
        return evaluator.ToResult();
    }
}
