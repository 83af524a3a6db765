using System.Globalization;
using System.Text;
using DefiNet.Dft.Comparisons;
using DefiNet.Learning.Figures;

namespace DefiNet.Learning.Evaluation;

/// <summary>Writes an evaluation into a folder: tables as CSV, figures as SVG, and a page that shows them.</summary>
public static class EvaluationReport
{
    /// <summary>Writes the files: <c>errors.csv</c>, <c>materials.csv</c>, <c>near-defects.csv</c>, <c>times.csv</c>, <c>t-tests.csv</c>, the figures, and <c>index.html</c>.</summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="title">What stands above the page.</param>
    /// <param name="evaluation">What was found.</param>
    /// <param name="scaling">A comparison of supercells, which adds its own tables, figures and section; null without one.</param>
    /// <param name="energies">Energies that an engine gave of the same configurations, which add theirs; null without any.</param>
    public static void Write(string folder, string title, Evaluator evaluation, ScalingEvaluator? scaling = null, EngineEnergies? energies = null)
    {
        Directory.CreateDirectory(folder);
        var rows = evaluation.ByMaterial();
        CsvTable.Write(folder, "errors.csv", "predictor,material,density,split,structure,atoms,mae_A,dummy_mae_A,mae_3_A,mae_4_A,mae_5_A,mae_6_A,seconds", evaluation.Structures.Select(one => new object[]
        {
            one.Predictor, one.Error.Sample.Material, one.Error.Sample.Density, one.Error.Sample.Split.ToString().ToLowerInvariant(), one.Error.Sample.Id, one.Error.Sample.Atoms,
            one.Error.Error, one.Error.Dummy, one.Error.Near[0], one.Error.Near[1], one.Error.Near[2], one.Error.Near[3], one.Seconds,
        }));
        CsvTable.Write(folder, "materials.csv", "predictor,material,structures,mae_A,dummy_mae_A,gain,better", rows.Select(row => new object[] { row.Predictor, row.Material, row.Structures, row.Error, row.Dummy, 1 - row.Error / row.Dummy, row.Better }));
        CsvTable.Write(folder, "near-defects.csv", "predictor,material,within_A,mae_A,dummy_mae_A,gain,paper_gain_12x12_mos2", rows.SelectMany(row => StructureError.Distances.Select((distance, at) => new object[]
        {
            row.Predictor, row.Material, distance, row.Near[at], row.DummyNear[at], 1 - row.Near[at] / row.DummyNear[at], row.Material == "MoS2" ? PaperValues.LargeCellGainNear[at] : double.NaN,
        })));
        CsvTable.Write(folder, "times.csv", "predictor,material,median_seconds,paper_gpu_definet_seconds,paper_gpu_deeprelax_seconds", rows.Where(row => row.Predictor != Evaluator.Dummy).Select(row => new object[]
        {
            row.Predictor, row.Material, row.MedianSeconds,
            PaperValues.Seconds.TryGetValue(row.Material, out var paper) ? paper.DefiNet : double.NaN, PaperValues.Seconds.TryGetValue(row.Material, out paper) ? paper.DeepRelax : double.NaN,
        }));
        CsvTable.Write(folder, "t-tests.csv", "predictor,against,mean_difference_A,t,degrees_of_freedom,p", evaluation.TTests().Select(test => new object[] { test.One, test.Other, test.Test.MeanDifference, test.Test.T, test.Test.Freedom, test.Test.P }));

        var figures = Figures(rows, evaluation);
        foreach (var (name, svg) in figures)
            File.WriteAllText(Path.Combine(folder, name), svg);
        File.WriteAllText(Path.Combine(folder, "index.html"), Page(title, rows, evaluation, figures, (scaling is { Structures.Count: > 0 } ? ScalingReport.Write(folder, scaling) : "") + (energies is null ? "" : EngineEnergiesReport.Write(folder, energies))));
    }

