using System.Text.Json;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running;

/// <summary>Stores a new campaign with all its configurations: from then on it depends on no file.</summary>
public static class CampaignPlanner
{
    private const int RowsPerSave = 512;

    /// <summary>The definition with the engine's usual settings where it names none, after checking that its engine, settings, relaxers and models are there.</summary>
    /// <exception cref="Dft.DftException">The settings cannot be right.</exception>
    /// <exception cref="Relaxation.RelaxationException">There is no such relaxer.</exception>
    public static CampaignDefinition Complete(CampaignDefinition definition)
    {
        var settings = Arms.DefaultSettings(definition.Engine).Where(tag => !definition.Settings.ContainsKey(tag.Key));
        var complete = definition with { Settings = definition.Settings.AddRange(settings) };
        Arms.Engine(complete, program: null).SettingsHash(complete.Settings);
        foreach (var relaxer in complete.Relaxers.Where(relaxer => relaxer != RelaxerFactory.RawRelaxedHost))
            Arms.Relaxer(relaxer, complete);
        return complete;
    }

    /// <summary>Stores the campaign in one transaction and returns the number of configurations, pristine cells left out.</summary>
    /// <param name="store">The store.</param>
    /// <param name="definition">What the campaign is to do.</param>
    /// <param name="configurations">Its configurations, and the pristine cell of each host for the arm <c>raw-relaxed-host</c>.</param>
    /// <param name="stored">Told the number stored so far; null to tell nobody.</param>
    /// <param name="comment">Lines of YAML comment that go before the definition, each with its end.</param>
    /// <exception cref="CampaignException">The name is taken, or there is no configuration.</exception>
    public static int Create(Store store, CampaignDefinition definition, IEnumerable<PlannedConfiguration> configurations, Action<int>? stored = null, string comment = "")
    {
        using var context = store.NewContext();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        RefuseTaken(store, definition.Name);
        using var transaction = context.Database.BeginTransaction();
        var campaign = new CampaignRow
        {
            Name = definition.Name,
            Definition = comment + CampaignDefinitionWriter.Write(definition),
            State = CampaignMachine.NameOf(CampaignState.New),
            Engine = definition.Engine,
            Potential = definition.Potential,
            Settings = JsonSerializer.Serialize(definition.Settings),
        };
        context.Campaigns.Add(campaign);
        context.SaveChanges();
        var count = AddAll(context, campaign.Id, configurations, stored);
        if (count == 0)
            throw new CampaignException($"The campaign {definition.Name} would have no configuration; its source gives none.");
        transaction.Commit();
        return count;
    }

    /// <summary>Refuses a name that a campaign of the store has.</summary>
    /// <exception cref="CampaignException">It is taken.</exception>
    public static void RefuseTaken(Store store, string name)
    {
        using var context = store.NewContext();
        if (context.Campaigns.Any(row => row.Name == name))
            throw new CampaignException($"There is a campaign called '{name}' in this store already; give another name with --name.");
    }

    private static int AddAll(DefiNetContext context, long campaignId, IEnumerable<PlannedConfiguration> configurations, Action<int>? stored)
    {
        var materials = new Dictionary<string, long>();
        var firsts = new Dictionary<(long Material, string Hash), ConfigurationRow>();
        var count = 0;
        foreach (var batch in configurations.Chunk(RowsPerSave))
        {
            var twins = new List<(ConfigurationRow Twin, ConfigurationRow First)>();
            foreach (var planned in batch)
            {
                var row = RowOf(planned, campaignId, MaterialId(context, planned, materials));
                if (!row.Pristine)
                    count++;
                if (!firsts.TryAdd((row.MaterialId, row.CanonicalHash), row))
                    twins.Add((row, firsts[(row.MaterialId, row.CanonicalHash)]));
                else
                    context.Configurations.Add(row);
            }

            context.SaveChanges();
            foreach (var (twin, first) in twins)
            {
                twin.TwinOfId = first.Id;
                context.Configurations.Add(twin);
            }

            context.SaveChanges();
            context.ChangeTracker.Clear();
            stored?.Invoke(count);
        }

        return count;
    }

    private static ConfigurationRow RowOf(PlannedConfiguration planned, long campaignId, long materialId)
    {
        var row = Configurations.RowOf(planned.Configuration, planned.Reference);
        (row.CampaignId, row.MaterialId, row.SourceId, row.Split) = (campaignId, materialId, planned.SourceId, planned.Split);
        row.DensityClass = planned.DensityClass ?? row.DensityClass;
        return row;
    }

    private static long MaterialId(DefiNetContext context, PlannedConfiguration planned, Dictionary<string, long> known)
    {
        if (known.TryGetValue(planned.Material, out var id))
            return id;
        var material = context.MaterialNamed(planned.Material);
        if (material.Host is null && planned.Host is { } host)
        {
            material.Host = StructureBlob.Of(host);
            context.Entry(material).State = Microsoft.EntityFrameworkCore.EntityState.Modified;
        }

        return known[planned.Material] = material.Id;
    }
}
