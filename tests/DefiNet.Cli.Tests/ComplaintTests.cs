using DefiNet.Crystals;
using DefiNet.Inference.Models;

namespace DefiNet.Cli.Tests;

public sealed class ComplaintTests
{
    [Fact]
    public void Bad_input_found_by_parallel_work_keeps_its_sentence_and_its_exit_code()
    {
        var failure = new AggregateException(new AggregateException(new CrystalException("POSCAR:2: the scale is 'x'.")));

        Assert.Equal(ExitCode.BadInput, Complaint.ExitCodeOf(failure));
        Assert.Equal("POSCAR:2: the scale is 'x'.", Complaint.SentenceOf(failure));
    }

    [Fact]
    public void A_model_that_is_not_there_is_bad_input() =>
        Assert.Equal(ExitCode.BadInput, Complaint.ExitCodeOf(new ModelException("There is no model 'x'.")));

    [Fact]
    public void A_defect_of_the_program_says_so_and_hides_nothing()
    {
        var failure = new InvalidOperationException("unforeseen");

        Assert.Null(Complaint.ExitCodeOf(failure));
        Assert.Contains("defect of definet", Complaint.SentenceOf(failure), StringComparison.Ordinal);
        Assert.Contains("unforeseen", Complaint.SentenceOf(failure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("structure", "info", "")]
    [InlineData("structure", "info", "/no/such/file")]
    [InlineData("relax", "", "--with", "raw")]
    [InlineData("defects", "find", "")]
    [InlineData("model", "info", "nosuch")]
    public async Task Bad_input_ends_with_exit_code_3(params string[] arguments) =>
        Assert.Equal(ExitCode.BadInput, await CommandLine.RunAsync(arguments));

    [Theory]
    [InlineData("relax", "a.cif", "--with", "raw", "--stepz", "2")]
    [InlineData("structure", "info", "a.cif", "--stepz")]
    public async Task A_misspelt_option_is_not_taken_for_a_file(params string[] arguments) =>
        Assert.Equal(ExitCode.WrongUsage, await CommandLine.RunAsync(arguments));

    [Fact]
    public void A_file_or_folder_that_is_not_there_is_named_in_our_own_words()
    {
        Assert.Equal("/nowhere.cif: there is no such file.", SentenceOf(() => File.ReadAllText("/nowhere.cif")));
        Assert.Equal("/nowhere/a.cif: there is no such file or folder.", SentenceOf(() => File.ReadAllText("/nowhere/a.cif")));
        Assert.Equal("a.pt: there is no such file; name another.", SentenceOf(() => throw new FileNotFoundException("a.pt: there is no such file; name another.", "a.pt")));
    }

    private static string SentenceOf(Action work) => Complaint.SentenceOf(Assert.ThrowsAny<IOException>(work));
}
