using System.Collections.ObjectModel;
using System.Globalization;
using System.Security.Cryptography;

namespace DefiNet.Inference.Checkpoints;

/// <summary>What a PyTorch checkpoint or a safetensors file holds: tensors and plain values by name. Reading one runs no code of the file's.</summary>
/// <remarks>Nested dictionaries and lists are joined by dots: <c>model.state_dict.atom_embedding.embedding.weight</c>, <c>model.model_args.mlp_hidden_dims.0</c>.</remarks>
public sealed class Checkpoint
{
    /// <summary>Larger files are refused, in bytes.</summary>
    public const long MaxBytes = 1L << 30;

    private const int MaxPickleBytes = 32 << 20;
    private const int MaxDepth = 64;
    private const int FirstRoom = 1 << 16;
    private const int MostStreamed = 64 << 20;
    private const int MaxNames = 500_000;
    private const int MaxNameCharacters = 16 << 20;

    private Checkpoint(string path, string sha256, IDictionary<string, CheckpointTensor> tensors, IDictionary<string, object?> values)
    {
        (Path, Sha256) = (path, sha256);
        Tensors = new ReadOnlyDictionary<string, CheckpointTensor>(tensors);
        Values = new ReadOnlyDictionary<string, object?>(values);
    }

    /// <summary>Path of the file, or the name it was given.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the file as hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>Everything that is not a tensor, by name: <c>long</c>, <c>double</c>, <c>bool</c>, <c>string</c> or null.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">The file is not a checkpoint, is damaged, or asks for more than data.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Checkpoint Load(string path)
    {
        var length = new FileInfo(path) is { Exists: true } file ? file.Length : throw new FileNotFoundException($"{path}: there is no such file; name a file of weights that torch.save wrote, or safetensors.", path);
        if (length > MaxBytes)
            throw new CheckpointException($"{path}: the file has {length >> 20} MiB; files of weights up to {MaxBytes >> 20} MiB can be read.");
        return Read(length > 0 ? File.ReadAllBytes(path) : ReadStream(path), path);
    }

    // A pipe or a device does not say how long it is.
    private static ReadOnlyMemory<byte> ReadStream(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[FirstRoom];
        for (var count = 0; ;)
        {
            if (count > MostStreamed)
                throw new CheckpointException($"{path}: this goes on beyond {MostStreamed >> 20} MiB and does not say how long it is; name a file.");
            if (count == bytes.Length)
                Array.Resize(ref bytes, 2 * count);
            var more = stream.Read(bytes, count, bytes.Length - count);
            if (more == 0)
                return bytes.AsMemory(0, count);
            count += more;
        }
    }

    /// <summary>Reads bytes; <paramref name="name"/> stands for the file in complaints.</summary>
    /// <exception cref="CheckpointException">The bytes are not a checkpoint, are damaged, or ask for more than data.</exception>
    public static Checkpoint Read(ReadOnlyMemory<byte> bytes, string name)
    {
        if (!bytes.Span.StartsWith("PK\x03\x04"u8) && SafetensorsReader.Recognises(bytes.Span))
        {
            var (read, texts) = SafetensorsReader.Read(bytes, name);
            return new Checkpoint(name, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), read, texts);
        }

        RefuseOtherKinds(bytes.Span, name);
        var archive = new StoredArchive(bytes, name);
        if (archive.HasBelow("code/"))
            throw new CheckpointException($"{name}: this is a TorchScript program, not weights; save the state dict alone (torch.save(model.state_dict(), …)).");
        var bigEndian = archive.Has("byteorder") && IsBigEndian(archive.Read("byteorder").Span, name);
        var pickle = archive.Read("data.pkl");
        if (pickle.Length > MaxPickleBytes)
            throw new CheckpointException($"{name}: data.pkl has {pickle.Length >> 20} MiB; a file of weights needs at most {MaxPickleBytes >> 20} MiB.");
        var root = new PickleMachine(pickle, name, key => archive.Read($"data/{key}"), bigEndian).Run();

        var tensors = new Dictionary<string, CheckpointTensor>(StringComparer.Ordinal);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var characters = 0L;
        Flatten(root, "", 0);
        return new Checkpoint(name, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), tensors, values);

        void Flatten(object? value, string prefix, int depth)
        {
            if (depth > MaxDepth)
                throw new CheckpointException($"{name}: data.pkl nests deeper than {MaxDepth} levels or holds itself; a file of weights does not.");
            characters += prefix.Length + 1;
            if (tensors.Count + values.Count > MaxNames || characters > MaxNameCharacters)
                throw new CheckpointException($"{name}: data.pkl describes more than {MaxNames} values; a file of weights has fewer.");
            switch (value)
            {
                case PickleDictionary dictionary:
                    foreach (var (key, item) in dictionary.Items)
                        Flatten(item, Join(prefix, key), depth + 1);
                    break;
                case IReadOnlyList<object?> list:
                    for (var index = 0; index < list.Count; index++)
                        Flatten(list[index], Join(prefix, index.ToString(CultureInfo.InvariantCulture)), depth + 1);
                    break;
                case CheckpointTensor tensor:
                    tensors[prefix] = tensor;
                    break;
                case null or long or double or bool or string:
                    values[prefix] = value;
                    break;
                default:
                    throw new CheckpointException($"{name}: '{prefix}' is neither a tensor nor a plain value; a file of weights holds nothing else.");
            }
        }
    }

    /// <summary>The part whose names begin with a prefix, which is cut off.</summary>
    public Checkpoint Under(string prefix) => prefix.Length == 0
        ? this
        : new(Path, Sha256,
            Tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal),
            Values.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal));

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";

    private static bool IsBigEndian(ReadOnlySpan<byte> text, string name) =>
        text.SequenceEqual("big"u8) || (text.SequenceEqual("little"u8)
            ? false
            : throw new CheckpointException($"{name}: the entry 'byteorder' says neither 'little' nor 'big'; the file is damaged."));

    private static void RefuseOtherKinds(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.StartsWith("PK\x03\x04"u8))
            return;
        var what = bytes switch
        {
            _ when bytes.IsEmpty => "the file is empty",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]) =>
                "this is the layout that PyTorch wrote before version 1.6; load it there and save it again with torch.save",
            _ when bytes.Length > 262 && bytes.Slice(257, 5).SequenceEqual("ustar"u8) => "this is a tar file, the layout of the earliest PyTorch; load it there and save it again with torch.save",
            _ when bytes[0] == 0x80 => "this is a bare pickle, not an archive that torch.save wrote",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) => "this is a gzip file; unpack it first",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']) => "this is an HDF5 file; archives that torch.save wrote and safetensors can be read",
            _ => "this is not a PyTorch checkpoint; archives that torch.save wrote and safetensors can be read",
        };
        throw new CheckpointException($"{name}: {what}.");
    }
}
