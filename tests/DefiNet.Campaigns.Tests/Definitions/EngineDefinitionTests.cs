using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Running;
using DefiNet.Dft;

namespace DefiNet.Campaigns.Tests.Definitions;

public sealed class EngineDefinitionTests
{
    [Theory]
    [InlineData("cp2k", "{OPTIMIZER: CG, CUTOFF: 400}", "OPTIMIZER", "CG")]
    [InlineData("qe", "{K_POINTS: 2 2 1, NSTEP: 7}", "NSTEP", "7")]
    public void A_definition_names_an_engine_and_its_settings_and_the_rest_are_the_usual_ones(string engine, string settings, string name, string value)
    {
        var read = Read($"engine: {engine}\nsettings: {settings}\n");
        var definition = CampaignPlanner.Complete(read);

        Assert.Equal(engine, definition.Engine);
        Assert.Null(definition.Potential);
        Assert.Equal(value, definition.Settings[name]);
        Assert.Equal("1", definition.Settings["THREADS"]);
        Assert.Equal(definition.Settings, CampaignDefinitionReader.Read(CampaignDefinitionWriter.Write(definition), "again", "/").Settings);
    }

    [Fact]
    public void A_potential_belongs_to_the_surrogate() =>
        Assert.Contains("leave it out", Assert.Throws<CampaignException>(() => Read("engine: cp2k\npotential: bonded\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_engine_is_refused_with_those_that_there_are()
    {
        var refusal = Assert.Throws<CampaignException>(() => Read("engine: castep\n")).Message;

        Assert.All(["surrogate", "vasp", "cp2k", "qe"], engine => Assert.Contains(engine, refusal, StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_that_the_engine_does_not_have_is_refused_before_the_campaign_is_stored() =>
        Assert.Contains("no setting of CP2K", Assert.Throws<DftException>(() => CampaignPlanner.Complete(Read("engine: cp2k\nsettings: {ENCUT: 500}\n"))).Message, StringComparison.Ordinal);

    private static CampaignDefinition Read(string more) => CampaignDefinitionReader.Read($"name: n\nrecipe: mos2-low-density\nrelaxers: [raw]\n{more}", "campaign.yaml", "/");
}
