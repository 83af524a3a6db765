using DefiNet.Campaigns.Running;

namespace DefiNet.Campaigns.Tests.Running;

public sealed class RunMachineTests
{
    [Fact]
    public void Whatever_leads_to_a_state_asks_for_the_same_work_there_so_that_a_crash_can_be_made_good() =>
        Assert.All(RunMachine.Table.Values.GroupBy(transition => transition.To), group =>
            Assert.Equal(RunMachine.EffectIn(group.Key), Assert.Single(group.Select(transition => transition.Effect).Distinct())));

    [Fact]
    public void Only_another_arms_correction_and_a_person_lead_out_of_a_final_state_and_every_other_can_be_cancelled() =>
        Assert.All(Enum.GetValues<RunState>(), state =>
        {
            var events = RunMachine.Table.Keys.Where(key => key.From == state).Select(key => key.Event).ToList();
            if (RunMachine.IsFinal(state))
                Assert.Equal([state == RunState.Recorded ? RunEvent.Reopen : RunEvent.Retry], events);
            Assert.Equal(!RunMachine.IsFinal(state), events.Contains(RunEvent.Cancel));
        });

    [Fact]
    public void Every_state_is_reached_and_every_final_one_ends_the_work()
    {
        Assert.Equal(Enum.GetValues<RunState>(), RunMachine.Table.Values.Select(transition => transition.To).Distinct().Order());
        Assert.All(RunMachine.Table.Values, transition => Assert.Equal(RunMachine.IsFinal(transition.To), transition.Effect == RunEffect.None));
    }

    [Fact]
    public void The_life_of_an_undisturbed_run_on_a_cluster()
    {
        var state = RunState.Planned;
        foreach (var what in (RunEvent[])[RunEvent.Submit, RunEvent.Stage, RunEvent.Accept, RunEvent.See, RunEvent.Start, RunEvent.Leave, RunEvent.End, RunEvent.Fetch, RunEvent.Record])
            state = RunMachine.Next(state, what).To;

        Assert.Equal(RunState.Recorded, state);
    }

    [Fact]
    public void The_life_of_an_undisturbed_run()
    {
        var state = RunState.Planned;
        foreach (var what in (RunEvent[])[RunEvent.Submit, RunEvent.Stage, RunEvent.Launch, RunEvent.End, RunEvent.Record])
            state = RunMachine.Next(state, what).To;

        Assert.Equal(RunState.Recorded, state);
    }

    [Fact]
    public void What_the_table_does_not_have_does_not_happen() =>
        Assert.Contains("recorded", Assert.Throws<InvalidOperationException>(() => RunMachine.Next(RunState.Recorded, RunEvent.Submit)).Message, StringComparison.Ordinal);

    [Fact]
    public void States_are_stored_by_name() =>
        Assert.All(Enum.GetValues<RunState>(), state => Assert.Equal(state, RunMachine.StateOf(RunMachine.NameOf(state))));

    [Theory]
    [InlineData("Recorded")]
    [InlineData("3")]
    [InlineData("lost")]
    public void An_unknown_state_in_the_store_is_named(string name) =>
        Assert.Contains($"'{name}'", Assert.Throws<CampaignException>(() => RunMachine.StateOf(name)).Message, StringComparison.Ordinal);
}
