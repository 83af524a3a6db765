using System.Xml.Linq;
using DefiNet.Crystals;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Tests.DataSets;

namespace DefiNet.Learning.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-evaluation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Who_goes_half_the_way_halves_the_error_everywhere()
    {
        var evaluation = new Evaluator();
        foreach (var pair in SampleData.Pairs().Take(4))
            evaluation.Add(pair, [new Share("half", 0.5), new Share("whole", 1)]);

        var rows = evaluation.ByMaterial();

        var (dummy, half, whole) = (rows.Single(row => row.Predictor == Evaluator.Dummy), rows.Single(row => row.Predictor == "half"), rows.Single(row => row.Predictor == "whole"));
        Assert.Equal((dummy.Dummy, 4, 0), (dummy.Error, dummy.Structures, dummy.Better));
        Assert.Equal(0.5 * dummy.Error, half.Error, 1e-9);
        Assert.All(Enumerable.Range(0, 4), at => Assert.Equal(0.5 * dummy.Near[at], half.Near[at], 1e-9));
        Assert.Equal(0, whole.Error, 1e-9);
        Assert.Equal((4, 2.0), (half.Better, half.MedianSeconds));
        Assert.All(evaluation.TTests().Where(test => test.Other == Evaluator.Dummy), test => Assert.True(test.Test.MeanDifference < 0 && test.Test.P < 0.05));
    }

    [Fact]
    public void Tables_and_figures_are_written_and_the_figures_are_well_formed()
    {
        var evaluation = new Evaluator();
        foreach (var pair in SampleData.Pairs().Take(3))
            evaluation.Add(pair, [new Share("half & <more>", 0.5)]);

        EvaluationReport.Write(_folder, "a <title>", evaluation);

        Assert.Equal(7, File.ReadAllLines(Path.Combine(_folder, "errors.csv")).Length);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder, "materials.csv")).Length);
        Assert.Contains("0.4581", File.ReadAllText(Path.Combine(_folder, "times.csv")), StringComparison.Ordinal);
        string[] figures = [.. Directory.GetFiles(_folder, "*.svg")];
        Assert.Equal(4, figures.Length);
        Assert.All(figures, path => Assert.Equal("svg", XDocument.Load(path).Root!.Name.LocalName));
        Assert.DoesNotContain("<title>a <title>", File.ReadAllText(Path.Combine(_folder, "index.html")), StringComparison.Ordinal);
    }

    /// <summary>Goes a share of the way to the relaxed positions.</summary>
    private sealed class Share(string name, double share) : IPredictor
    {
        public string Name => name;

        public (IReadOnlyList<Vector3> Positions, double Seconds) Predict(TrainingPair pair)
        {
            var from = pair.Configuration.Structure.Cartesian;
            return ([.. from.Select((place, atom) => place + share * (pair.Relaxed[atom] - place))], 2);
        }
    }
}
