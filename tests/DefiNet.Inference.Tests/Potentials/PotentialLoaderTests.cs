using System.Text.Json;
using System.Text.Json.Nodes;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Tests.Checkpoints;

namespace DefiNet.Inference.Tests.Potentials;

public sealed class PotentialLoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("potential").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_with_description_and_weights_is_an_m3gnet()
    {
        WriteM3GNet(_ => { });

        foreach (var path in (string[])[_folder, Path.Combine(_folder, "state.pt"), Path.Combine(_folder, "model.json")])
        {
            var model = PotentialLoader.Load(path);

            Assert.Equal("m3gnet", model.Architecture);
            Assert.Equal(4.5, model.Cutoff);
            Assert.Equal(path, model.Path);
            Assert.Equal([new Element(6), new Element(7), new Element(16)], model.Elements);
        }
    }

    [Fact]
    public void A_checkpoint_of_chgnet_is_recognised_by_its_tensors()
    {
        var path = Write("net.pth.tar", SeededPotential.ChgnetBytes());

        Assert.Equal("chgnet", PotentialLoader.Load(path).Architecture);
    }

    [Theory]
    [InlineData("cutoff", "\"long\"", "must be a number")]
    [InlineData("cutoff", "1e9", "must be between 1 and 20")]
    [InlineData("threebody_cutoff", "9", "no larger")]
    [InlineData("max_l", "4", "can be run")]
    [InlineData("max_n", "-1", "whole number")]
    [InlineData("is_intensive", "true", "must be false")]
    [InlineData("use_phi", "true", "must be false")]
    [InlineData("use_smooth", "1", "must be true or false")]
    [InlineData("rbf_type", "\"Gaussian\"", "must be SphericalBessel")]
    [InlineData("activation_type", "\"tanh\"", "must be swish")]
    [InlineData("element_types", "[\"C\", \"N\", \"Xx\"]", "no element symbol")]
    [InlineData("element_types", "[\"C\", \"C\", \"N\"]", "twice")]
    [InlineData("element_types", "[\"C\", \"N\"]", "must be 2×16")]
    [InlineData("element_types", "3", "not a list")]
    public void A_description_that_cannot_be_run_is_refused_with_the_reason(string argument, string value, string reason)
    {
        WriteM3GNet(arguments => arguments[argument] = JsonNode.Parse(value));

        var complaint = Assert.Throws<CheckpointException>(() => PotentialLoader.Load(_folder));

        Assert.Contains(reason, complaint.Message, StringComparison.Ordinal);
        Assert.StartsWith(_folder, complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_is_not_json_is_refused_with_its_line()
    {
        WriteM3GNet(_ => { });
        Write("model.json", "{\n\"a\": ]"u8.ToArray());

        Assert.Contains("model.json:2", Assert.Throws<CheckpointException>(() => PotentialLoader.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_half_of_a_folder_is_named()
    {
        WriteM3GNet(_ => { });
        File.Delete(Path.Combine(_folder, "state.pt"));

        Assert.Contains("state.pt", Assert.Throws<FileNotFoundException>(() => PotentialLoader.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_architecture_are_refused()
    {
        var path = Write("net.pt", CheckpointWriter.StateDict([("layer.weight", [2], [1, 2])]));
        var bare = Write("bare.pt", CheckpointWriter.StateDict(SeededPotential.M3GNetTensors(false, 16, 1)));

        Assert.Contains("no potential", Assert.Throws<CheckpointException>(() => PotentialLoader.Load(path)).Message, StringComparison.Ordinal);
        Assert.Contains("without its model.json", Assert.Throws<CheckpointException>(() => PotentialLoader.Load(bare)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_misshapen_or_infinite_tensor_is_named()
    {
        var tensors = SeededPotential.ChgnetTensors(1).ToList();
        foreach (var index in (int[])[0, 5, 12, tensors.Count - 1])
        {
            var (name, shape, numbers) = tensors[index];
            (string, int[], float[])[] spoilt = [(name, [.. shape, 1], numbers), (name, shape, [.. numbers.Select(_ => float.NaN)])];
            foreach (var tensor in spoilt)
            {
                var path = Write("net.pt", CheckpointWriter.StateDict([.. tensors[..index], tensor, .. tensors[(index + 1)..]]));
                Assert.Contains(name, Assert.Throws<CheckpointException>(() => PotentialLoader.Load(path)).Message, StringComparison.Ordinal);
            }
        }

        var without = Write("net.pt", CheckpointWriter.StateDict(tensors.Where(tensor => !tensor.Name.Contains("bn1.weight", StringComparison.Ordinal))));
        Assert.Contains("bn1.weight", Assert.Throws<CheckpointException>(() => PotentialLoader.Load(without)).Message, StringComparison.Ordinal);
    }

    private void WriteM3GNet(Action<JsonObject> change)
    {
        var arguments = new JsonObject
        {
            ["element_types"] = new JsonArray("C", "N", "S"),
            ["max_n"] = 3,
            ["max_l"] = 3,
            ["cutoff"] = 4.5,
            ["threebody_cutoff"] = 3.5,
            ["is_intensive"] = false,
            ["use_smooth"] = false,
        };
        change(arguments);
        var root = new JsonObject
        {
            ["@class"] = "Potential",
            ["kwargs"] = new JsonObject { ["model"] = new JsonObject { ["@class"] = "M3GNet", ["init_args"] = arguments }, ["calc_repuls"] = false },
        };
        Write("model.json", JsonSerializer.SerializeToUtf8Bytes(root));
        Write("state.pt", CheckpointWriter.StateDict(SeededPotential.M3GNetTensors(false, 32, 1)));
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
