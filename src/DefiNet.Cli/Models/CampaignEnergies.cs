using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Storage;
using DefiNet.Learning.Evaluation;

namespace DefiNet.Cli.Models;

/// <summary>The energies that a campaign's engine gave, out of the store.</summary>
internal static class CampaignEnergies
{
    /// <summary>Reads them; null where no configuration has an unrelaxed arm that converged.</summary>
    public static EngineEnergies? Read(Store store, string campaign)
    {
        using var context = store.NewContext();
        var table = EnergyTable.Load(context, campaign);
        return table.Rows.Count == 0 ? null : new(
            table.Engine, table.IsSurrogate,
            [.. table.Rows.Select(row => new ConfigurationEnergies(row.Configuration, row.Material, row.Density, row.Atoms, row.Unrelaxed, row.Relaxed, row.Starts))], table.LeftOut);
    }
}
