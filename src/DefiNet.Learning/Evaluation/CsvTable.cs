using System.Globalization;
using System.Text;

namespace DefiNet.Learning.Evaluation;

/// <summary>Writes tables as CSV: numbers that are not finite as nothing, texts quoted where they must be.</summary>
internal static class CsvTable
{
    /// <summary>Writes a table.</summary>
    public static void Write(string folder, string name, string header, IEnumerable<object[]> rows)
    {
        var text = new StringBuilder(header).Append('\n');
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Cell)).Append('\n');
        File.WriteAllText(Path.Combine(folder, name), text.ToString());
    }

    private static string Cell(object value) => value switch
    {
        double number => double.IsFinite(number) ? number.ToString("g8", CultureInfo.InvariantCulture) : "",
        string text when text.AsSpan().IndexOfAny(",\"\n") >= 0 => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
