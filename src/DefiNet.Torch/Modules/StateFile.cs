using System.Numerics;

namespace TorchSharp.Modules;

/// <summary>TorchSharp's layout of a net's state: a count, then name, type, shape and numbers of each tensor, whole numbers in LEB128.</summary>
/// <remarks>Layout: TorchSharp, docs/articles/saveload.md.</remarks>
internal static class StateFile
{
    private const int MaxTensors = 100_000;
    private const int MaxAxes = 16;

    /// <summary>Writes tensors.</summary>
    public static void Write(BinaryWriter writer, IReadOnlyCollection<KeyValuePair<string, torch.Tensor>> state)
    {
        writer.Write7BitEncodedInt64(state.Count);
        foreach (var (name, tensor) in state)
        {
            writer.Write(name);
            writer.Write7BitEncodedInt64((long)tensor.dtype);
            var shape = tensor.shape;
            writer.Write7BitEncodedInt64(shape.Length);
            foreach (var length in shape)
                writer.Write7BitEncodedInt64(length);
            using var scope = torch.NewDisposeScope();
            using var quiet = torch.no_grad();
            writer.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    /// <summary>Reads tensors.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or another one.</exception>
    public static Dictionary<string, torch.Tensor> Read(BinaryReader reader, string file)
    {
        var left = reader.BaseStream.Length;
        var state = new Dictionary<string, torch.Tensor>(StringComparer.Ordinal);
        try
        {
            var count = reader.Read7BitEncodedInt64();
            if (count is < 0 or > MaxTensors)
                throw Bad($"it announces {count} tensors");
            for (var index = 0L; index < count; index++)
            {
                var name = reader.ReadString();
                var type = (torch.ScalarType)reader.Read7BitEncodedInt64();
                var axes = reader.Read7BitEncodedInt64();
                if (!Enum.IsDefined(type) || axes is < 0 or > MaxAxes)
                    throw Bad($"'{name}' has the type {(int)type} and {axes} axes");
                var shape = new long[axes];
                BigInteger bytes = torch.Tensor.SizeOf(type);
                for (var axis = 0; axis < shape.Length; axis++)
                    bytes *= shape[axis] = reader.Read7BitEncodedInt64();
                if (shape.Any(length => length < 0) || bytes > left - reader.BaseStream.Position)
                    throw Bad($"'{name}' is longer than the file");
                var tensor = torch.empty(shape, type);
                reader.BaseStream.ReadExactly(tensor.bytes);
                if (!state.TryAdd(name, tensor))
                    throw Bad($"'{name}' is in it twice");
            }
        }
        catch (Exception cause) when (cause is EndOfStreamException or FormatException)
        {
            throw Bad("it ends too early", cause);
        }

        return state;

        InvalidDataException Bad(string what, Exception? cause = null) => new($"{file}: the file is damaged or no state that Module.save wrote ({what}).", cause);
    }
}
