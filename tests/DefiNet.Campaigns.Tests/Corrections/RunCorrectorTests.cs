using DefiNet.Campaigns.Corrections;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Campaigns.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Tests.Corrections;

/// <summary>Runs of the raw arm take 6 steps, those of the other arm 3.</summary>
public sealed class RunCorrectorTests
{
    private const string InRawAlone = "5 IBRION 2 ZBRENT: fatal error in bracketing";
    private const string InOtherAlone = "8 IBRION 2 ZBRENT: fatal error in bracketing";
    private const string InBoth = "2 IBRION 2 ZBRENT: fatal error in bracketing";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_corrected_run_begins_again_and_only_its_last_attempt_counts()
    {
        using var campaign = Campaign(InBoth, "zbrent: {change: IBRION = 1}");

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((2, 0), (outcome.Recorded, outcome.Failed));
        Assert.All(campaign.Runs(), run => Assert.Equal(("recorded", false, run.Parts, ScriptedEngine.StepsOf(DefiNet.Campaigns.Storage.StructureBlob.Read(run.Start!.Structure))), (run.State, run.Restarted, run.FirstPart, run.Record!.IonicSteps)));
        Assert.All(Corrections(campaign), row => Assert.Equal(("zbrent", "IBRION", "2", "1", true), (row.Error, row.Tag, row.OldValue, row.NewValue, row.AllArms)));
        Assert.Null(LeftOut(campaign));
    }

    [Fact]
    public async Task An_arm_that_had_ended_well_is_run_again_with_the_change_of_the_other()
    {
        using var campaign = Campaign(InOtherAlone, "zbrent: {change: IBRION = 1}", slots: 1, spared: -3);

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((2, 0, 0), (outcome.Recorded, outcome.Failed, outcome.Left));
        var runs = campaign.Runs();
        Assert.Single(runs.Select(run => run.SettingsHash).Distinct());
        Assert.All(runs, run => Assert.Equal((2, 2), (run.Parts, run.FirstPart)));
        var corrections = Corrections(campaign);
        Assert.Equal(2, corrections.Count);
        Assert.All(corrections, row => Assert.Equal(runs.Single(run => run.Start!.Relaxer == "definet").Id, row.CauseRunId));
        Assert.Null(LeftOut(campaign));
    }

    [Fact]
    public async Task A_campaign_of_many_ends_with_every_pair_treated_alike()
    {
        using var campaign = Campaign(InRawAlone, "zbrent: {change: IBRION = 1}", configurations: 6);

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal((12, 0, 0), (outcome.Recorded, outcome.Failed, outcome.Left));
        using var context = campaign.Store.NewContext();
        Assert.Equal([6], context.Database.SqlQueryRaw<int>("SELECT count(*) AS \"Value\" FROM ionic_step_saving WHERE comparable").ToList());
    }

    [Fact]
    public async Task A_change_of_one_arm_alone_leaves_the_pair_out_with_that_reason()
    {
        using var campaign = Campaign(InRawAlone, "zbrent: {change: IBRION = 1, arms: this}");

        await campaign.Run(cancellation: Cancellation);

        Assert.Single(Corrections(campaign));
        Assert.Equal("corrected otherwise", LeftOut(campaign));
    }

    [Fact]
    public async Task An_arm_that_has_ended_stays_where_the_policy_says_so()
    {
        using var campaign = Campaign(InOtherAlone, "zbrent: {change: IBRION = 1, ended: leave_out}", slots: 1, spared: -3);

        await campaign.Run(cancellation: Cancellation);

        Assert.Equal("corrected otherwise", LeftOut(campaign));
        Assert.Equal([1, 2], campaign.Runs().Select(run => run.Parts).Order());
    }

    [Fact]
    public async Task What_was_done_often_enough_fails_with_the_errors_name()
    {
        using var campaign = Campaign("2 EDIFFG -0.01 ZBRENT: fatal error in bracketing", "zbrent: {change: [IBRION = 1, POTIM = 0.3]}");

        var outcome = await campaign.Run(cancellation: Cancellation);

        Assert.Equal(2, outcome.Failed);
        Assert.All(campaign.Runs(), run => Assert.StartsWith("zbrent: the line search", run.Reason, StringComparison.Ordinal));
        Assert.Equal("raw arm failed", LeftOut(campaign));
    }

    [Fact]
    public async Task Without_a_rule_an_error_fails_the_run_with_its_name()
    {
        using var campaign = Campaign(InRawAlone, policy: null);

        await campaign.Run(cancellation: Cancellation);

        var failed = Assert.Single(campaign.Runs(), run => run.State == "failed");
        Assert.Contains("zbrent", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(Corrections(campaign));
    }

    [Fact]
    public async Task An_arm_that_begins_later_inherits_the_change()
    {
        using var campaign = Campaign(InRawAlone, "zbrent: {change: IBRION = 1}", slots: 1);

        await campaign.Run(cancellation: Cancellation);

        Assert.Single(campaign.Runs().Select(run => run.SettingsHash).Distinct());
        Assert.Equal(1, campaign.Runs().Single(run => run.Start!.Relaxer == "definet").Parts);
        Assert.Null(LeftOut(campaign));
    }

    [Fact]
    public async Task Killed_before_and_after_every_commit_the_corrected_campaign_ends_the_same()
    {
        string[] hooks = ["before Correct", "after Correct", "before Record", "after Submit"];
        using var undisturbed = Campaign(InRawAlone, "zbrent: {change: IBRION = 1}", slots: 1);
        await undisturbed.Run(cancellation: Cancellation);
        foreach (var hook in hooks)
        {
            using var campaign = Campaign(InRawAlone, "zbrent: {change: IBRION = 1}", slots: 1);
            var thrown = false;
            await Assert.ThrowsAsync<InvalidOperationException>(() => campaign.Run(at =>
            {
                if (at == hook && !thrown)
                {
                    thrown = true;
                    throw new InvalidOperationException("killed");
                }
            }, Cancellation));

            await campaign.Run(cancellation: Cancellation);

            Assert.Equal(undisturbed.Results(), campaign.Results());
        }
    }

    private static TestCampaign Campaign(string error, string? policy, int configurations = 1, int slots = 3, int spared = 3) =>
        new(configurations, error: error)
        {
            Corrections = policy is null ? CorrectionPolicy.None : CorrectionPolicyReader.Read(policy, "policy.yaml"),
            Slots = slots,
            Spared = spared,
        };

    private static List<RunCorrectionRow> Corrections(TestCampaign campaign)
    {
        using var context = campaign.Store.NewContext();
        return [.. context.RunCorrections.AsNoTracking()];
    }

    private static string? LeftOut(TestCampaign campaign)
    {
        using var context = campaign.Store.NewContext();
        return context.Pairs.Single().LeftOutReason;
    }
}
