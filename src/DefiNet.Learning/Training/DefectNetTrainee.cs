using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Models;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Nets;
using DefiNet.Learning.Nets.DefectNets;

namespace DefiNet.Learning.Training;

/// <summary>A DefiNet that is trained on pairs, by managed gradients or through libtorch.</summary>
public sealed class DefectNetTrainee : ITrainee
{
    private const int PredictedAtOnce = 64;

    private readonly TrainingPlan _plan;
    private readonly GraphCache _cache;
    private readonly IGradientSource _gradients;

    /// <summary>Prepares.</summary>
    /// <param name="plan">Sizes of the net, its graphs, and where it begins.</param>
    /// <param name="cache">The pairs; they stay the caller's.</param>
    /// <param name="gradients">What works the gradients out; it is disposed of with the trainee.</param>
    public DefectNetTrainee(TrainingPlan plan, GraphCache cache, IGradientSource gradients) => (_plan, _cache, _gradients) = (plan, cache, gradients);

    /// <inheritdoc/>
    public IReadOnlyList<NamedWeight> Weights => _gradients.Layout.Weights;

    /// <inheritdoc/>
    public IReadOnlyList<SampleInfo> Samples => _cache.Samples;

    /// <inheritdoc/>
    public TrainingWords Words => TrainingWords.OfPairs;

    /// <inheritdoc/>
    public float[] Begin()
    {
        if (_plan.BeginFrom is not { } from)
            return _gradients.Layout.Initial(_plan.Seed);
        DefectNetSizes.Of(Checkpoint.Load(from), _plan.Net.RadialCutoff, out var weights);
        return _gradients.Layout.From(weights);
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> batch, long step, Span<float> gradient) =>
        _gradients.Evaluate(weights, [.. batch.Select((sample, place) => _plan.Variation.Of(_cache.Read(sample), _plan.Seed, step, place))], gradient);

    /// <inheritdoc/>
    public ValidationResult Validate(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> samples) => RelaxationErrors.Of(ErrorsOf(weights, samples));

    /// <summary>The errors of weights on samples.</summary>
    public IReadOnlyList<StructureError> ErrorsOf(ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> samples)
    {
        var errors = new List<StructureError>(samples.Count);
        foreach (var chunk in samples.Chunk(PredictedAtOnce))
        {
            DefectGraph[] graphs = [.. chunk.Select(_cache.Read)];
            var predicted = _gradients.Predict(weights, graphs);
            for (var index = 0; index < chunk.Length; index++)
                errors.Add(StructureError.Of(chunk[index], graphs[index], predicted[index]));
        }

        return errors;
    }

    /// <inheritdoc/>
    public TrainedNet Save(string folder, ReadOnlySpan<float> weights, IReadOnlyList<SampleInfo> training, IReadOnlyList<SampleInfo> validation)
    {
        var (plan, net) = (_plan, _plan.Net);
        var path = Path.Combine(folder, plan.Name + SafetensorsFile.Ending);
        SafetensorsFile.Write(path, Weights, weights);
        var rows = RelaxationErrors.Rows(ErrorsOf(weights, validation));
        var elements = training.SelectMany(sample => _cache.Read(sample).AtomicNumbers).Distinct().Order().Select(number => new Element(number)).ToImmutableArray();
        var table = ImmutableArray.CreateBuilder<(string, string)>();
        table.Add(("Architecture", "DefiNet (npj Computational Materials 2025, s41524-025-01728-w; arXiv 2503.15391), weights under the published names"));
        table.Add(("Sizes", string.Create(CultureInfo.InvariantCulture, $"{net.Channels} channels, {net.Layers} layers, {net.RadialFunctions} Gaussian radial functions up to {net.RadialCutoff} Å, {net.Elements} rows of elements")));
        if (!net.DefectAwareMessages || !net.DefectAwareMoves)
            table.Add(("Left out", net.DefectAwareMessages ? "markers in moves" : net.DefectAwareMoves ? "markers in messages" : "markers in messages and markers in moves"));
        table.Add(("Parameters", _gradients.Layout.Count.ToString("N0", CultureInfo.InvariantCulture)));
        table.Add(("Graph", string.Create(CultureInfo.InvariantCulture, $"atoms within {plan.Graph.EdgeCutoff} Å, at most the {plan.Graph.MaxNeighbours} nearest; a ghost atom at the ideal site of every vacancy; edges of atoms to themselves: {(plan.Graph.SelfEdges == SelfEdges.None ? "none" : "by rounding")}")));
        return new()
        {
            Entry = new()
            {
                Name = plan.Name,
                Relaxer = ModelArchitecture.RelaxerOf(ModelArchitecture.DefiNet),
                Architecture = ModelArchitecture.DefiNet,
                Path = path,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
                Parameters = _gradients.Layout.Count,
                Sizes = ImmutableSortedDictionary.CreateRange<string, int>(
                [
                    new("hidden_channels", net.Channels), new("num_layers", net.Layers), new("num_rbf", net.RadialFunctions), new("num_elements", net.Elements),
                ]),
                Cutoff = plan.Graph.EdgeCutoff,
                LeftOut = (net.DefectAwareMessages ? 0 : DefectNetParts.MarkersInMessages) | (net.DefectAwareMoves ? 0 : DefectNetParts.MarkersInMoves),
                Settings = plan.Graph with { RadialCutoff = net.RadialCutoff },
                Elements = elements,
                Validation = rows,
            },
            Purpose = "A DefiNet that moves the atoms of an unrelaxed two-dimensional crystal with point defects to where a relaxation would take them, in one pass.",
            Rows = table.ToImmutable(),
            Loss = "Loss: mean distance of atoms, ghosts left out, from their relaxed positions." + plan.Variation.Sentence,
            Errors = RelaxationErrors.Table(rows),
            Limits =
            [
                $"It knows {string.Join(", ", elements.Select(element => element.Symbol))} in these hosts at these densities; for another element or host its answer means nothing.",
                "It answers with positions alone: no energy, no force, no measure of its own certainty.",
            ],
        };
    }

    /// <summary>Frees what works the gradients out.</summary>
    public void Dispose() => _gradients.Dispose();
}
