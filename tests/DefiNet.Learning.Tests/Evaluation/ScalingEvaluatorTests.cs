using System.Xml.Linq;
using DefiNet.Crystals;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Tests.DataSets;

namespace DefiNet.Learning.Tests.Evaluation;

public sealed class ScalingEvaluatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-scaling-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Who_moves_atoms_the_same_in_both_cells_agrees_and_who_looks_at_the_cell_does_not()
    {
        var scaling = new ScalingEvaluator(12);
        foreach (var pair in SampleData.Pairs().Take(2))
            scaling.Add(pair, [new Mover("all alike", _ => 0.1), new Mover("by the cell", pair => 1e-3 * pair.Configuration.Structure.Count)]);

        var rows = ScalingRow.Of(scaling.Structures);

        Assert.Equal(("8×8", 2), (scaling.From, rows.Count));
        Assert.All(scaling.Structures, one => Assert.Equal(3 * (144 - 64), one.LargeAtoms - one.SmallAtoms));
        Assert.Equal(0.1, rows[0].All.Displacement, 1e-9);
        Assert.Equal(0, rows[0].All.Largest, 1e-9);
        Assert.Equal(0.24, rows[1].All.Mean, 1e-9);
        Assert.True(rows[0].Same.Atoms > 0 && rows[0].Same.Atoms <= rows[0].All.Atoms);
        Assert.Equal(rows[0].SmallGain, rows[0].LargeGain, (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Fact]
    public void Its_tables_figures_and_section_stand_beside_those_of_the_evaluation()
    {
        var (evaluation, scaling) = (new Evaluator(), new ScalingEvaluator(12));
        var mover = new Mover("mover", _ => 0.1);
        evaluation.Add(SampleData.Pairs()[0], [mover]);
        scaling.Add(SampleData.Pairs()[0], [mover]);

        EvaluationReport.Write(_folder, "title", evaluation, scaling);

        Assert.Equal(2, File.ReadAllLines(Path.Combine(_folder, "scaling.csv")).Length);
        Assert.Contains("0.8469", File.ReadAllText(Path.Combine(_folder, "scaling.csv")), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(_folder, "scaling-*.svg").Count(path => XDocument.Load(path).Root!.Name.LocalName == "svg"));
        Assert.Contains("No structures in 12×12 cells are published", File.ReadAllText(Path.Combine(_folder, "index.html")), StringComparison.Ordinal);
    }

    /// <summary>Moves every atom by so much along x.</summary>
    private sealed class Mover(string name, Func<TrainingPair, double> way) : IPredictor
    {
        public string Name => name;

        public (IReadOnlyList<Vector3> Positions, double Seconds) Predict(TrainingPair pair) =>
            ([.. pair.Configuration.Structure.Cartesian.Select(place => place + new Vector3(way(pair), 0, 0))], 1);
    }
}
