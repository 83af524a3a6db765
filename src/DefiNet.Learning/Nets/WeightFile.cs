using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets;

/// <summary>Writes the weights of a net as safetensors, under the names that they are published with.</summary>
/// <remarks>Layout: huggingface.co/docs/safetensors. <see cref="Inference.Checkpoints.Checkpoint"/> reads it, and so does every tool of PyTorch.</remarks>
public static class WeightFile
{
    private const int Alignment = 8;

    /// <summary>Writes a file beside its place and puts it there when it is whole.</summary>
    /// <param name="net">The net.</param>
    /// <param name="path">The file, such as <c>model.safetensors</c>.</param>
    /// <param name="metadata">What else is known of the weights.</param>
    public static void Save(nn.Module net, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var quiet = no_grad();
        var state = net.state_dict();
        var unfinished = path + ".part";
        using (var file = File.Create(unfinished))
        {
            var header = Header(state, metadata);
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            foreach (var weight in state.Values)
            {
                using var scope = NewDisposeScope();
                file.Write(weight.detach().cpu().to_type(ScalarType.Float32).contiguous().bytes);
            }
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static byte[] Header(Dictionary<string, Tensor> state, IReadOnlyDictionary<string, string>? metadata)
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
            foreach (var (name, weight) in state)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var axis in weight.shape)
                    json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += sizeof(float) * weight.numel());
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
