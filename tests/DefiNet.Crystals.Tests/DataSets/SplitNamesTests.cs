using DefiNet.Crystals.DataSets;

namespace DefiNet.Crystals.Tests.DataSets;

public sealed class SplitNamesTests
{
    [Fact]
    public void Every_split_but_none_has_a_name_that_names_it() =>
        Assert.All(Enum.GetValues<Split>(), split => Assert.Equal(split, SplitNames.Of(split) is { } name ? SplitNames.TryParse(name) : Split.None));

    [Theory]
    [InlineData("training", Split.Training)]
    [InlineData("validation", Split.Validation)]
    [InlineData("Validation", null)]
    [InlineData("", null)]
    public void A_word_is_a_name_too_and_anything_else_is_none(string name, Split? split) => Assert.Equal(split, SplitNames.TryParse(name));
}
