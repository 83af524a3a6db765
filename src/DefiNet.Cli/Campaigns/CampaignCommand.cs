using System.CommandLine;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet campaign</c>.</summary>
public static class CampaignCommand
{
    /// <summary>Composes the verbs.</summary>
    public static Command Create() => new("campaign", "Runs campaigns and says what came of them.")
    {
        CampaignReportCommand.Create(),
        CampaignExportCommand.Create(),
    };
}
