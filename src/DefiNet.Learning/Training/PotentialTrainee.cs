using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Inference.Models;
using DefiNet.Inference.Potentials;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Nets;
using DefiNet.Learning.Nets.CHGNet;
using DefiNet.Learning.Nets.M3GNet;
using DefiNet.Learning.Nets.Potentials;
using DefiNet.Learning.Trajectories;
using static TorchSharp.torch;

namespace DefiNet.Learning.Training;

/// <summary>An M3GNet or a CHGNet that is trained on energies, forces and stresses of ionic steps, through libtorch.</summary>
public sealed class PotentialTrainee : ITrainee
{
    private const int MeasuredAtoms = 512;
    private const int FramesForReferences = 32;
    private const string EnergyColumn = "energy_eV_per_atom";
    private const string ForceColumn = "forces_eV_per_A";
    private const string StressColumn = "stress_GPa";

    private readonly TrainingPlan _plan;
    private readonly PotentialPlan _potential;
    private readonly TrajectorySamples _data;
    private readonly PotentialModule _net;
    private readonly ModuleWeights _weights;
    private readonly float[] _first;
    private readonly Device _device;

    /// <summary>Makes the net, or reads the weights that it begins from, and fits the energies of lone atoms.</summary>
    /// <param name="plan">The potential, and what counts.</param>
    /// <param name="data">The ionic steps.</param>
    /// <param name="where"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c> and so on.</param>
    /// <exception cref="LearningException">The weights to begin from are of another potential, or an element is none of its own.</exception>
    public PotentialTrainee(TrainingPlan plan, TrajectorySamples data, string where)
    {
        (_plan, _potential, _data, _device) = (plan, plan.Potential!, data, device(where));
        set_num_threads(plan.Workers);
        using var kept = NewDisposeScope();
        var training = data.Samples.Where(sample => sample.Split == Crystals.DataSets.Split.Training).ToList();
        _net = plan.BeginFrom is { } from ? Loaded(from, plan.Kind) : New(training);
        TorchSharp.ModuleExtensionMethods.to(_net, _device);
        _weights = new(_net);
        _first = _weights.Copy();
        if (plan.BeginFrom is not null && _potential.FitsReferences)
            _net.ShiftReferences(Residuals([.. training.Where((_, index) => index % Math.Max(1, training.Count / FramesForReferences) == 0)]));
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedWeight> Weights => _weights.Weights;

    /// <inheritdoc/>
    public IReadOnlyList<SampleInfo> Samples => _data.Samples;

    /// <inheritdoc/>
    public TrainingWords Words { get; } = new()
    {
        Samples = "ionic steps",
        SamplesInFull = "ionic steps with energies, forces and, where the engine tells them, stresses",
        Loss = "loss",
        LossUnit = "",
        Error = "validation_error",
        ErrorUnit = "",
        ColumnEnd = "",
        Columns = "mean_absolute_errors",
        Axis = "loss, or mean absolute error in its own unit",
    };

    /// <inheritdoc/>
    public float[] Begin() => [.. _first];

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> batch, long step, Span<float> gradient)
    {
        using var scope = NewDisposeScope();
        var graphs = new PotentialGraph[batch.Count];
        Parallel.For(0, graphs.Length, new ParallelOptions { MaxDegreeOfParallelism = _plan.Workers }, index => graphs[index] = Graph(batch[index]));
        using var joined = new PotentialBatch(graphs, _device);
        _net.train();
        return _weights.Evaluate(weights, gradient, _plan.IsReduced, () => PotentialLoss.Of(_net.call(joined), joined, _potential.Loss));
    }

    /// <inheritdoc/>
    public ValidationResult Validate(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> samples)
    {
        var errors = Measure(weights, samples);
        var loss = _potential.Loss;
        var columns = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var sum = 0.0;
        foreach (var (name, error, weight) in new[] { (EnergyColumn, errors.EnergyPerAtom, loss.Energy), (ForceColumn, errors.Forces, loss.Forces), (StressColumn, errors.Stress, loss.Stress) })
        {
            if (double.IsNaN(error))
                continue; // the engine told none
            columns[name] = error;
            sum += weight * error;
        }

        return new(sum, columns.ToImmutable());
    }

