using System.Text.Json.Nodes;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Tests.DefectNets;
using DefiNet.Inference.Tests.Potentials;

namespace DefiNet.Inference.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    [Fact]
    public void A_net_from_safetensors_is_the_net_from_the_archive()
    {
        var tensors = SeededNet.Tensors(8, 2, 6, 1, 118).ToList();
        var archive = Checkpoint.Read(CheckpointWriter.StateDict(tensors), "a.pt");
        var flat = Checkpoint.Read(SafetensorsWriter.Of(tensors), "a.safetensors");

        Assert.Equal("pt", flat.Values["format"]);
        foreach (var (name, tensor) in archive.Tensors)
        {
            Assert.Equal(tensor.Shape, flat.Tensors[name].Shape);
            Assert.Equal(tensor.ToFloats(), flat.Tensors[name].ToFloats());
        }

        Assert.Equal(2, DefectNet.Load(flat).Layers);
    }

    [Fact]
    public void A_state_dict_of_chgnet_runs_with_the_usual_arguments()
    {
        var tensors = SeededPotential.ChgnetTensors(1).Select(tensor => (tensor.Name["model.state_dict.".Length..], tensor.Shape, tensor.Numbers));

        var model = PotentialLoader.Of(Checkpoint.Read(SafetensorsWriter.Of(tensors), "chgnet.safetensors"), "chgnet.safetensors");

        var crystal = SmallCrystals.Random(1);
        Assert.Equal(SeededPotential.Chgnet().Evaluate(crystal).Energy, model.Evaluate(crystal).Energy);
    }

    public static TheoryData<string, string> Spoilt => new()
    {
        { "dtype", "none that can be read" }, { "shape", "cannot be right" }, { "negative", "cannot be right" }, { "offsets", "ask for" }, { "overlap", "overlap" }, { "gap", "overlap" }, { "list", "cannot be read" }, { "text", "cannot be read" },
    };

    [Theory, MemberData(nameof(Spoilt))]
    public void A_header_that_lies_is_refused(string what, string reason)
    {
        var bytes = SafetensorsWriter.Of([("a", [2], [1, 2]), ("b", [2], [3, 4])], header =>
        {
            var a = header["a"]!.AsObject();
            var b = header["b"]!.AsObject();
            switch (what)
            {
                case "dtype": a["dtype"] = "F4"; break;
                case "shape": a["shape"] = new JsonArray(int.MaxValue, int.MaxValue); break;
                case "negative": a["shape"] = new JsonArray(-2); break;
                case "offsets": a["data_offsets"] = new JsonArray(0, 1L << 40); break;
                case "overlap": b["data_offsets"] = new JsonArray(0, 8); break;
                case "gap": header.Remove("a"); break;
                case "list": header["a"] = new JsonArray(); break;
                default: a["data_offsets"] = "here"; break;
            }
        });

        var failure = Assert.Throws<CheckpointException>(() => Checkpoint.Read(bytes, "lie.safetensors"));

        Assert.StartsWith("lie.safetensors: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_longer_than_the_file_or_a_file_cut_off_is_refused()
    {
        var whole = SafetensorsWriter.Of([("a", [2], [1, 2])]);
        byte[] endless = [.. whole];
        endless.AsSpan(0, 8).Fill(0xff);

        Assert.Contains("header is said", Assert.Throws<CheckpointException>(() => Checkpoint.Read(endless, "x")).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => Checkpoint.Read(whole.AsMemory(0, whole.Length - 4), "x"));
        Assert.Throws<CheckpointException>(() => Checkpoint.Read(whole.AsMemory(0, 30), "x"));
    }
}
