using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using DefiNet.Inference.Checkpoints;

namespace DefiNet.Inference.Tests.Checkpoints;

/// <summary>Writes checkpoints as torch.save lays them out: an archive of stored entries whose data begin on borders of 64 bytes.</summary>
internal static class CheckpointWriter
{
    public static byte[] StateDict(IEnumerable<(string Name, int[] Shape, float[] Numbers)> tensors)
    {
        var pickle = new PickleWriter().Proto().Global("collections", "OrderedDict").Op(")R(");
        var entries = new List<(string, byte[])>();
        foreach (var (name, shape, numbers) in tensors)
        {
            pickle.Text(name).Tensor(entries.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), "FloatStorage", numbers.Length, 0, shape, Strides(shape));
            entries.Add(($"data/{entries.Count}", MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray()));
        }

        return Archive([("data.pkl", pickle.Op("u.").Bytes()), .. entries, ("version", "3\n"u8.ToArray())]);
    }

    public static byte[] OfPickle(byte[] pickle, params (string Name, byte[] Bytes)[] entries) =>
        Archive([("data.pkl", pickle), .. entries, ("version", "3\n"u8.ToArray())]);

    public static int[] Strides(int[] shape)
    {
        var strides = new int[shape.Length];
        var step = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
            (strides[axis], step) = (step, step * shape[axis]);
        return strides;
    }

    public static byte[] Archive(IReadOnlyList<(string Name, byte[] Bytes)> entries, string folder = "net/", ushort method = 0, bool zip64 = false)
    {
        using var file = new MemoryStream();
        using var directory = new MemoryStream();
        foreach (var (name, bytes) in entries)
        {
            var path = Encoding.UTF8.GetBytes(folder + name);
            var offset = (uint)file.Position;
            var crc = Crc32.Of(bytes);
            var padding = (int)((64 - (file.Position + 30 + path.Length + 4) % 64) % 64);
            file.Write(Header(0x04034b50, 30, (8, method), (26, (ushort)path.Length), (28, (ushort)(padding + 4))));
            file.Write(path);
            file.Write([.. "FB"u8, (byte)padding, 0, .. Enumerable.Repeat((byte)'Z', padding)]);
            file.Write(bytes);

            var extra = zip64 ? 28 : 0;
            var central = Header(0x02014b50, 46, (10, method), (28, (ushort)path.Length), (30, (ushort)extra));
            Put(central, 16, crc);
            Put(central, 20, zip64 ? uint.MaxValue : (uint)bytes.Length);
            Put(central, 24, zip64 ? uint.MaxValue : (uint)bytes.Length);
            Put(central, 42, zip64 ? uint.MaxValue : offset);
            directory.Write(central);
            directory.Write(path);
            if (zip64)
            {
                var wide = new byte[28];
                wide[0] = 1;
                wide[2] = 24;
                BinaryPrimitives.WriteInt64LittleEndian(wide.AsSpan(4), bytes.Length);
                BinaryPrimitives.WriteInt64LittleEndian(wide.AsSpan(12), bytes.Length);
                BinaryPrimitives.WriteInt64LittleEndian(wide.AsSpan(20), offset);
                directory.Write(wide);
            }
        }

        var start = file.Position;
        directory.WriteTo(file);
        if (zip64)
        {
            var at = file.Position;
            var end64 = Header(0x06064b50, 56);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(4), 44);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(24), entries.Count);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(32), entries.Count);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(40), directory.Length);
            BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(48), start);
            file.Write(end64);
            var locator = Header(0x07064b50, 20);
            BinaryPrimitives.WriteInt64LittleEndian(locator.AsSpan(8), at);
            file.Write(locator);
        }

        var end = Header(0x06054b50, 22, (8, zip64 ? ushort.MaxValue : (ushort)entries.Count), (10, zip64 ? ushort.MaxValue : (ushort)entries.Count));
        Put(end, 12, zip64 ? uint.MaxValue : (uint)directory.Length);
        Put(end, 16, zip64 ? uint.MaxValue : (uint)start);
        file.Write(end);
        return file.ToArray();
    }

    private static byte[] Header(uint signature, int length, params (int At, ushort Value)[] fields)
    {
        var header = new byte[length];
        Put(header, 0, signature);
        foreach (var (at, value) in fields)
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(at), value);
        return header;
    }

    private static void Put(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
}
