using System.Globalization;

namespace DefiNet.Campaigns.Exports;

/// <summary>Writes comma-separated values (RFC 4180), numbers with every digit that they need and a decimal point.</summary>
internal sealed class CsvWriter : IDisposable
{
    private readonly TextWriter _text;

    public CsvWriter(string path, IReadOnlyList<string> header)
        : this(new StreamWriter(path), header)
    {
    }

    /// <summary>Writes to a text, which it closes in the end.</summary>
    public CsvWriter(TextWriter text, IReadOnlyList<string> header)
    {
        _text = text;
        _text.NewLine = "\n";
        Write(header);
    }

    public void Write(IEnumerable<object?> values) => _text.WriteLine(string.Join(',', values.Select(Field)));

    public void Dispose() => _text.Dispose();

    private static string Field(object? value)
    {
        var field = value switch
        {
            null => "",
            bool yes => yes ? "true" : "false",
            DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
