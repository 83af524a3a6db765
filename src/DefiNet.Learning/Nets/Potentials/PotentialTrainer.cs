using DefiNet.Learning.Batches;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.Potentials;

/// <summary>Steps of training of a potential on energies, forces and stresses, by AdamW with amsgrad.</summary>
public sealed class PotentialTrainer : IDisposable
{
    private readonly PotentialModule _net;
    private readonly PotentialLossWeights _weights;
    private readonly Parameter[] _parameters;
    private readonly double _longestGradient;

    /// <summary>Prepares; the optimiser begins anew.</summary>
    /// <param name="net">The potential; it is on the device of the batches.</param>
    /// <param name="weights">What counts how much.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="longestGradient">Gradients whose common norm is longer are scaled to this.</param>
    public PotentialTrainer(PotentialModule net, PotentialLossWeights weights, double rate, double longestGradient = 10)
    {
        (_net, _weights, _longestGradient) = (net, weights, longestGradient);
        _parameters = [.. net.parameters().Where(parameter => parameter.requires_grad)];
        Optimizer = optim.AdamW(_parameters, rate, amsgrad: true);
    }

    /// <summary>The optimiser: schedules change its rate, checkpoints keep its memory.</summary>
    public AdamW Optimizer { get; }

    /// <summary>One step; returns the loss before it.</summary>
    /// <exception cref="LearningException">The loss or the gradient is not finite; the weights are then as before.</exception>
    public double Step(PotentialBatch batch)
    {
        using var scope = NewDisposeScope();
        _net.train();
        Optimizer.zero_grad();
        var loss = PotentialLoss.Of(_net.call(batch), batch, _weights);
        var value = loss.item<double>();
        if (!double.IsFinite(value))
            throw new LearningException($"The loss is {value}; the learning rate is too high, or a structure of the batch cannot be learned.");
        loss.backward();
        var length = nn.utils.clip_grad_norm_(_parameters, _longestGradient);
        if (!double.IsFinite(length))
            throw new LearningException($"The gradient is {length} long; the learning rate is too high, or two atoms of a structure lie at one place.");
        Optimizer.step();
        return value;
    }

    /// <summary>Mean absolute errors over graphs, in batches of at most so many atoms.</summary>
    public static PotentialErrors Measure(PotentialModule net, IReadOnlyList<PotentialGraph> graphs, int mostAtoms, Device? device = null)
    {
        var errors = new PotentialErrors();
        net.eval();
        foreach (var group in ByAtoms(graphs, mostAtoms))
        {
            using var scope = NewDisposeScope();
            using var batch = new PotentialBatch(group, device);
            errors.Add(net.call(batch), batch);
        }

        return errors;
    }

    /// <summary>Graphs in groups of at most so many atoms, in their order; one that is larger goes alone.</summary>
    public static IEnumerable<IReadOnlyList<PotentialGraph>> ByAtoms(IEnumerable<PotentialGraph> graphs, int mostAtoms)
    {
        var group = new List<PotentialGraph>();
        var atoms = 0;
        foreach (var graph in graphs)
        {
            if (group.Count > 0 && atoms + graph.Count > mostAtoms)
            {
                yield return group;
                (group, atoms) = ([], 0);
            }

            group.Add(graph);
            atoms += graph.Count;
        }

        if (group.Count > 0)
            yield return group;
    }

    /// <summary>Frees the optimiser.</summary>
    public void Dispose() => Optimizer.Dispose();
}
