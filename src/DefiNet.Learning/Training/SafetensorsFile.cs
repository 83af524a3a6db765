using System.Runtime.InteropServices;
using System.Text.Json;
using DefiNet.Learning.Gradients;

namespace DefiNet.Learning.Training;

/// <summary>Writes weights as safetensors, which every program reads without running anything in them.</summary>
/// <remarks>Layout: huggingface.co/docs/safetensors.</remarks>
public static class SafetensorsFile
{
    /// <summary>Writes the weights of a net under their published names.</summary>
    public static void Write(string path, WeightLayout layout, ReadOnlySpan<float> weights)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            foreach (var weight in layout.Weights)
            {
                json.WriteStartObject(weight.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var length in weight.Shape)
                    json.WriteNumberValue(length);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(sizeof(float) * (long)weight.Offset);
                json.WriteNumberValue(sizeof(float) * (long)(weight.Offset + weight.Count));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes(header.Length));
        file.Write(header.GetBuffer().AsSpan(0, (int)header.Length));
        file.Write(MemoryMarshal.AsBytes(weights));
    }
}
