using DefiNet.Inference.DefectNets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Evaluation;

/// <summary>Compares what predictors say with where the atoms went.</summary>
public sealed class Evaluator
{
    /// <summary>The name of the predictor that moves nothing.</summary>
    public const string Dummy = "Dummy";

    private static readonly DefectNetSettings Near = new() { EdgeCutoff = StructureError.Distances[^1] + 1e-6, MaxNeighbours = int.MaxValue };

    private readonly List<EvaluatedStructure> _structures = [];
    private readonly List<string> _predictors = [Dummy];

    /// <summary>What was found, in the order of the structures.</summary>
    public IReadOnlyList<EvaluatedStructure> Structures => _structures;

    /// <summary>The predictors, Dummy first.</summary>
    public IReadOnlyList<string> Predictors => _predictors;

    /// <summary>Evaluates predictors on a pair, one after the other: times are of one structure alone.</summary>
    public void Add(TrainingPair pair, IReadOnlyList<IPredictor> predictors)
    {
        var graph = DefectGraph.Of(pair.WithGhosts, [.. pair.Markers], Near, pair.Relaxed);
        var sample = new SampleInfo(_structures.Count, pair.Id, pair.Material, pair.Density, pair.Split, pair.CanonicalHash, graph.Count, graph.EdgeCount, 0);
        _structures.Add(new(Dummy, StructureError.Of(sample, graph, graph.Positions), double.NaN));
        foreach (var predictor in predictors)
        {
            var (positions, seconds) = predictor.Predict(pair);
            var flat = (double[])graph.Positions.Clone();
            for (var atom = 0; atom < positions.Count; atom++)
                (flat[3 * atom], flat[3 * atom + 1], flat[3 * atom + 2]) = (positions[atom].X, positions[atom].Y, positions[atom].Z);
            _structures.Add(new(predictor.Name, StructureError.Of(sample, graph, flat), seconds));
            if (!_predictors.Contains(predictor.Name))
                _predictors.Add(predictor.Name);
        }
    }

    /// <summary>Averages by predictor and material, and over all materials.</summary>
    public IReadOnlyList<MaterialErrors> ByMaterial()
    {
        var materials = _structures.Select(one => one.Error.Sample.Material).Distinct(StringComparer.Ordinal).ToList();
        var rows = new List<MaterialErrors>();
        foreach (var predictor in _predictors)
        {
            rows.AddRange(materials.Select(material => MaterialErrors.Of(predictor, material, ErrorsOf(predictor, material))));
            if (materials.Count > 1)
                rows.Add(MaterialErrors.Of(predictor, MaterialErrors.All, ErrorsOf(predictor, null)));
        }

        return rows;
    }

    /// <summary>What was found of a predictor, of one material or of all.</summary>
    public IReadOnlyList<EvaluatedStructure> ErrorsOf(string predictor, string? material) =>
        [.. _structures.Where(one => one.Predictor == predictor && (material is null || one.Error.Sample.Material == material))];

    /// <summary>Paired t-tests of every predictor against every one before it, over all structures.</summary>
    public IReadOnlyList<(string One, string Other, PairedTTest Test)> TTests()
    {
        var tests = new List<(string, string, PairedTTest)>();
        for (var one = 1; one < _predictors.Count; one++)
            for (var other = 0; other < one; other++)
                if (PairedTTest.TryOf([.. ErrorsOf(_predictors[one], null).Select(error => error.Error.Error)], [.. ErrorsOf(_predictors[other], null).Select(error => error.Error.Error)]) is { } test)
                    tests.Add((_predictors[one], _predictors[other], test));
        return tests;
    }
}
