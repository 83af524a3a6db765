using DefiNet.Campaigns.Corrections;

namespace DefiNet.Campaigns.Tests.Corrections;

public sealed class CorrectionPolicyReaderTests
{
    [Fact]
    public void The_policy_that_ships_can_be_read_and_treats_the_optimisers_errors_in_all_arms()
    {
        var policy = CorrectionPolicyReader.Named(null);

        Assert.Equal((2, 2, true, true), policy.For("zbrent") is { } rule ? (rule.Changes.Length, rule.Times, rule.AllArms, rule.RepeatEnded) : default);
        Assert.True(policy.For("walltime")!.Changes.IsEmpty);
        Assert.All(policy.Rules.Values, changing => Assert.True(changing.Changes.IsEmpty || changing.AllArms));
    }

    [Theory]
    [InlineData("zbrnt: {change: IBRION = 1}", "p.yaml:1: zbrnt: there is no such error; names are zbrent, zheev, zpotrf.")]
    [InlineData("zbrent: {chnge: IBRION = 1}", "p.yaml:1: zbrent.chnge: there is no such field; the fields are change, times, arms, ended.")]
    [InlineData("zbrent: {change: IBRION}", "p.yaml:1: zbrent.change: 'IBRION' sets no tag; write as in an INCAR, such as IBRION = 1; POTIM = 0.3.")]
    [InlineData("zbrent: {change: IBRION =}", "p.yaml:1: zbrent.change: IBRION has no value; give what it is to be.")]
    [InlineData("zbrent:\n  change: [IBRION = 1, IBRION = 3]\n  times: 1", "p.yaml:3: zbrent.times: is 1, but there are 2 changes; each needs a time.")]
    [InlineData("zbrent:\n  change: IBRION = 1\n  arms: both", "p.yaml:3: zbrent.arms: is 'both'; it must be all or this.")]
    [InlineData("walltime: {times: 3, arms: all}", "p.yaml:1: walltime.arms: says what other arms get, but nothing is changed; give a change or leave this out.")]
    [InlineData("zbrent: IBRION = 1", "p.yaml:1: zbrent: must hold fields of its own.")]
    public void What_cannot_be_right_is_named_with_file_line_and_field(string text, string message) =>
        Assert.Equal(message, Assert.Throws<CampaignException>(() => CorrectionPolicyReader.Read(text, "p.yaml")).Message);

    [Fact]
    public void Several_tags_and_several_times_are_read_in_order()
    {
        var rule = CorrectionPolicyReader.Read("brions:\n  change:\n    - POTIM = 0.8; NFREE = 4\n    - IBRION = 2\n  times: 3\n  arms: this\n", "p.yaml").For("brions")!;

        Assert.Equal(["POTIM=0.8 NFREE=4", "IBRION=2"], rule.Changes.Select(change => string.Join(' ', change.Select(tag => $"{tag.Name}={tag.Value}"))));
        Assert.Equal((3, false), (rule.Times, rule.AllArms));
    }
}
