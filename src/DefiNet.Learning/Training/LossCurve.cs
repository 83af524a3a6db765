using System.Globalization;
using System.Text;
using DefiNet.Learning.Figures;

namespace DefiNet.Learning.Training;

/// <summary>Writes the curve of a training: <c>curve.csv</c>, and <c>curve.html</c> with its picture, which needs nothing else.</summary>
public static class LossCurve
{
    /// <summary>Writes both files.</summary>
    /// <param name="folder">Their folder.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="rows">The curve so far.</param>
    /// <param name="isLive">Whether there is more to come: the page then loads itself anew.</param>
    public static void Write(string folder, string name, IReadOnlyList<CurveRow> rows, bool isLive)
    {
        if (rows.Count == 0)
            return;
        var materials = rows.SelectMany(row => row.ByMaterial.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var csv = new StringBuilder("step,seconds,learning_rate,loss_A,gradient_norm,validation_mae_A").Append(string.Concat(materials.Select(material => $",validation_mae_{material}_A"))).Append('\n');
        foreach (var row in rows)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{row.Step},{row.Seconds:0.###},{row.Rate:g6},{row.Loss:g6},{row.GradientNorm:g6},{row.ValidationError:g6}");
            foreach (var material in materials)
                csv.Append(',').Append(row.ByMaterial.TryGetValue(material, out var error) ? error.ToString("g6", CultureInfo.InvariantCulture) : "");
            csv.Append('\n');
        }

        Replace(Path.Combine(folder, "curve.csv"), csv.ToString());
        var figure = new LineFigure { Title = $"{name}: how it learned", XLabel = "steps", YLabel = "mean distance or coordinate error, Å", IsLogarithmic = true };
        figure.Add("loss", rows.Select(row => ((double)row.Step, row.Loss)));
        foreach (var material in materials)
            figure.Add($"validation, {material}", rows.Where(row => row.ByMaterial.ContainsKey(material)).Select(row => ((double)row.Step, row.ByMaterial[material])));
        var last = rows[^1];
        var words = string.Create(CultureInfo.InvariantCulture, $"{last.Step} steps in {last.Seconds:0} s; validation {last.ValidationError:0.0000} Å, the best {rows.Min(row => row.ValidationError):0.0000} Å.");
        Replace(Path.Combine(folder, "curve.html"), $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">{(isLive ? "<meta http-equiv=\"refresh\" content=\"20\">" : "")}<title>{SvgText.Escape(name)}</title><body style=\"font:15px sans-serif;max-width:900px;margin:2em auto\">{figure.ToSvg()}<p>{words}</p></body></html>\n");
    }

    // A page that is open while the file is written never shows half of it.
    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
