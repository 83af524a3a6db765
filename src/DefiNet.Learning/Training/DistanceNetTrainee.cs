using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Models;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Gradients.Distances;
using DefiNet.Learning.Nets;

namespace DefiNet.Learning.Training;

/// <summary>A DeepRelax that is trained on pairs. Validation solves for positions and measures them as those of other nets.</summary>
public sealed class DistanceNetTrainee : ITrainee
{
    private const int PredictedAtOnce = 64;
    private const string Offsets = "radial_basis.rbf.offset";

    private readonly TrainingPlan _plan;
    private readonly DistanceNetSettings _settings;
    private readonly GraphCache _cache;
    private readonly IDistanceGradientSource _gradients;

    /// <summary>Prepares.</summary>
    /// <param name="plan">Sizes of the net, its graphs, and where it begins.</param>
    /// <param name="cache">The pairs; they stay the caller's.</param>
    /// <param name="gradients">What works the gradients out; it is disposed of with the trainee.</param>
    public DistanceNetTrainee(TrainingPlan plan, GraphCache cache, IDistanceGradientSource gradients)
    {
        (_plan, _cache, _gradients) = (plan, cache, gradients);
        _settings = new() { EdgeCutoff = plan.Graph.EdgeCutoff, MaxNeighbours = plan.Graph.MaxNeighbours, RadialCutoff = plan.DistanceNet!.RadialCutoff, Search = plan.DistanceNet.Search };
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedWeight> Weights => _gradients.Layout.Weights;

    /// <inheritdoc/>
    public IReadOnlyList<SampleInfo> Samples => _cache.Samples;

    /// <inheritdoc/>
    public TrainingWords Words { get; } = TrainingWords.OfPairs with { Loss = "loss", LossUnit = "", Axis = "loss, or coordinate error in Å" };

    /// <inheritdoc/>
    public float[] Begin() => _plan.BeginFrom is { } from ? _gradients.Layout.From(Checkpoint.Load(from)) : _gradients.Layout.Initial(_plan.Seed);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> batch, long step, Span<float> gradient) =>
        _gradients.Evaluate(weights, Graphs(batch, (graph, place) => _plan.Variation.Of(graph, _plan.Seed, step, place)), gradient);

    /// <inheritdoc/>
    public ValidationResult Validate(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> samples) => RelaxationErrors.Of(ErrorsOf(weights, samples));

    /// <summary>The errors of weights on samples.</summary>
    public IReadOnlyList<StructureError> ErrorsOf(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> samples)
    {
        var errors = new List<StructureError>(samples.Count);
        foreach (var chunk in samples.Chunk(PredictedAtOnce))
        {
            var predicted = _gradients.Predict(weights, Graphs(chunk, (graph, _) => graph), _settings.Search);
            for (var index = 0; index < chunk.Length; index++)
            {
                var graph = _cache.Read(chunk[index]);
                errors.Add(StructureError.Of(chunk[index], graph, WithGhosts(graph, predicted[index])));
            }
        }

        return errors;
    }

