using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using DefiNet.Learning.Gradients;

namespace DefiNet.Learning.Nets;

/// <summary>Writes weights as safetensors, which every program reads without running anything in them.</summary>
/// <remarks>Layout: huggingface.co/docs/safetensors.</remarks>
internal static class SafetensorsFile
{
    /// <summary>How the names of such files end.</summary>
    public const string Ending = ".safetensors";

    private const int Alignment = 8;

    /// <summary>Writes a flat row of weights.</summary>
    public static void Write(string path, IReadOnlyList<NamedWeight> weights, ReadOnlySpan<float> numbers, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var row = numbers.ToArray();
        Write(path, [.. weights.Select(weight => (weight.Name, (IReadOnlyList<long>)[.. weight.Shape.Select(length => (long)length)]))], metadata, file =>
        {
            foreach (var weight in weights)
                file.Write(MemoryMarshal.AsBytes(row.AsSpan(weight.Offset, weight.Count)));
        });
    }

    /// <summary>Writes a file beside its place and puts it there when it is whole.</summary>
    /// <param name="path">The file, such as <c>model.safetensors</c>.</param>
    /// <param name="weights">Names and shapes, in the order in which their numbers follow.</param>
    /// <param name="metadata">What else is known of the weights.</param>
    /// <param name="writeNumbers">Writes the numbers of all weights, float32, one weight after the other.</param>
    public static void Write(string path, IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> weights, IReadOnlyDictionary<string, string>? metadata, Action<Stream> writeNumbers)
    {
        var unfinished = path + ".part";
        using (var file = File.Create(unfinished))
        {
            var header = Header(weights, metadata);
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            writeNumbers(file);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static byte[] Header(IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> weights, IReadOnlyDictionary<string, string>? metadata)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            foreach (var (name, value) in metadata ?? new Dictionary<string, string>())
                json.WriteString(name, value);
            json.WriteEndObject();
            var at = 0L;
            foreach (var (name, shape) in weights)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var axis in shape)
                    json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += shape.Aggregate((long)sizeof(float), (bytes, axis) => bytes * axis));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The numbers begin at a multiple of eight bytes, as the layout asks.
        while (text.Length % Alignment != 0)
            text.WriteByte((byte)' ');
        return text.ToArray();
    }
}
