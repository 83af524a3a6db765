using System.CommandLine;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet campaign</c>.</summary>
public static class CampaignCommand
{
    /// <summary>Composes the verbs.</summary>
    public static Command Create() => new("campaign", "Runs campaigns and says what came of them.")
    {
        CampaignNewCommand.Create(),
        CampaignRunCommand.Create(),
        CampaignStatusCommand.Create(),
        CampaignControlCommands.Pause(),
        CampaignControlCommands.Resume(),
        CampaignControlCommands.Cancel(),
        CampaignReportCommand.Create(),
        CampaignExportCommand.Create(),
    };
}
