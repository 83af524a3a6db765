using DefiNet.Learning.DataSets;
using DefiNet.Learning.Gradients;

namespace DefiNet.Learning.Training;

/// <summary>The batches of a pass over the training data: every structure once, in an order that follows from the seed and the number of the pass alone.</summary>
public static class BatchOrder
{
    /// <summary>The batches of a pass.</summary>
    /// <param name="samples">The training data.</param>
    /// <param name="plan">Sizes of batches, and the seed.</param>
    /// <param name="epoch">Number of the pass, from 0.</param>
    public static IReadOnlyList<IReadOnlyList<SampleInfo>> Of(IReadOnlyList<SampleInfo> samples, TrainingPlan plan, long epoch)
    {
        var order = new int[samples.Count];
        for (var index = 0; index < order.Length; index++)
            order[index] = index;
        new SeededNumbers(plan.Seed, SeededNumbers.EpochStream + (ulong)epoch).Shuffle(order);
        var batches = new List<IReadOnlyList<SampleInfo>>();
        var batch = new List<SampleInfo>();
        var atoms = 0L;
        foreach (var index in order)
        {
            var sample = samples[index];
            if (batch.Count > 0 && (batch.Count == plan.Batch || (plan.BatchAtoms is { } most && atoms + sample.Atoms > most)))
                Close();
            batch.Add(sample);
            atoms += sample.Atoms;
        }

        if (batch.Count > 0)
            Close();
        return batches;

        void Close()
        {
            batches.Add(batch);
            (batch, atoms) = ([], 0);
        }
    }
}
