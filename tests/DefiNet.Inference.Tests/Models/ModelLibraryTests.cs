using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Models;
using DefiNet.Inference.Tests.Checkpoints;
using DefiNet.Inference.Tests.DefectNets;
using DefiNet.Inference.Tests.DistanceNets;
using DefiNet.Inference.Tests.Potentials;

namespace DefiNet.Inference.Tests.Models;

public sealed class ModelLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-models-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_model_is_the_default_and_its_file_is_the_one_described()
    {
        var library = new ModelLibrary(ShippedModels(), _folder);

        var model = library.DefaultOf("definet");
        var net = ModelLibrary.LoadDefectNet(model);

        Assert.Equal("definet-compact", model.Name);
        Assert.Equal((96, 4, 128), (net.Channels, net.Layers, net.RadialFunctions));
        Assert.Equal(model.Parameters, net.Parameters);
        Assert.Contains(model.Sha256, File.ReadAllText(model.CardPath!), StringComparison.Ordinal);
        Assert.Contains("CC BY 4.0", File.ReadAllText(model.CardPath!), StringComparison.Ordinal);
        Assert.Equal(8, model.Validation.Length);
        Assert.All(model.Validation, row => Assert.True(row.Mae < row.DummyMae, $"{row.Material}: {row.Mae} Å, unrelaxed {row.DummyMae} Å"));
        var small = library.Find("definet-64x4");
        Assert.Equal((64, 4, 128, SelfEdges.Rounding), (small.Sizes["hidden_channels"], small.Sizes["num_layers"], small.Sizes["num_rbf"], small.Settings!.SelfEdges));
    }

    [Fact]
    public void The_shipped_distance_net_serves_deeprelax_with_the_search_that_comes_to_rest()
    {
        var library = new ModelLibrary(ShippedModels(), _folder);

        var model = library.DefaultOf("deeprelax");
        var net = ModelLibrary.LoadDistanceNet(model);

        Assert.Equal("deeprelax-compact", model.Name);
        Assert.Equal((64, 4, 128, PositionSearch.LeastSquares), (net.Channels, net.Layers, net.RadialFunctions, net.Settings.Search));
        Assert.Contains(net.Sha256, File.ReadAllText(model.CardPath!), StringComparison.Ordinal);
        Assert.Equal(6, model.Validation.Length);
        Assert.All(model.Validation, row => Assert.True(row.Mae < row.DummyMae, $"{row.Material}: {row.Mae} Å, unrelaxed {row.DummyMae} Å"));
    }

    [Fact]
    public void An_added_model_is_copied_listed_and_found()
    {
        var file = Path.Combine(_folder, "own.pt");
        File.WriteAllBytes(file, SeededNet.Bytes(8, 2, 4));
        var library = new ModelLibrary(null, Path.Combine(_folder, "library"));

        var added = library.Add(file);
        File.Delete(file);

        var found = library.Find("own");
        Assert.Equal(added.Sha256, found.Sha256);
        Assert.Equal(8, found.Sizes["hidden_channels"]);
        Assert.Equal(2, ModelLibrary.LoadDefectNet(found).Layers);
        Assert.Contains("already", Assert.Throws<ModelException>(() => library.Add(found.Path, "own")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Potentials_and_other_nets_are_added_as_they_are_and_found_by_name()
    {
        var matgl = Directory.CreateDirectory(Path.Combine(_folder, "M3GNet-PES")).FullName;
        File.WriteAllText(Path.Combine(matgl, "model.json"), """
            {"@class": "Potential", "kwargs": {"model": {"@class": "M3GNet", "init_args": {"element_types": ["C", "N", "S"], "cutoff": 4.5, "threebody_cutoff": 3.5, "is_intensive": false}}}}
            """);
        File.WriteAllBytes(Path.Combine(matgl, "state.pt"), CheckpointWriter.StateDict(SeededPotential.M3GNetTensors(false, 16, 1)));
        var chgnet = Path.Combine(_folder, "chgnet_0.3.0.pth.tar");
        File.WriteAllBytes(chgnet, SeededPotential.ChgnetBytes());
        var distances = Path.Combine(_folder, "distances.safetensors");
        File.WriteAllBytes(distances, SafetensorsWriter.Of(SeededDistanceNet.Tensors(8, 1, 4, 6, 1, 118)));
        var library = new ModelLibrary(null, Path.Combine(_folder, "library"));

        foreach (var path in (string[])[matgl, chgnet, distances])
            library.Add(path);

        Assert.Equal([("M3GNet-PES", "m3gnet"), ("chgnet_0.3.0", "chgnet"), ("distances", "deeprelax")], library.List().Select(entry => (entry.Name, entry.Relaxer)));
        Assert.Equal("m3gnet", ModelLibrary.LoadPotential(library.Find("M3GNet-PES")).Architecture);
        Assert.Equal("chgnet", ModelLibrary.LoadPotential(library.DefaultOf("chgnet")).Architecture);
        Assert.Equal(6, ModelLibrary.LoadDistanceNet(library.Find("distances")).PlaceFunctions);
        Assert.Equal("M3GNet-PES", library.Find(matgl).Name);
        Assert.Contains("is CHGNet", Assert.Throws<ModelException>(() => ModelLibrary.LoadDefectNet(library.Find("chgnet_0.3.0"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_weights_and_description_is_added_as_it_describes_itself()
    {
        var file = Path.Combine(_folder, "own.pt");
        File.WriteAllBytes(file, SeededNet.Bytes(8, 2, 4));
        var settings = new DefectNetSettings { EdgeCutoff = 4, SelfEdges = SelfEdges.Rounding };
        var trained = Path.GetDirectoryName(new ModelLibrary(null, Path.Combine(_folder, "trained")).Add(file, settings: settings).Path)!;
        File.WriteAllText(Path.Combine(trained, "card.md"), "# own");
        var library = new ModelLibrary(null, Path.Combine(_folder, "library"));

        var added = library.Add(trained, "other");

        Assert.Equal(("other", settings, "# own"), (library.Find("other").Name, library.Find("other").Settings, File.ReadAllText(added.CardPath!)));
        File.WriteAllBytes(Path.Combine(trained, "own.pt"), SeededNet.Bytes(8, 2, 4, seed: 2));
        Assert.Contains("SHA-256", Assert.Throws<ModelException>(() => library.Add(trained, "third")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_description_is_told_from_a_name_and_one_of_a_training_names_that_below()
    {
        var library = new ModelLibrary(null, Path.Combine(_folder, "library"));
        Assert.Contains("holds no model.json, so it is no model", Assert.Throws<ModelException>(() => library.Find(_folder)).Message, StringComparison.Ordinal);

        var below = Directory.CreateDirectory(Path.Combine(_folder, "model")).FullName;
        File.WriteAllText(Path.Combine(below, "model.json"), "{}");

        Assert.Contains($"name {below}, which does", Assert.Throws<ModelException>(() => library.Find(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_net_was_trained_without_stands_in_its_description_and_must_be_true()
    {
        var file = Path.Combine(_folder, "blind.pt");
        File.WriteAllBytes(file, CheckpointWriter.StateDict(SeededNet.Tensors(8, 2, 4, 1, 118).Where(tensor => !tensor.Name.Contains("coord_update_layers.0.defect_proj", StringComparison.Ordinal) && !tensor.Name.Contains("coord_update_layers.1.defect_proj", StringComparison.Ordinal))));
        var library = new ModelLibrary(null, Path.Combine(_folder, "library"));
        var added = library.Add(file);

        var found = library.Find("blind");

        Assert.Equal(["markers_in_moves"], found.LeftOutNames);
        Assert.Equal(DefectNetParts.MarkersInMoves, ModelLibrary.LoadDefectNet(found).LeftOut);
        var described = Path.Combine(Path.GetDirectoryName(added.Path)!, "model.json");
        File.WriteAllText(described, File.ReadAllText(described).Replace("markers_in_moves", "markers_in_messages", StringComparison.Ordinal));
        Assert.Contains("leave out markers_in_moves, the description markers_in_messages", Assert.Throws<ModelException>(() => ModelLibrary.LoadDefectNet(library.Find("blind"))).Message, StringComparison.Ordinal);
        File.WriteAllText(described, File.ReadAllText(described).Replace("markers_in_messages", "wings", StringComparison.Ordinal));
        Assert.Contains("'left_out' names 'wings'", Assert.Throws<ModelException>(() => library.Find("blind")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_can_be_named_without_being_added()
    {
        var file = Path.Combine(_folder, "own.pt");
        File.WriteAllBytes(file, SeededNet.Bytes(8, 1, 4));

        var found = new ModelLibrary(null, Path.Combine(_folder, "library")).Find(file);

        Assert.Equal("own", found.Name);
        Assert.Equal(file, found.Path);
    }

    [Fact]
    public void A_changed_file_is_refused()
    {
        var file = Path.Combine(_folder, "own.pt");
        File.WriteAllBytes(file, SeededNet.Bytes(8, 1, 4));
        var library = new ModelLibrary(null, Path.Combine(_folder, "library"));
        var model = library.Add(file);
        File.WriteAllBytes(model.Path, SeededNet.Bytes(8, 1, 4, seed: 2));

        var failure = Assert.Throws<ModelException>(() => ModelLibrary.LoadDefectNet(model));

        Assert.Contains("SHA-256", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_those_known()
    {
        var failure = Assert.Throws<ModelException>(() => new ModelLibrary(ShippedModels(), _folder).Find("nothing"));

        Assert.Contains("definet-64x4", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    public void Names_that_are_no_names_are_refused(string name)
    {
        Assert.Throws<ModelException>(() => new ModelLibrary(null, _folder).Add("any.pt", name));
    }

    [Fact]
    public void A_library_that_cannot_be_written_and_an_empty_path_are_named()
    {
        var file = Path.Combine(_folder, "own.pt");
        File.WriteAllBytes(file, SeededNet.Bytes(8, 2, 4));
        var library = new ModelLibrary(null, file);

        Assert.StartsWith($"The model cannot be written to {Path.Combine(file, "own")}: ", Assert.Throws<ModelException>(() => library.Add(file)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The path of the model is empty", Assert.Throws<ModelException>(() => library.Add("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_model_is_not_added()
    {
        var file = Path.Combine(_folder, "text.pt");
        File.WriteAllText(file, "hello");
        var library = new ModelLibrary(null, Path.Combine(_folder, "library"));

        Assert.Throws<CheckpointException>(() => library.Add(file));

        Assert.Empty(library.List());
    }

    [Fact]
    public void A_broken_description_is_named_with_its_path()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "broken"));
        File.WriteAllText(Path.Combine(_folder, "broken", "model.json"), "{\"name\": \"broken\"}");

        var failure = Assert.Throws<ModelException>(() => new ModelLibrary(null, _folder).List());

        Assert.Contains(Path.Combine("broken", "model.json"), failure.Message, StringComparison.Ordinal);
    }

    private static string ShippedModels()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DefiNet.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "models");
    }
}