    /// <inheritdoc/>
    public TrainedNet Save(string folder, ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> training, IReadOnlyList<SampleInfo> validation)
    {
        var (plan, net) = (_plan, _plan.DistanceNet!);
        var path = Path.Combine(folder, plan.Name + SafetensorsFile.Ending);
        var count = weights.Length;
        float[] numbers = [.. weights, .. Enumerable.Range(0, net.RadialFunctions).Select(index => (float)(index / (net.RadialFunctions - 1.0)))];
        SafetensorsFile.Write(path, [.. Weights, new(Offsets, [net.RadialFunctions], count, net.RadialFunctions)], numbers);
        var rows = RelaxationErrors.Rows(ErrorsOf(weights, validation));
        var elements = training.SelectMany(sample => _cache.Read(sample).AtomicNumbers).Distinct().Order().Select(number => new Element(number)).ToImmutableArray();
        return new()
        {
            Entry = new()
            {
                Name = plan.Name,
                Relaxer = ModelArchitecture.RelaxerOf(ModelArchitecture.DeepRelax),
                Architecture = ModelArchitecture.DeepRelax,
                Path = path,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
                Parameters = count,
                Sizes = ImmutableSortedDictionary.CreateRange<string, int>(
                [
                    new("d_model", net.PlaceFunctions), new("hidden_channels", net.Channels), new("num_elements", net.Elements), new("num_layers", net.Layers), new("num_rbf", net.RadialFunctions),
                ]),
                Cutoff = _settings.EdgeCutoff,
                DistanceSettings = _settings,
                Elements = elements,
                Validation = rows,
            },
            Purpose = "A DeepRelax that predicts the distances of the relaxed structure from an unrelaxed two-dimensional crystal with point defects; the positions that fit them are looked for afterwards.",
            Rows =
            [
                ("Architecture", "DeepRelax (Nat. Commun. 15, 8148, 2024), weights under the published names"),
                ("Sizes", string.Create(CultureInfo.InvariantCulture, $"{net.Channels} channels, {net.Layers} layers, {net.RadialFunctions} Gaussian radial functions up to {net.RadialCutoff} Å, {net.PlaceFunctions} numbers for the place of a neighbour's cell, {net.Elements} rows of elements")),
                ("Parameters", count.ToString("N0", CultureInfo.InvariantCulture)),
                ("Graph", string.Create(CultureInfo.InvariantCulture, $"atoms within {_settings.EdgeCutoff} Å, at most the {_settings.MaxNeighbours} nearest; no ghosts")),
                ("Search for positions", _settings.Search == PositionSearch.LeastSquares ? "reweighted least squares, the cell as it stands" : "100 steps of Adam, as published"),
            ],
            Loss = "Loss: negative logarithms of the likelihood of both kinds of distances under Laplace distributions, and the mean absolute error of the cell, added; cells of pairs do not change, so that it learns to leave them." + plan.Variation.Sentence,
            Errors = RelaxationErrors.Table(rows),
            Limits =
            [
                $"It knows {string.Join(", ", elements.Select(element => element.Symbol))} in these hosts at these densities; for another element or host its answer means nothing.",
                net.LearnsUncertainty
                    ? "It answers with positions, and with the uncertainty of each distance: no energy and no force."
                    : "It answers with positions: no energy, no force, and its uncertainties are all alike and mean nothing.",
            ],
        };
    }

    /// <summary>Frees what works the gradients out.</summary>
    public void Dispose() => _gradients.Dispose();

    // The search for positions moves atoms alone.
    private static double[] WithGhosts(DefectGraph graph, Vector3[] atoms)
    {
        var positions = (double[])graph.Positions.Clone();
        var atom = 0;
        for (var index = 0; index < graph.Count; index++)
            if (graph.Markers[index] != (long)Marker.Vacancy)
            {
                for (var axis = 0; axis < 3; axis++)
                    positions[3 * index + axis] = atoms[atom][axis];
                atom++;
            }

        return positions;
    }

    private DistanceGraph[] Graphs(IReadOnlyList<SampleInfo> samples, Func<DefectGraph, int, DefectGraph> started)
    {
        var graphs = new DistanceGraph[samples.Count];
        Parallel.For(0, graphs.Length, new ParallelOptions { MaxDegreeOfParallelism = _plan.Workers }, index => graphs[index] = Graph(samples[index], graph => started(graph, index)));
        return graphs;
    }

    private DistanceGraph Graph(SampleInfo sample, Func<DefectGraph, DefectGraph> started)
    {
        var graph = _cache.Read(sample);
        if (graph.Relaxed is not { } relaxed)
            throw new LearningException($"{sample.Id}: the relaxed positions are not known; training needs them.");
        graph = started(graph);
        var lattice = _cache.ReadLattice(sample);
        var atoms = Enumerable.Range(0, graph.Count).Where(index => graph.Markers[index] != (long)Marker.Vacancy).ToArray();
        var species = atoms.Select(index => new Element((int)graph.Elements[index])).ToImmutableArray();
        return DistanceGraph.Of(Atoms(graph.Positions), _settings, Atoms(relaxed));

        Structure Atoms(double[] positions) =>
            Structure.FromCartesian(lattice, species, [.. atoms.Select(index => new Vector3(positions[3 * index], positions[3 * index + 1], positions[3 * index + 2]))]);
    }
}
