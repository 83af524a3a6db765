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
    /// <param name="words">What its numbers are called.</param>
    /// <param name="rows">The curve so far.</param>
    /// <param name="isLive">Whether there is more to come: the page then loads itself anew.</param>
    public static void Write(string folder, string name, TrainingWords words, IReadOnlyList<CurveRow> rows, bool isLive)
    {
        if (rows.Count == 0)
            return;
        var columns = rows.SelectMany(row => row.Columns.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var csv = new StringBuilder($"step,seconds,learning_rate,{words.Loss},gradient_norm,{words.Error}").Append(string.Concat(columns.Select(column => $",{words.ColumnStart}{column}{words.ColumnEnd}"))).Append('\n');
        foreach (var row in rows)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{row.Step},{row.Seconds:0.###},{row.Rate:g6},{row.Loss:g6},{row.GradientNorm:g6},{row.ValidationError:g6}");
            foreach (var column in columns)
                csv.Append(',').Append(row.Columns.TryGetValue(column, out var error) ? error.ToString("g6", CultureInfo.InvariantCulture) : "");
            csv.Append('\n');
        }

        Replace(Path.Combine(folder, "curve.csv"), csv.ToString());
        var figure = new LineFigure { Title = $"{name}: how it learned", XLabel = "steps", YLabel = words.Axis, IsLogarithmic = true };
        figure.Add("loss", rows.Select(row => ((double)row.Step, row.Loss)));
        foreach (var column in columns)
            figure.Add($"validation, {column}", rows.Where(row => row.Columns.ContainsKey(column)).Select(row => ((double)row.Step, row.Columns[column])));
        var last = rows[^1];
        var sentence = string.Create(CultureInfo.InvariantCulture, $"{last.Step} steps in {last.Seconds:0} s; validation {last.ValidationError:0.0000}{words.ErrorUnit}, the best {rows.Min(row => row.ValidationError):0.0000}{words.ErrorUnit}.");
        Replace(Path.Combine(folder, "curve.html"), $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">{(isLive ? "<meta http-equiv=\"refresh\" content=\"20\">" : "")}<title>{SvgText.Escape(name)}</title><body style=\"font:15px sans-serif;max-width:900px;margin:2em auto\">{figure.ToSvg()}<p>{sentence}</p></body></html>\n");
    }

    // A page that is open while the file is written never shows half of it.
    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
