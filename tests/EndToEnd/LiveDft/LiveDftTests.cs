using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.EndToEnd.LiveDft;

/// <summary>Real programs relax carbon in h-BN, driven by campaigns that ship.</summary>
public sealed class LiveDftTests
{
    [Fact]
    public void CP2K_relaxes_carbon_in_hBN_with_PBE_and_an_odd_number_of_electrons()
    {
        LiveCampaign.Need("cp2k");
        using var campaign = new LiveCampaign("hbn-cp2k-pbe");

        campaign.RunToEnd();

        var raw = Assert.Single(campaign.Records()).Value;
        AssertRelaxed(raw, "cp2k");
        var line = Assert.Single(campaign.Inspect());
        Assert.Equal("CP2K", line.GetProperty("code").GetString());
        Assert.Equal(32, line.GetProperty("atoms").GetInt32());
        Assert.Equal("UKS", line.GetProperty("settings").GetProperty("spin").GetString());
        Assert.Equal(2, line.GetProperty("settings").GetProperty("MULTIPLICITY").GetInt32());
        Assert.Equal("PBE", line.GetProperty("settings").GetProperty("functional").GetString());
        Assert.Equal(raw.IonicSteps, line.GetProperty("ionic_steps").GetInt32());
    }

    [Fact]
    public void A_pair_of_arms_relaxed_by_CP2K_with_GFN1_xTB_gives_a_saving_with_the_version_of_the_engine()
    {
        LiveCampaign.Need("cp2k");
        using var campaign = new LiveCampaign("hbn-cp2k-xtb");

        campaign.RunToEnd();

        var records = campaign.Records();
        AssertRelaxed(records["raw"], "cp2k");
        AssertRelaxed(records["definet"], "cp2k");
        Assert.Equal(records["raw"].EngineVersion, records["definet"].EngineVersion);
        var all = campaign.Report().Single(line => line.GetProperty("material").GetString() == "all");
        Assert.Equal(1, all.GetProperty("pairs").GetInt32());
        Assert.Equal(0, all.GetProperty("left_out").GetInt32());
        Assert.Equal(records["raw"].EngineVersion, all.GetProperty("engine_version").GetString());
        Assert.Equal(1 - records["definet"].IonicSteps / (double)records["raw"].IonicSteps, all.GetProperty("saving_pooled").GetDouble(), 1e-9);
        TestContext.Current.SendDiagnosticMessage($"raw {records["raw"].IonicSteps}, definet {records["definet"].IonicSteps} force evaluations");
    }

    [Fact]
    public void Quantum_ESPRESSO_relaxes_carbon_in_a_small_cell_of_hBN()
    {
        LiveCampaign.Need("pw.x");
        using var campaign = new LiveCampaign("hbn-qe");

        campaign.RunToEnd();

        AssertRelaxed(Assert.Single(campaign.Records()).Value, "qe");
        Assert.Equal("Quantum ESPRESSO", Assert.Single(campaign.Inspect()).GetProperty("code").GetString());
    }

    private static void AssertRelaxed(IonicRecordRow record, string engine)
    {
        Assert.Equal(engine, record.Engine);
        Assert.False(string.IsNullOrEmpty(record.EngineVersion));
        Assert.True(record is { Converged: true, Finished: true, Error: null }, $"{record.Ended} {record.Error}");
        Assert.Equal(record.IonicSteps, record.Steps.Count);
        Assert.True(record.Steps.OrderBy(step => step.Step).Last().EnergyEv < record.Steps.OrderBy(step => step.Step).First().EnergyEv);
        Assert.NotNull(record.Structure);
        Assert.True(record.OptimiserSteps > 0);
    }
}
