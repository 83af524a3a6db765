using DefiNet.Learning.Batches;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.Potentials;

/// <summary>How far the answers of a potential are from those of the engine.</summary>
public static class PotentialLoss
{
    /// <summary>Mean squared errors, or Huber's, of energies per atom, forces, stresses and magnetic moments, weighted and added.</summary>
    public static Tensor Of(PotentialAnswers answers, PotentialBatch batch, PotentialLossWeights weights)
    {
        var loss = Mean((answers.Energies - batch.Energies) / batch.Sizes, batch.EnergyKnown) * weights.Energy
            + Mean(answers.Forces - batch.Forces, batch.ForceKnown.unsqueeze(1)) * weights.Forces
            + Mean(answers.Stresses - batch.Stresses, batch.StressKnown.reshape(-1, 1, 1)) * weights.Stress;
        return answers.MagneticMoments is { } moments ? loss + Mean(moments - batch.Moments, batch.MomentKnown) * weights.Moments : loss;

        Tensor Mean(Tensor errors, Tensor known)
        {
            var cost = errors.square();
            if (weights.Huber is { } limit)
            {
                var size = errors.abs();
                cost = where(size <= limit, cost * 0.5, (size - 0.5 * limit) * limit);
            }

            var each = known.expand_as(errors);
            return (cost * each).sum() / each.sum().clamp_min(1);
        }
    }
}
