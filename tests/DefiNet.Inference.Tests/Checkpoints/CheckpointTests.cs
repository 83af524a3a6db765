using System.Text;
using DefiNet.Inference.Checkpoints;

namespace DefiNet.Inference.Tests.Checkpoints;

public sealed class CheckpointTests
{
    private static readonly (string, int[], float[])[] Two =
    [
        ("first.weight", [2, 3], [1, 2, 3, 4, 5, 6]),
        ("first.bias", [2], [-1, 0.5f]),
    ];

    [Fact]
    public void A_state_dict_is_read_with_names_shapes_and_numbers()
    {
        var bytes = CheckpointWriter.StateDict(Two);

        var checkpoint = Checkpoint.Read(bytes, "two.pt");

        Assert.Equal(["first.bias", "first.weight"], checkpoint.Tensors.Keys.Order());
        Assert.Equal([2, 3], checkpoint.Tensors["first.weight"].Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Tensors["first.weight"].ToFloats());
        Assert.Equal([-1, 0.5], checkpoint.Tensors["first.bias"].ToDoubles());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), checkpoint.Sha256);
    }

    [Fact]
    public void Wide_directories_of_zip64_are_read()
    {
        var pickle = new PickleWriter().Proto().Op("}").Text("n").Int(7).Op("s.").Bytes();

        var checkpoint = Checkpoint.Read(CheckpointWriter.Archive([("data.pkl", pickle)], zip64: true), "wide.pt");

        Assert.Equal(7L, checkpoint.Values["n"]);
    }

    [Fact]
    public void Nested_dictionaries_and_lists_are_joined_by_dots()
    {
        var pickle = new PickleWriter().Proto().Op("}")
            .Text("model").Op("}").Text("w").Tensor("0", "FloatStorage", 1, 0, [1], [1]).Op("s")
            .Text("sizes").Op("](").Int(64).Int(32).Op("es").Op("s")
            .Int(5).Op("Ns").Op(".").Bytes();

        var checkpoint = Checkpoint.Read(CheckpointWriter.OfPickle(pickle, ("data/0", BitConverter.GetBytes(2.5f))), "nested.pt");

        Assert.Equal([2.5f], checkpoint.Tensors["model.w"].ToFloats());
        Assert.Equal(32L, checkpoint.Values["model.sizes.1"]);
        Assert.Null(checkpoint.Values["5"]);
        Assert.Equal(["w"], checkpoint.Under("model.").Tensors.Keys);
    }

    [Fact]
    public void Strides_and_offset_select_the_right_numbers()
    {
        // The transpose of [[0, 1, 2], [3, 4, 5]], and its lower row.
        var pickle = new PickleWriter().Proto().Op("}")
            .Text("turned").Tensor("0", "FloatStorage", 6, 0, [3, 2], [1, 3]).Op("s")
            .Text("row").Tensor("0", "FloatStorage", 6, 3, [3], [1]).Op("s").Op(".").Bytes();
        var numbers = Enumerable.Range(0, 6).SelectMany(number => BitConverter.GetBytes((float)number)).ToArray();

        var checkpoint = Checkpoint.Read(CheckpointWriter.OfPickle(pickle, ("data/0", numbers)), "strided.pt");

        Assert.Equal([0, 3, 1, 4, 2, 5], checkpoint.Tensors["turned"].ToFloats());
        Assert.Equal([3, 4, 5], checkpoint.Tensors["row"].ToFloats());
    }

    [Theory]
    [InlineData("DoubleStorage", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0xBF }, -1.5)]
    [InlineData("HalfStorage", new byte[] { 0x00, 0xBE }, -1.5)]
    [InlineData("BFloat16Storage", new byte[] { 0xC0, 0xBF }, -1.5)]
    [InlineData("LongStorage", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2)]
    [InlineData("IntStorage", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, -2)]
    [InlineData("ShortStorage", new byte[] { 0xFE, 0xFF }, -2)]
    [InlineData("CharStorage", new byte[] { 0xFE }, -2)]
    [InlineData("ByteStorage", new byte[] { 0xFE }, 254)]
    [InlineData("BoolStorage", new byte[] { 1 }, 1)]
    public void Every_number_type_is_converted(string storage, byte[] bytes, double expected)
    {
        var pickle = new PickleWriter().Proto().Op("}").Text("x").Tensor("0", storage, 1, 0, [], []).Op("s.").Bytes();

        var little = Checkpoint.Read(CheckpointWriter.OfPickle(pickle, ("data/0", bytes), ("byteorder", "little"u8.ToArray())), "little.pt");
        var big = Checkpoint.Read(CheckpointWriter.OfPickle(pickle, ("data/0", [.. bytes.Reverse()]), ("byteorder", "big"u8.ToArray())), "big.pt");

        Assert.Equal([expected], little.Tensors["x"].ToDoubles());
        Assert.Equal([expected], big.Tensors["x"].ToDoubles());
        Assert.Equal((float)expected, little.Tensors["x"].ToFloats()[0]);
    }

    [Fact]
    public void Opcodes_of_the_newer_protocols_that_run_nothing_are_read()
    {
        // protocol 4: frame, short text, memoize, name from the stack, recalled value
        var pickle = new PickleWriter().Raw(0x80, 4).Raw(0x95, 3, 0, 0, 0, 0, 0, 0, 0).Op("}")
            .Raw(0x8c, 1).Op("k").Raw(0x94).Op("h\0s")
            .Raw(0x8c, 1).Op("e")
            .Raw(0x8c, 11).Op("collections").Raw(0x8c, 11).Op("OrderedDict").Raw(0x93).Op(")Rs")
            .Op(".").Bytes();

        var checkpoint = Checkpoint.Read(CheckpointWriter.OfPickle(pickle), "newer.pt");

        Assert.Equal("k", checkpoint.Values["k"]);
    }

    [Theory]
    [InlineData("chgnet", "0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar", "model.state_dict.atom_embedding.embedding.weight", 94, 64)]
    [InlineData("deeprelax", "small.pt", null, 0, 0)]
    [InlineData("m3gnet", "mp-2021.2.8/state.pt", null, 0, 0)]
    [InlineData("m3gnet", "matpes-pbe-2025.1/state.pt", null, 0, 0)]
    public void Published_checkpoints_of_other_nets_are_read(string net, string file, string? name, int rows, int columns)
    {
        var checkpoint = Checkpoint.Load(DefiNet.Tests.SharedData.Path(["fixtures", net, .. file.Split('/')]));

        Assert.True(checkpoint.Tensors.Count > 50);
        Assert.All(checkpoint.Tensors.Values, tensor => Assert.Equal(tensor.Count, tensor.ToFloats().Length));
        if (name is not null)
            Assert.Equal([rows, columns], checkpoint.Tensors[name].Shape);
    }

    [Fact]
    public void Arguments_beside_the_weights_of_CHGNet_are_there()
    {
        var checkpoint = Checkpoint.Load(DefiNet.Tests.SharedData.Path("fixtures", "chgnet", "0.3.0", "chgnet_0.3.0_e29f68s314m37.pth.tar"));

        Assert.Equal(6L, checkpoint.Values["model.model_args.atom_graph_cutoff"]);
        Assert.Equal(64L, checkpoint.Values["model.model_args.mlp_hidden_dims.2"]);
        Assert.Equal("silu", checkpoint.Values["model.model_args.non_linearity"]);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\u0089HDF", "not a PyTorch checkpoint")]
    [InlineData("hello", "archives that torch.save wrote and safetensors")]
    public void Other_files_are_named_as_such(string text, string expected)
    {
        var failure = Assert.Throws<CheckpointException>(() => Checkpoint.Read(Encoding.UTF8.GetBytes(text), "other.pt"));

        Assert.StartsWith("other.pt: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_layout_before_PyTorch_1_6_is_named_as_such()
    {
        byte[] legacy = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

        var failure = Assert.Throws<CheckpointException>(() => Checkpoint.Read(legacy, "old.pt"));

        Assert.Contains("before version 1.6", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_without_an_end_is_refused()
    {
        if (!File.Exists("/dev/zero"))
            Assert.Skip("There is no /dev/zero here.");

        Assert.StartsWith("/dev/zero: this goes on beyond 64 MiB", Assert.Throws<CheckpointException>(() => Checkpoint.Load("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var failure = Assert.Throws<FileNotFoundException>(() => Checkpoint.Load("/nowhere/net.pt"));

        Assert.StartsWith("/nowhere/net.pt: ", failure.Message, StringComparison.Ordinal);
    }
}
