using System.Buffers.Binary;
using System.Text;

namespace DefiNet.Inference.Tests.Checkpoints;

/// <summary>Writes Python's pickle, opcode by opcode.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes() => [.. _bytes];

    public PickleWriter Proto() => Raw(0x80, 2);

    public PickleWriter Op(string opcodes) => Raw(Encoding.ASCII.GetBytes(opcodes));

    public PickleWriter Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Raw((byte)'X').Number(bytes.Length).Raw(bytes);
    }

    public PickleWriter Int(int value) => Raw((byte)'J').Number(value);

    public PickleWriter Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public PickleWriter Ints(int[] values)
    {
        Op("(");
        foreach (var value in values)
            Int(value);
        return Op("t");
    }

    public PickleWriter Storage(string key, string type, int count) =>
        Op("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count).Op("tQ");

    public PickleWriter Tensor(string key, string type, int count, int offset, int[] shape, int[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(key, type, count).Int(offset).Ints(shape).Ints(strides)
            .Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");

    private PickleWriter Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }
}
