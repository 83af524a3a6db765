using DefiNet.Inference;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.Batches;

namespace DefiNet.Learning.Devices;

/// <summary>Evaluates structures on a device; bonds are found on the processor.</summary>
internal sealed unsafe class TorchEvaluator : PotentialEvaluator
{
    private readonly TorchPotential _potential;

    public TorchEvaluator(TorchPotential potential, int threads) : base(potential, threads) => _potential = potential;

    private protected override double Run(int* types, GrowingBuffer<double> byBond, Span<double> moments)
    {
        var kinds = new long[Atoms];
        for (var atom = 0; atom < kinds.Length; atom++)
            kinds[atom] = types[atom];
        var graph = PotentialGraph.Of(Graph, kinds, _potential.Settings);
        TorchPotential.Answer answer;
        try
        {
            answer = _potential.Queue.Ask(graph);
        }
        catch (LearningException cause)
        {
            throw new InferenceException(cause.Message, cause);
        }

        answer.ByBond.CopyTo(new Span<double>(byBond.Reserve(answer.ByBond.Length), answer.ByBond.Length));
        answer.Moments?.CopyTo(moments);
        Counts = new(graph.BondCount, graph.Short.Length, graph.AngleCount);
        return answer.Energy;
    }
}
