using System.Diagnostics;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Tests.DefectNets;

namespace DefiNet.Inference.Tests.Checkpoints;

public sealed class HostileCheckpointTests
{
    public static TheoryData<string, string, byte[]> Pickles() => new()
    {
        { "a call of os.system", "posix.system", new PickleWriter().Proto().Global("posix", "system").Op("(").Text("touch /tmp/owned").Op("tR.").Bytes() },
        { "eval", "builtins.eval", new PickleWriter().Proto().Global("builtins", "eval").Op("(").Text("1").Op("tR.").Bytes() },
        { "a name put together from texts", "subprocess.Popen", new PickleWriter().Proto().Text("subprocess").Text("Popen").Raw(0x93).Op(")R.").Bytes() },
        { "an object without its constructor", "NEWOBJ", new PickleWriter().Proto().Global("collections", "OrderedDict").Op(")").Raw(0x81).Op(".").Bytes() },
        { "an old instance", "INST", new PickleWriter().Proto().Op("(iposix\nsystem\n.").Bytes() },
        { "an old object", "OBJ", new PickleWriter().Proto().Op("(").Global("collections", "OrderedDict").Op("o.").Bytes() },
        { "an extension", "EXT1", new PickleWriter().Proto().Raw(0x82, 1).Op(".").Bytes() },
        { "a persistent name in text", "PERSID", new PickleWriter().Proto().Op("Pabc\n.").Bytes() },
        { "an unknown opcode", "0xfe", new PickleWriter().Proto().Raw(0xfe).Op(".").Bytes() },
        { "a huge text", "ends where", new PickleWriter().Proto().Op("X").Raw(0xff, 0xff, 0xff, 0x7f).Op("abc").Bytes() },
        { "a text beyond any length", "says it has", new PickleWriter().Proto().Op("X").Raw(0xff, 0xff, 0xff, 0xff).Op("abc").Bytes() },
        { "a huge whole number", "at most 8", new PickleWriter().Proto().Raw([0x8a, 200, .. new byte[200]]).Op(".").Bytes() },
        { "a value that was never kept", "never kept", new PickleWriter().Proto().Op("h\u0007.").Bytes() },
        { "an empty stack", "empty stack", new PickleWriter().Proto().Op("0s.").Op("s").Bytes()[..2].Concat("q\0."u8.ToArray()).ToArray() },
        { "a tuple that was never opened", "never opened", new PickleWriter().Proto().Op("t.").Bytes() },
        { "two values left", "2 values", new PickleWriter().Proto().Op("NN.").Bytes() },
        { "no end", "cut off", new PickleWriter().Proto().Op("N").Bytes() },
        { "a list that holds itself", "holds itself", new PickleWriter().Proto().Op("]q\0h\0a.").Bytes() },
        { "a dictionary that holds itself", "holds itself", new PickleWriter().Proto().Op("}q\0").Text("k").Op("h\0s.").Bytes() },
        { "a key that is a list", "as a key", new PickleWriter().Proto().Op("}]Ns.").Bytes() },
        { "a tensor larger than its storage", "does not fit", TensorPickle(4, 0, [5], [1]) },
        { "a tensor with an offset", "does not fit", TensorPickle(4, 1, [4], [1]) },
        { "a tensor with long strides", "does not fit", TensorPickle(4, 0, [2, 2], [1, 3]) },
        { "a tensor that repeats numbers without end", "does not fit", TensorPickle(4, 0, [1 << 30, 1 << 30], [0, 0]) },
        { "a tensor of overflowing size", "past the end", TensorPickle(4, 0, [int.MaxValue, int.MaxValue], [int.MaxValue, int.MaxValue]) },
        { "a tensor with a negative axis", "reasonable size", TensorPickle(4, 0, [-1], [1]) },
        { "a storage that lies about its size", "the file is damaged", TensorPickle(1 << 30, 0, [1], [1]) },
        { "a storage elsewhere", "keys are numbers", new PickleWriter().Proto().Storage("../x", "FloatStorage", 4).Op(".").Bytes() },
        { "a storage that is not there", "no entry", new PickleWriter().Proto().Storage("9", "FloatStorage", 4).Op(".").Bytes() },
        { "a call of a text", "calls a text", new PickleWriter().Proto().Text("eval").Op(")R.").Bytes() },
        { "a name alone", "neither a tensor", new PickleWriter().Proto().Op("}").Text("k").Global("torch", "FloatStorage").Op("s.").Bytes() },
    };