    private static List<(string Name, string Svg)> Figures(IReadOnlyList<MaterialErrors> rows, Evaluator evaluation)
    {
        var bars = new BarFigure { Title = "Coordinate error by material", YLabel = "mean absolute component, Å" };
        var near = new LineFigure { Title = "Coordinate error near defects", XLabel = "within so many Å of a defect", FromZero = false, YLabel = "mean absolute component, Å" };
        var times = new BarFigure { Title = "Time of one structure", YLabel = "median, s", IsLogarithmic = true };
        var violins = new ViolinFigure { Title = "Error of each structure", YLabel = "mean absolute component, Å" };
        foreach (var predictor in evaluation.Predictors)
        {
            var own = rows.Where(row => row.Predictor == predictor).ToList();
            bars.Add(predictor, own.Select(row => (row.Material, row.Error)));
            if (predictor != Evaluator.Dummy)
                times.Add(predictor, own.Where(row => row.Material != MaterialErrors.All).Select(row => (row.Material, row.MedianSeconds)));
            near.Add(predictor, StructureError.Distances.Select((distance, at) => (distance, own[^1].Near[at])));
            violins.Add(predictor, evaluation.ErrorsOf(predictor, null).Select(one => one.Error.Error));
        }

        string[] materials = [.. rows.Select(row => row.Material).Where(PaperValues.Seconds.ContainsKey).Distinct(StringComparer.Ordinal)];
        if (materials.Length > 0)
        {
            times.Add("paper: DefiNet, RTX A6000", materials.Select(material => (material, PaperValues.Seconds[material].DefiNet)));
            times.Add("paper: DeepRelax, RTX A6000", materials.Select(material => (material, PaperValues.Seconds[material].DeepRelax)));
        }

        return [("materials.svg", bars.ToSvg()), ("near-defects.svg", near.ToSvg()), ("violins.svg", violins.ToSvg()), ("times.svg", times.ToSvg())];
    }

    private static string Page(string title, IReadOnlyList<MaterialErrors> rows, Evaluator evaluation, List<(string Name, string Svg)> figures, string sections)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{SvgText.Escape(title)}</title><style>body{{font:15px sans-serif;max-width:960px;margin:2em auto}}td,th{{padding:2px 10px;text-align:right}}td:first-child,th:first-child{{text-align:left}}</style><h1>{SvgText.Escape(title)}</h1>");
        page.Append("<table><tr><th>predictor<th>material<th>structures<th>error, Å<th>Dummy, Å<th>less by<th>nearer<th>median s</tr>");
        foreach (var row in rows)
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{SvgText.Escape(row.Predictor)}<td>{SvgText.Escape(row.Material)}<td>{row.Structures}<td>{row.Error:0.0000}<td>{row.Dummy:0.0000}<td>{100 * (1 - row.Error / row.Dummy):0} %<td>{row.Better}<td>{(double.IsFinite(row.MedianSeconds) ? row.MedianSeconds.ToString("0.0000", CultureInfo.InvariantCulture) : "")}</tr>");
        page.Append("</table>");
        foreach (var (_, svg) in figures)
            page.Append("<p>").Append(svg);
        page.Append("<h2>Differences and chance</h2><table><tr><th>predictor<th>against<th>mean difference, Å<th>t<th>p</tr>");
        foreach (var (one, other, test) in evaluation.TTests())
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{SvgText.Escape(one)}<td>{SvgText.Escape(other)}<td>{test.MeanDifference:0.00000}<td>{test.T:0.00}<td>{test.P:g3}</tr>");
        page.Append("</table>").Append(sections).Append("<h2>Beside it</h2><ul>");
        page.Append(CultureInfo.InvariantCulture, $"<li>The paper's times are of a GPU (RTX A6000); there DefiNet is {PaperValues.TimesFaster} times as fast as DeepRelax. In 12×12 cells of MoS2 it takes {100 * PaperValues.LargeCellGain:0.00} % off the Dummy error, and {string.Join(", ", PaperValues.LargeCellGainNear.Select(gain => (100 * gain).ToString("0.00", CultureInfo.InvariantCulture)))} % within 3, 4, 5 and 6 Å of the defects. Its errors by material could not be read and are not given.");
        if (rows.Any(row => row.Material == "WSe2"))
            page.Append("<li>Low-density WSe2 of 2DMD starts from the thickness of MoS2 (3.1296 Å between the layers of Se, relaxed 3.3472 Å): more than half of its Dummy error is that offset.");
        if (rows.Any(row => row.Material == "hBN"))
            page.Append("<li>The high-density results of h-BN, GaSe, InSe and BP in 2DMD are spin-polarised, those of MoS2 and WSe2 are not; all were taken at the Γ point.");
        return page.Append("</ul></html>\n").ToString();
    }
}