    /// <inheritdoc/>
    public TrainedNet Save(string folder, ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> training, IReadOnlyList<SampleInfo> validation)
    {
        var before = Measure(_first, validation);
        var after = Measure(weights, validation); // leaves these weights in the net
        var path = Path.Combine(folder, _net is ChgnetModule ? _plan.Name + SafetensorsFile.Ending : _plan.Name);
        PotentialWeightFile.Save(_net, path);
        var elements = training.SelectMany(sample => _data.Read(sample).Structure.Species).Distinct().OrderBy(element => element.AtomicNumber).ToImmutableArray();
        var architecture = _plan.Kind == NetKind.M3GNet ? ModelArchitecture.M3GNet : ModelArchitecture.Chgnet;
        var (sizes, words) = Sizes();
        var count = _first.Length;
        return new()
        {
            Entry = new()
            {
                Name = _plan.Name,
                Relaxer = ModelArchitecture.RelaxerOf(architecture),
                Architecture = architecture,
                Path = path,
                Sha256 = PotentialLoader.Load(path).Sha256,
                Parameters = count,
                Sizes = sizes,
                Cutoff = _net.Settings.Cutoff,
                Elements = elements,
            },
            Purpose = $"A{(architecture == ModelArchitecture.M3GNet ? "n M3GNet" : " CHGNet")} that answers with energies, forces and stresses as {_data.Engine} gives them.",
            Rows =
            [
                ("Architecture", architecture == ModelArchitecture.M3GNet ? "M3GNet (Nat. Comput. Sci. 2, 718, 2022), in matgl's layout" : "CHGNet (Nat. Mach. Intell. 5, 1031, 2023), weights under the published names"),
                ("Sizes", words),
                ("Parameters", count.ToString("N0", CultureInfo.InvariantCulture)),
                ("Graph", string.Create(CultureInfo.InvariantCulture, $"bonds within {_net.Settings.Cutoff} Å, angles between those within {_net.Settings.ShortCutoff} Å")),
                ("Begun from", _plan.BeginFrom is { } from ? $"`{Path.GetFileName(from)}`, energies of lone atoms {(_potential.FitsReferences ? "fitted anew" : "kept")}" : "random weights, energies of lone atoms fitted"),
                ("Engine", string.Create(CultureInfo.InvariantCulture, $"{_data.Engine}; {_data.Runs} runs of {_data.Configurations} configurations, {_data.LeftOut} ionic steps left out")),
            ],
            Loss = string.Create(
                CultureInfo.InvariantCulture,
                $"Loss: {(_potential.Loss.Huber is { } limit ? $"Huber's up to {limit:g3}" : "mean squares")} of energies per atom ({_potential.Loss.Energy:g3}), forces ({_potential.Loss.Forces:g3}) and stresses ({_potential.Loss.Stress:g3}); validation is the sum of their mean absolute errors, weighted so. Configurations are split, never steps of one."),
            Errors = Table(before, after),
            Limits =
            [
                $"It knows {string.Join(", ", elements.Select(element => element.Symbol))} near these configurations; elsewhere its forces mean nothing.",
                "What it relaxes to is judged against the engine's minimum, never against its own.",
            ],
        };
    }

    /// <summary>Frees the net.</summary>
    public void Dispose() => _net.Dispose();

    private static PotentialModule Loaded(string path, NetKind kind)
    {
        var net = PotentialWeightFile.Load(path);
        var (found, wanted) = (net.Architecture, kind == NetKind.M3GNet ? "m3gnet" : "chgnet");
        if (found == wanted)
            return net;
        net.Dispose();
        throw new LearningException($"{path}: these are weights of {found}; the plan trains {wanted}.");
    }

    private static string Table(PotentialErrors before, PotentialErrors after)
    {
        var text = new StringBuilder("Validation splits, not trained on: mean absolute errors.\n\n| | Trained | As it began |\n| --- | ---: | ---: |\n");
        foreach (var (name, unit, first, last) in new[]
        {
            ("Energy", "meV per atom", 1000 * before.EnergyPerAtom, 1000 * after.EnergyPerAtom), ("Components of forces", "eV/Å", before.Forces, after.Forces), ("Components of stress", "GPa", before.Stress, after.Stress),
        })
            text.Append(CultureInfo.InvariantCulture, $"| {name}, {unit} | {Shown(last)} | {Shown(first)} |\n");
        return text.ToString();

        static string Shown(double error) => double.IsNaN(error) ? "not told" : error.ToString("0.0000", CultureInfo.InvariantCulture);
    }

    private PotentialModule New(List<SampleInfo> training)
    {
        var frames = training.Select(_data.Read).ToList();
        manual_seed((long)_plan.Seed);
        PotentialModule net;
        if (_plan.Kind == NetKind.M3GNet)
        {
            var sizes = _potential.M3GNet!;
            if (sizes.Settings.Elements.IsEmpty)
                sizes = sizes with { Settings = sizes.Settings with { Elements = [.. _data.Samples.SelectMany(sample => _data.Read(sample).Structure.Species).Distinct().OrderBy(element => element.AtomicNumber)] } };
            var made = new M3GNetModule(sizes);
            if (RootMeanSquare(frames) is > 0 and var unit)
                made.SetUnit(unit);
            net = made;
        }
        else
            net = new ChgnetModule(_potential.Chgnet!);
        net.SetReferences(ElementEnergies.Fit(net.Settings.Elements, frames.Where(frame => frame.Labels.Energy is not null).Select(frame => (frame.Structure, frame.Labels.Energy!.Value))));
        return net;
    }

    // The unit in which an M3GNet counts energies is the size of the forces.
    private static double RootMeanSquare(List<TrajectoryFrame> frames)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var force in frames.SelectMany(frame => frame.Labels.Forces ?? []))
            (sum, count) = (sum + Vector3.Dot(force, force), count + 3);
        return count == 0 ? 0 : Math.Sqrt(sum / count);
    }

    // By how much the engine's energies differ from those of the net, as energies of lone atoms.
    private double[] Residuals(IReadOnlyList<SampleInfo> samples)
    {
        var residuals = new List<(Structure, double)>();
        _net.eval();
        foreach (var sample in samples)
        {
            using var scope = NewDisposeScope();
            if (_data.Read(sample) is not { Labels.Energy: { } energy } frame)
                continue;
            using var batch = new PotentialBatch([Graph(sample)], _device);
            residuals.Add((frame.Structure, energy - _net.call(batch).Energies.cpu().item<double>()));
        }

        return ElementEnergies.Fit(_net.Settings.Elements, residuals);
    }

    private PotentialErrors Measure(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> samples)
    {
        _weights.Take(weights);
        return PotentialErrors.Of(_net, samples.Select(Graph), MeasuredAtoms, _device);
    }

    private PotentialGraph Graph(SampleInfo sample)
    {
        var frame = _data.Read(sample);
        try
        {
            return _net.GraphOf(frame.Structure, frame.Labels);
        }
        catch (LearningException cause)
        {
            throw new LearningException($"{sample.Id}: {cause.Message}", cause);
        }
    }

    private (ImmutableSortedDictionary<string, int> Sizes, string Words) Sizes()
    {
        var sizes = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        sizes["num_elements"] = _net.Settings.Elements.Length;
        switch (_net)
        {
            case M3GNetModule { Sizes: var net }:
                (sizes["hidden_channels"], sizes["num_layers"]) = (net.Channels, net.Blocks);
                return (sizes.ToImmutable(), $"{net.Channels} channels, {net.Hidden} hidden ones, {net.Blocks} blocks, {net.Settings.RadialFunctions} radial functions for each of {net.Settings.AngularMomenta} angular momenta, {net.Settings.Elements.Length} elements");
            case ChgnetModule { Sizes: var net }:
                (sizes["hidden_channels"], sizes["num_layers"]) = (net.Channels, net.Layers);
                return (sizes.ToImmutable(), $"{net.Channels} channels, {net.Hidden} hidden ones, {net.Layers} layers, {net.RadialFunctions} radial functions, {net.AngularFrequencies} angular frequencies, {net.Elements} elements");
            default:
                throw new LearningException($"There is no layout for the weights of a {_net.Architecture}; M3GNet and CHGNet have one.");
        }
    }
}