    [Theory, MemberData(nameof(Pickles))]
    public void It_is_refused_in_one_sentence(string what, string expected, byte[] pickle)
    {
        var bytes = CheckpointWriter.OfPickle(pickle, ("data/0", new byte[16]));

        var failure = Assert.Throws<CheckpointException>(() => Checkpoint.Read(bytes, "hostile.pt"));

        Assert.StartsWith("hostile.pt: ", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {failure.Message}");
        Assert.False(File.Exists("/tmp/owned"));
    }

    [Fact]
    public void Lists_of_lists_of_lists_do_not_multiply()
    {
        // Each list holds the one before it ten times: 10^60 values in 2 kB.
        var pickle = new PickleWriter().Proto().Op("]q\0");
        for (byte level = 1; level < 60; level++)
        {
            pickle.Op("](");
            for (var copy = 0; copy < 10; copy++)
                pickle.Raw((byte)'h', (byte)(level - 1));
            pickle.Op("e").Raw((byte)'q', level);
        }

        // The stack is left with one value: the others go into a tuple that nobody reads.
        var bytes = CheckpointWriter.OfPickle(new PickleWriter().Op("(").Raw(pickle.Bytes()[2..]).Op("t.").Bytes());
        var clock = Stopwatch.StartNew();

        Assert.Throws<CheckpointException>(() => Checkpoint.Read(bytes, "laughs.pt"));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("../data.pkl")]
    [InlineData("a/../../b")]
    [InlineData("a\\b")]
    [InlineData("./x")]
    public void Names_that_leave_the_archive_are_refused(string name)
    {
        var bytes = CheckpointWriter.Archive([("data.pkl", "N."u8.ToArray()), (name, [1])]);

        var failure = Assert.Throws<CheckpointException>(() => Checkpoint.Read(bytes, "names.pt"));

        Assert.Contains("names are relative", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_entries_are_refused()
    {
        var bytes = CheckpointWriter.Archive([("data.pkl", "N."u8.ToArray())], method: 8);

        Assert.Contains("compressed", Assert.Throws<CheckpointException>(() => Checkpoint.Read(bytes, "bomb.pt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_number_fails_the_checksum()
    {
        var bytes = SeededNet.Bytes(8, 1, 4, elements: 4);
        var text = bytes.AsSpan().IndexOf("FB"u8);
        bytes[(bytes.Length / 2 & ~63) + 1] ^= 1; // amid the numbers
        Assert.True(text > 0);

        Assert.Throws<CheckpointException>(() => Checkpoint.Read(bytes, "changed.pt"));
    }

    [Fact]
    public void Two_entries_of_one_name_or_in_one_place_are_refused()
    {
        var twice = CheckpointWriter.Archive([("data.pkl", "N."u8.ToArray()), ("data.pkl", "N."u8.ToArray())]);

        Assert.Contains("two entries", Assert.Throws<CheckpointException>(() => Checkpoint.Read(twice, "twice.pt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_changed_pickles_with_right_checksums_are_read_or_refused()
    {
        var pickle = new PickleWriter().Proto().Global("collections", "OrderedDict").Op(")R(")
            .Text("w").Tensor("0", "FloatStorage", 4, 0, [2, 2], [2, 1])
            .Text("list").Op("](").Int(1).Int(2).Op("e")
            .Text("none").Op("N").Op("u}").Text("_metadata").Op("Nsb.").Bytes();
        var random = new Random(7);
        for (var index = 0; index < 10_000; index++)
        {
            var bytes = CheckpointWriter.OfPickle(Mutation.Of(pickle, random), ("data/0", new byte[16]));
            try
            {
                foreach (var tensor in Checkpoint.Read(bytes, "mutated.pt").Tensors.Values)
                    Assert.InRange(tensor.ToFloats().Length, 0, 16);
            }
            catch (CheckpointException failure)
            {
                Assert.StartsWith("mutated.pt: ", failure.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] TensorPickle(int count, int offset, int[] shape, int[] strides) =>
        new PickleWriter().Proto().Tensor("0", "FloatStorage", count, offset, shape, strides).Op(".").Bytes();
}
