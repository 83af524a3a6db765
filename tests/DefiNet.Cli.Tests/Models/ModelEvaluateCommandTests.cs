using DefiNet.Inference.Tests;

namespace DefiNet.Cli.Tests.Models;

public sealed class ModelEvaluateCommandTests
{
    [Theory]
    [InlineData("definet-compact", 0.7)]
    [InlineData("deeprelax-compact", 0.8)]
    public void A_shipped_model_is_nearer_than_the_unrelaxed_structures_and_every_line_has_its_fields(string model, double most)
    {
        var data = Path.Combine(SharedFolder.RepositoryRoot(), "config", "samples", "2dmd-mos2");

        var answer = Definet.Run(Path.GetTempPath(), "model", "evaluate", model, data, "--max", "3", "--json");

        Assert.True(answer.Code == 0, answer.Complaints);
        var (dummy, net) = (answer.Lines[0], answer.Lines[1]);
        Assert.Equal(("Dummy", model, "MoS2", 3), (dummy.GetProperty("model").GetString(), net.GetProperty("model").GetString(), net.GetProperty("material").GetString(), net.GetProperty("structures").GetInt32()));
        Assert.True(net.GetProperty("mae_A").GetDouble() < most * net.GetProperty("dummy_mae_A").GetDouble());
        Assert.Equal(dummy.GetProperty("mae_A").GetDouble(), net.GetProperty("dummy_mae_A").GetDouble(), 1e-12);
        Assert.All(["3", "4", "5", "6"], within => Assert.True(net.GetProperty("mae_near_defects_A").GetProperty(within).GetDouble() > 0));
    }

    [Fact]
    public void The_same_defects_in_twelve_by_twelve_cells_are_compared_when_asked_for()
    {
        var data = Path.Combine(SharedFolder.RepositoryRoot(), "config", "samples", "2dmd-mos2");

        var answer = Definet.Run(Path.GetTempPath(), "model", "evaluate", "definet-64x4", data, "--max", "1", "--scaling", "--json");

        Assert.True(answer.Code == 0, answer.Complaints);
        var line = answer.Lines[^1];
        Assert.Equal(("definet-64x4", 12), (line.GetProperty("model").GetString(), line.GetProperty("scaling").GetInt32()));
        Assert.True(line.GetProperty("same_surroundings_mean_difference_A").GetDouble() < line.GetProperty("mean_displacement_A").GetDouble());
    }

    [Theory]
    [InlineData("--fit-references goes with --energies alone", "--fit-references")]
    [InlineData("--largest-force goes with --energies alone", "--largest-force", "5")]
    [InlineData("--scaling, --materials and --density do not go with it", "--energies", "--scaling", "9")]
    [InlineData("it must be a whole number from 2 to 32", "--scaling", "1000")]
    public void Options_that_do_not_go_together_are_refused_as_wrong_usage(string complaint, params string[] options)
    {
        var answer = Definet.Run(Path.GetTempPath(), ["model", "evaluate", "definet-64x4", "data", .. options]);

        Assert.Equal(2, answer.Code);
        Assert.Contains(complaint, answer.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_without_pairs_is_told_in_one_sentence()
    {
        var data = Path.Combine(SharedFolder.RepositoryRoot(), "config", "samples", "2dmd-mos2");

        var answer = Definet.Run(Path.GetTempPath(), "model", "evaluate", "definet-compact", data, "--split", "training");

        Assert.Equal(3, answer.Code);
        Assert.Contains("no pair of the split 'training'", answer.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_one_name_are_told_apart_by_what_they_were_given_as()
    {
        var root = SharedFolder.RepositoryRoot();
        var (data, folder) = (Path.Combine(root, "config", "samples", "2dmd-mos2"), Path.Combine(root, "models", "definet-64x4"));

        var answer = Definet.Run(Path.GetTempPath(), "model", "evaluate", $"definet-64x4,{folder}", data, "--max", "1", "--json");

        Assert.True(answer.Code == 0, answer.Complaints);
        var rows = answer.Lines.Where(line => line.GetProperty("material").GetString() == "MoS2").Select(line => (line.GetProperty("model").GetString(), line.GetProperty("structures").GetInt32()));
        Assert.Equal([("Dummy", 1), ("definet-64x4", 1), (folder, 1)], rows);
    }

    [Fact]
    public void A_model_that_is_named_twice_is_refused()
    {
        var answer = Definet.Run(Path.GetTempPath(), "model", "evaluate", "definet-64x4,definet-64x4", Path.Combine(SharedFolder.RepositoryRoot(), "config", "samples", "2dmd-mos2"));

        Assert.Equal(3, answer.Code);
        Assert.Contains("'definet-64x4' is named twice", answer.Complaints, StringComparison.Ordinal);
    }
}
