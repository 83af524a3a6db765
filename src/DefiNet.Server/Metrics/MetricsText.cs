using System.Globalization;
using System.Text;

namespace DefiNet.Server.Metrics;

/// <summary>Writes Prometheus' text format.</summary>
internal sealed class MetricsText
{
    private readonly StringBuilder _text = new();

    public void Head(string name, string type, string help) => _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    public void Line(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        for (var index = 0; index < labels.Length; index++)
            _text.Append(index == 0 ? '{' : ',').Append(labels[index].Name).Append("=\"").Append(Escape(labels[index].Value)).Append('"');
        _text.Append(labels.Length > 0 ? "} " : " ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    public override string ToString() => _text.ToString();

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
