using System.Text;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Potentials.M3GNet;
using DefiNet.Inference.Tests.DefectNets;
using DefiNet.Inference.Tests.DistanceNets;
using DefiNet.Inference.Tests.Potentials;

namespace DefiNet.Inference.Tests.Checkpoints;

/// <summary>Spoilt files through every loader: a quick share of them, all 10,000 of each kind where <c>DEFINET_FUZZ</c> is set.</summary>
public sealed class MutatedModelsTests
{
    private const int Share = 400;
    private const int Whole = 10_000;
    private const long MostAllocated = 48L << 20;

    private const string Description = """
        {"@class": "Potential", "kwargs": {"calc_repuls": false, "model": {"@class": "M3GNet", "init_args": {
          "element_types": ["C", "N", "S"], "max_n": 3, "max_l": 3, "cutoff": 4.5, "threebody_cutoff": 3.5, "is_intensive": false, "use_smooth": false}}}}
        """;

    private static readonly M3GNetSettings Settings = new([new Element(6), new Element(7), new Element(16)], 4.5, 3.5, 3, 3, false);

    public static TheoryData<string> Kinds => [.. Loaders.Keys];

    private static Dictionary<string, (Func<byte[]> Original, Action<byte[]> Load)> Loaders { get; } = new()
    {
        ["DefiNet"] = (() => SeededNet.Bytes(8, 1, 4, elements: 4), bytes => DefectNet.Load(Checkpoint.Read(bytes, "mutated"))),
        ["DeepRelax"] = (() => SeededDistanceNet.Bytes(8, 1, 4, 4, elements: 4), bytes => DistanceNet.Load(Checkpoint.Read(bytes, "mutated"))),
        ["M3GNet"] = (() => CheckpointWriter.StateDict(SeededPotential.M3GNetTensors(false, 16, 1)), bytes => _ = new M3GNetModel(Checkpoint.Read(bytes, "mutated"), Settings, "mutated")),
        ["CHGNet"] = (() => SeededPotential.ChgnetBytes(), bytes => PotentialLoader.Of(Checkpoint.Read(bytes, "mutated"), "mutated")),
        ["safetensors"] = (() => SafetensorsWriter.Of(SeededNet.Tensors(8, 1, 4, 1, 4)), bytes => DefectNet.Load(Checkpoint.Read(bytes, "mutated"))),
        ["safetensors with the header's length put right"] = (() => SafetensorsWriter.Of([("a", [2, 3], new float[6]), ("b", [4], new float[4])])[8..], bytes => ReadAll(Checkpoint.Read(Headed(bytes), "mutated"))),
        ["matgl's model.json"] = (() => Encoding.UTF8.GetBytes(Description), bytes => MatglModelFile.Read(bytes, "mutated")),
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_spoilt_file_is_read_or_refused_with_a_sentence_and_takes_no_memory(string kind)
    {
        var (make, load) = Loaders[kind];
        var original = make();
        load(original);
        var random = new Random(20250701);
        var count = Environment.GetEnvironmentVariable("DEFINET_FUZZ") is { Length: > 0 } ? Whole : Share;
        var refused = 0;
        for (var index = 0; index < count; index++)
        {
            var bytes = Mutation.Of(original, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                load(bytes);
            }
            catch (CheckpointException failure)
            {
                refused++;
                Assert.StartsWith("mutated", failure.Message, StringComparison.Ordinal);
                Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
                Assert.InRange(failure.Message.Length, 20, 600);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        }

        Assert.True(refused > count / 10, $"{refused} of {count} were refused");
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {refused} of {count} refused");
    }

    [Fact]
    public void Two_hundred_pickles_that_want_to_run_something_are_refused()
    {
        string[] callables =
        [
            "os system", "posix system", "nt system", "os popen", "os execv", "subprocess Popen", "subprocess check_output", "builtins eval", "builtins exec", "builtins compile",
            "builtins getattr", "builtins __import__", "builtins open", "__builtin__ eval", "__builtin__ apply", "importlib import_module", "runpy run_path", "pickle loads", "_pickle loads", "marshal loads",
            "types FunctionType", "types CodeType", "functools partial", "operator attrgetter", "operator methodcaller", "socket socket", "urllib.request urlopen", "shutil rmtree", "pty spawn", "code interact",
            "torch load", "torch.hub load", "torch.jit load", "torch._utils _rebuild_wrapper_subclass", "torch.serialization load", "numpy.core.multiarray _reconstruct", "numpy load", "collections namedtuple", "webbrowser open", "ctypes CDLL",
        ];
        var shapes = new Func<string, string, byte[]>[]
        {
            (module, name) => new PickleWriter().Proto().Global(module, name).Op("(").Text("touch /tmp/owned-by-a-pickle").Op("tR.").Bytes(),
            (module, name) => new PickleWriter().Proto().Text(module).Text(name).Raw(0x93).Op("(").Text("touch /tmp/owned-by-a-pickle").Op("tR.").Bytes(),
            (module, name) => new PickleWriter().Proto().Global(module, name).Op("(").Text("touch /tmp/owned-by-a-pickle").Op("t").Raw(0x81).Op(".").Bytes(),
            (module, name) => new PickleWriter().Proto().Op("(").Text("touch /tmp/owned-by-a-pickle").Op($"i{module}\n{name}\n.").Bytes(),
            (module, name) => new PickleWriter().Proto().Op("}").Text("k").Global(module, name).Op(")R").Op("(").Text("a").Op("tbs.").Bytes(),
        };
        var tried = 0;
        foreach (var callable in callables)
            foreach (var shape in shapes)
            {
                var words = callable.Split(' ');
                var bytes = CheckpointWriter.OfPickle(shape(words[0], words[1]), ("data/0", new byte[16]));

                var failure = Assert.Throws<CheckpointException>(() => Checkpoint.Read(bytes, "hostile.pt"));

                Assert.StartsWith("hostile.pt: ", failure.Message, StringComparison.Ordinal);
                tried++;
            }

        Assert.Equal(200, tried);
        Assert.False(File.Exists("/tmp/owned-by-a-pickle"));
    }

    // Forty bytes of numbers stand behind the header, however long it has become.
    private static byte[] Headed(byte[] bytes) => SafetensorsWriter.Of(bytes[..Math.Max(0, bytes.Length - 40)], bytes[Math.Max(0, bytes.Length - 40)..]);

    private static void ReadAll(Checkpoint checkpoint)
    {
        foreach (var tensor in checkpoint.Tensors.Values)
            _ = tensor.ToFloats();
    }
}
