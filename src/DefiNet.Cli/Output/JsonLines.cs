using System.Text.Encodings.Web;
using System.Text.Json;

namespace DefiNet.Cli.Output;

/// <summary>Writes JSON Lines to standard output: one object a line, nothing else. Not a number and infinities become null.</summary>
public sealed class JsonLines : IDisposable
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Lock _lock = new();

    /// <summary>Writes one object whose fields are put by <paramref name="fields"/>. Lines of several threads do not mix.</summary>
    public void Write(Action<Utf8JsonWriter> fields)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        line.Write(NewLine);
        lock (_lock)
        {
            line.WriteTo(_output);
            _output.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();
}
