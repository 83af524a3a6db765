using DefiNet.Learning.Batches;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.Potentials;

/// <summary>Mean absolute errors of a potential over batches, as tables give them. Those of which nothing is known are not a number.</summary>
public sealed class PotentialErrors
{
    private readonly (double Sum, double Count)[] _sums = new (double, double)[5];

    /// <summary>Of the energies of cells, in eV.</summary>
    public double Energy => Mean(0);

    /// <summary>Of energies per atom, in eV.</summary>
    public double EnergyPerAtom => Mean(1);

    /// <summary>Of components of forces, in eV/Å.</summary>
    public double Forces => Mean(2);

    /// <summary>Of components of stresses, in GPa.</summary>
    public double Stress => Mean(3);

    /// <summary>Of magnetic moments, in Bohr magnetons.</summary>
    public double Moments => Mean(4);

    /// <summary>The errors of a potential over graphs, in batches of at most so many atoms, in full precision.</summary>
    /// <param name="net">The potential.</param>
    /// <param name="graphs">Structures whose labels are known; each is asked for once.</param>
    /// <param name="mostAtoms">Atoms of a batch; a structure that has more goes alone.</param>
    /// <param name="device">Where the potential is; null for the processor.</param>
    public static PotentialErrors Of(PotentialModule net, IEnumerable<PotentialGraph> graphs, int mostAtoms, Device? device = null)
    {
        net.eval();
        Dense.Reduce(net, isReduced: false);
        var errors = new PotentialErrors();
        var group = new List<PotentialGraph>();
        foreach (var graph in graphs)
        {
            if (group.Count > 0 && group.Sum(one => one.Count) + graph.Count > mostAtoms)
                Close();
            group.Add(graph);
        }

        if (group.Count > 0)
            Close();
        return errors;

        void Close()
        {
            using var scope = NewDisposeScope();
            using var batch = new PotentialBatch(group, device);
            errors.Add(net.call(batch), batch);
            group.Clear();
        }
    }

    /// <summary>Takes in the answers to a batch.</summary>
    public void Add(PotentialAnswers answers, PotentialBatch batch)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var energies = answers.Energies - batch.Energies;
        Add(0, energies, batch.EnergyKnown);
        Add(1, energies / batch.Sizes, batch.EnergyKnown);
        Add(2, answers.Forces - batch.Forces, batch.ForceKnown.unsqueeze(1));
        Add(3, answers.Stresses - batch.Stresses, batch.StressKnown.reshape(-1, 1, 1));
        if (answers.MagneticMoments is { } moments)
            Add(4, moments - batch.Moments, batch.MomentKnown);
    }

    private void Add(int what, Tensor errors, Tensor known)
    {
        var each = known.expand_as(errors);
        var (sum, count) = _sums[what];
        _sums[what] = (sum + (errors.abs() * each).sum().item<double>(), count + each.sum().item<double>());
    }

    private double Mean(int what) => _sums[what].Count > 0 ? _sums[what].Sum / _sums[what].Count : double.NaN;
}
