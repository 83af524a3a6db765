using System.Globalization;
using System.Text;
using DefiNet.Learning.Figures;

namespace DefiNet.Learning.Evaluation;

/// <summary>Writes a comparison of supercells: tables as CSV, figures as SVG, and its section of the page.</summary>
internal static class ScalingReport
{
    /// <summary>Writes <c>scaling.csv</c>, <c>scaling-structures.csv</c> and the figures into a folder.</summary>
    /// <returns>The section of the page.</returns>
    public static string Write(string folder, ScalingEvaluator scaling)
    {
        CsvTable.Write(
            folder, "scaling-structures.csv",
            "predictor,material,density,structure,atoms,large_atoms,seconds,large_seconds,compared_atoms,mean_displacement_A,mean_difference_A,largest_difference_A,same_surroundings_atoms,same_surroundings_mean_difference_A,same_surroundings_largest_difference_A,different_places",
            scaling.Structures.Select(one => new object[]
            {
                one.Predictor, one.Material, one.Density, one.Id, one.SmallAtoms, one.LargeAtoms, one.SmallSeconds, one.LargeSeconds,
                one.All.Atoms, one.All.Displacement, one.All.Mean, one.All.Largest, one.Same.Atoms, one.Same.Mean, one.Same.Largest, one.Different,
            }));
        var rows = ScalingRow.Of(scaling.Structures);
        CsvTable.Write(
            folder, "scaling.csv",
            "predictor,material,density,structures,median_seconds,large_median_seconds,mean_displacement_A,mean_difference_A,largest_difference_A,same_surroundings_share,same_surroundings_mean_difference_A,same_surroundings_largest_difference_A,gain_3_A,gain_4_A,gain_5_A,gain_6_A,large_gain_3_A,large_gain_4_A,large_gain_5_A,large_gain_6_A,paper_large_gain_3_A,paper_large_gain_4_A,paper_large_gain_5_A,paper_large_gain_6_A",
            rows.Select(row => (object[])
            [
                row.Predictor, row.Material, row.Density, row.Structures, row.SmallSeconds, row.LargeSeconds, row.All.Displacement, row.All.Mean, row.All.Largest, (double)row.Same.Atoms / row.All.Atoms, row.Same.Mean, row.Same.Largest,
                .. row.SmallGain.Cast<object>(), .. row.LargeGain.Cast<object>(), .. PaperValues.LargeCellGainNear.Select(gain => (object)(row.Material == "MoS2" ? gain : double.NaN)),
            ]));
        var figures = Figures(scaling, rows);
        foreach (var (name, svg) in figures)
            File.WriteAllText(Path.Combine(folder, name), svg);
        return Section(scaling, rows, figures);
    }

    private static List<(string Name, string Svg)> Figures(ScalingEvaluator scaling, IReadOnlyList<ScalingRow> rows)
    {
        var many = rows.Select(row => row.Predictor).Distinct(StringComparer.Ordinal).Count() > 1;
        string Title(ScalingRow row) => many ? $"{row.Predictor}, {row.Set}" : row.Set;
        var large = $"{scaling.Repeats}×{scaling.Repeats}";
        var times = new BarFigure { Title = $"Time of one structure, {scaling.From} and {large} cells", YLabel = "median, s", IsLogarithmic = true };
        times.Add(scaling.From, rows.Select(row => (Title(row), row.SmallSeconds)));
        times.Add(large, rows.Select(row => (Title(row), row.LargeSeconds)));
        var agreement = new BarFigure { Title = $"Displacements in {large} and in {scaling.From} cells, within 6 Å of the same defect", YLabel = "mean, Å" };
        agreement.Add("displacement", rows.Select(row => (Title(row), row.All.Displacement)));
        agreement.Add("difference, all atoms", rows.Select(row => (Title(row), row.All.Mean)));
        agreement.Add("difference, same neighbours", rows.Select(row => (Title(row), row.Same.Mean)));
        var gains = new LineFigure { Title = $"Share of the Dummy error taken away near defects, relaxed atoms of {scaling.From} cells", XLabel = "within so many Å of a defect", FromZero = false, YLabel = "share" };
        foreach (var row in rows)
        {
            gains.Add($"{Title(row)}, {scaling.From}", StructureError.Distances.Select((within, at) => (within, row.SmallGain[at])));
            gains.Add($"{Title(row)}, {large}", StructureError.Distances.Select((within, at) => (within, row.LargeGain[at])));
        }

        if (scaling.Repeats == 12 && rows.Any(row => row.Material == "MoS2"))
            gains.Add("paper: MoS2, DFT in 12×12", StructureError.Distances.Select((within, at) => (within, PaperValues.LargeCellGainNear[at])));
        return [("scaling-times.svg", times.ToSvg()), ("scaling-agreement.svg", agreement.ToSvg()), ("scaling-gains.svg", gains.ToSvg())];
    }

    private static string Section(ScalingEvaluator scaling, IReadOnlyList<ScalingRow> rows, List<(string Name, string Svg)> figures)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<h2>The same defects in {scaling.Repeats}×{scaling.Repeats} cells</h2><table><tr><th>predictor<th>set<th>structures<th>{scaling.From}, s<th>{scaling.Repeats}×{scaling.Repeats}, s<th>displacement, Å<th>difference, Å<th>largest, Å<th>same neighbours<th>difference, Å<th>largest, Å</tr>");
        foreach (var row in rows)
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{SvgText.Escape(row.Predictor)}<td>{SvgText.Escape(row.Set)}<td>{row.Structures}<td>{row.SmallSeconds:0.0000}<td>{row.LargeSeconds:0.0000}<td>{row.All.Displacement:0.0000}<td>{row.All.Mean:0.0000}<td>{row.All.Largest:0.000}<td>{100.0 * row.Same.Atoms / row.All.Atoms:0} %<td>{row.Same.Mean:0.0000}<td>{row.Same.Largest:0.000}</tr>");
        page.Append("</table>");
        foreach (var (_, svg) in figures)
            page.Append("<p>").Append(svg);
        page.Append("<ul><li>No structures in 12×12 cells are published. So the defects of each structure were put once more into the larger cell, and displacements of the same atoms within 6 Å of the same defect are compared: their mean length in the small cell, the mean and the largest length of their differences.");
        page.Append("<li>A structure of low density has one to three defects, which fit as they are. One of high density is cut, along both vectors, where its widest stretch without defects begins; one copy stands in the middle of the larger cell with pristine host around it, which lowers the density, and defects beside a cut lose the periodic images that they had beyond it. Atoms with the same neighbours are those that see the same atoms and empty sites within 6 Å in both cells; farther ones, and the mean over the whole cell that the nets also use, still differ.");
        page.Append(CultureInfo.InvariantCulture, $"<li>The gains are against the relaxed atoms of the small cell, for both cells, over the atoms compared. The paper's are against its own relaxations in 12×12 cells of MoS2, which are not published: {100 * PaperValues.LargeCellGain:0.00} % over all atoms, {string.Join(", ", PaperValues.LargeCellGainNear.Select(gain => (100 * gain).ToString("0.00", CultureInfo.InvariantCulture)))} % within 3, 4, 5 and 6 Å.</ul>");
        return page.ToString();
    }
}
