using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;

namespace DefiNet.Inference.Checkpoints;

/// <summary>Reads safetensors: a header in JSON with type, shape and place of each tensor, and behind it their numbers.</summary>
/// <remarks>Layout: huggingface.co/docs/safetensors. Tensors must fill the rest of the file without gap or overlap, as the layout demands.</remarks>
internal static class SafetensorsReader
{
    /// <summary>How the names of such files end.</summary>
    public const string Ending = ".safetensors";

    private const int LengthBytes = 8;
    private const long MaxHeaderBytes = 32 << 20;
    private const int MaxTensors = 500_000;
    private const int MaxAxes = 16;

    /// <summary>Whether bytes begin as such a file does.</summary>
    public static bool Recognises(ReadOnlySpan<byte> bytes) => bytes.Length > LengthBytes && bytes[LengthBytes] == '{';

    /// <summary>Reads the tensors, and the texts of the file's metadata.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static (Dictionary<string, CheckpointTensor> Tensors, Dictionary<string, object?> Values) Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (length > MaxHeaderBytes || length > (ulong)(bytes.Length - LengthBytes))
            throw new CheckpointException($"{name}: the header is said to have {length} bytes; the file has {bytes.Length - LengthBytes} behind that number, and a header at most {MaxHeaderBytes}.");
        var data = bytes[(LengthBytes + (int)length)..];
        try
        {
            using var json = JsonDocument.Parse(bytes.Slice(LengthBytes, (int)length), new JsonDocumentOptions { MaxDepth = 8 });
            return Read(json.RootElement, data, name);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CheckpointException($"{name}: the header cannot be read as JSON that describes tensors; the file is damaged.", cause);
        }
    }

    private static (Dictionary<string, CheckpointTensor> Tensors, Dictionary<string, object?> Values) Read(JsonElement root, ReadOnlyMemory<byte> data, string name)
    {
        var tensors = new Dictionary<string, CheckpointTensor>(StringComparer.Ordinal);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var places = new List<(long From, long To)>();
        foreach (var item in root.EnumerateObject())
        {
            if (item.Name == "__metadata__")
            {
                foreach (var text in item.Value.EnumerateObject())
                    values[text.Name] = text.Value.GetString();
                continue;
            }

            if (tensors.Count >= MaxTensors)
                throw new CheckpointException($"{name}: the header describes more than {MaxTensors} tensors; a file of weights has fewer.");
            var tensor = Tensor(item.Name, item.Value, data, name, out var place);
            if (!tensors.TryAdd(item.Name, tensor))
                throw new CheckpointException($"{name}: there are two tensors '{Short(item.Name)}'; a name stands for one.");
            places.Add(place);
        }

        places.Sort();
        var at = 0L;
        foreach (var (from, to) in places)
            at = from == at ? to : throw new CheckpointException($"{name}: the tensors overlap or leave a gap at byte {at} of the numbers; they must follow each other.");
        return at == data.Length
            ? (tensors, values)
            : throw new CheckpointException($"{name}: the tensors take {at} bytes, the file holds {data.Length}; it was cut off or damaged.");
    }

    private static CheckpointTensor Tensor(string title, JsonElement about, ReadOnlyMemory<byte> data, string name, out (long From, long To) place)
    {
        ElementType? known = about.GetProperty("dtype").GetString() switch
        {
            "F32" => ElementType.Float32,
            "F64" => ElementType.Float64,
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "I64" => ElementType.Int64,
            "I32" => ElementType.Int32,
            "I16" => ElementType.Int16,
            "I8" => ElementType.Int8,
            "U8" => ElementType.UInt8,
            "BOOL" => ElementType.Bool,
            _ => null,
        };
        if (known is not { } type)
            throw new CheckpointException($"{name}: tensor '{Short(title)}' has the type {Short(about.GetProperty("dtype").GetRawText())}, which is none that can be read.");
        var offsets = about.GetProperty("data_offsets");
        place = offsets.GetArrayLength() == 2 ? (offsets[0].GetInt64(), offsets[1].GetInt64()) : (-1, -1);
        var shape = ImmutableArray.CreateBuilder<int>();
        var count = 1L;
        foreach (var axis in about.GetProperty("shape").EnumerateArray())
        {
            shape.Add(axis.GetInt32());
            count = shape.Count <= MaxAxes && shape[^1] >= 0 && count * shape[^1] <= data.Length ? count * shape[^1] : -1;
            if (count < 0)
                throw new CheckpointException($"{name}: the shape of tensor '{Short(title)}' cannot be right; it has at most {MaxAxes} axes and no more numbers than the file.");
        }

        if (place.From < 0 || place.To < place.From || place.To > data.Length || place.To - place.From != count * StorageBytes.SizeOf(type))
            throw new CheckpointException($"{name}: tensor '{Short(title)}' lies at bytes {place.From} to {place.To} of {data.Length}; its shape and type ask for {count * StorageBytes.SizeOf(type)} bytes within them.");
        var strides = new long[shape.Count];
        var stride = 1L;
        for (var axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(1, shape[axis]);
        }

        var storage = new StorageBytes(type, data.Slice((int)place.From, (int)(place.To - place.From)), BigEndian: false);
        return new(storage, 0, shape.ToImmutable(), [.. strides], (int)count);
    }

    private static string Short(string text) => text.Length > 80 ? string.Concat(text.AsSpan(0, 80), "…") : text;
}
