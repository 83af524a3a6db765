using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.Models;
using DefiNet.Inference.Tests.DefectNets;

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

        Assert.Equal("definet-64x4", model.Name);
        Assert.Equal((64, 4, 128), (net.Channels, net.Layers, net.RadialFunctions));
        Assert.Equal(model.Parameters, net.Parameters);
        Assert.Contains(model.Sha256, File.ReadAllText(model.CardPath!), StringComparison.Ordinal);
        Assert.Contains("CC BY 4.0", File.ReadAllText(model.CardPath!), StringComparison.Ordinal);
        Assert.Equal(6, model.Validation.Length);
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
