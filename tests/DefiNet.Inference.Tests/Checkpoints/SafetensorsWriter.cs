using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DefiNet.Inference.Tests.Checkpoints;

/// <summary>Writes safetensors.</summary>
internal static class SafetensorsWriter
{
    public static byte[] Of(IEnumerable<(string Name, int[] Shape, float[] Numbers)> tensors, Action<JsonObject>? change = null)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        using var data = new MemoryStream();
        foreach (var (name, shape, numbers) in tensors)
        {
            var from = data.Length;
            data.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(axis => (JsonNode)axis)]),
                ["data_offsets"] = new JsonArray(from, data.Length),
            };
        }

        change?.Invoke(header);
        return Of(JsonSerializer.SerializeToUtf8Bytes(header), data.ToArray());
    }

    public static byte[] Of(byte[] header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }
}
