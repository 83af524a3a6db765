using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Importing;

/// <summary>Brings the published pairs of 2DMD into a campaign: the unrelaxed structures as its configurations, the relaxed ones as their references.</summary>
/// <remarks>A pair that the campaign has already is left as it is, so an import that was broken off is simply done again. All pairs are stored in one transaction, or none.</remarks>
public static class PublishedPairsImport
{
    /// <summary>Name of the campaign when none is given.</summary>
    public const string DefaultCampaign = "2dmd";

    // Rows that are tracked and sent at a time.
    private const int Chunk = 500;

    private const string Heading = "# Imported from the published 2DMD layout; no runs are planned here.";

    /// <summary>Imports everything below a folder.</summary>
    /// <param name="store">The store.</param>
    /// <param name="campaignName">The campaign: a new one, or one that was imported before.</param>
    /// <param name="folder">Folder in the published layout.</param>
    /// <param name="advance">Told how many of how many pairs are read.</param>
    /// <param name="cancellation">Ends it; nothing is stored then.</param>
    /// <exception cref="CrystalException">There is no set below the folder.</exception>
    /// <exception cref="StoreException">The campaign's name is taken by one that was not imported.</exception>
    public static ImportSummary Run(Store store, string campaignName, string folder, Action<int, int> advance, CancellationToken cancellation)
    {
        var sets = PublishedPairs.Open(folder);
        using var context = store.NewContext();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        Check(context, campaignName);

        var refused = new List<string>();
        var read = Read(sets, refused, advance, cancellation);

        // Everything is read before the first row is written: other writers wait for seconds, not for the whole import.
        using var transaction = context.Database.BeginTransaction();
        var campaign = Campaign(context, campaignName, folder);
        var materials = MaterialsOf(context, read);
        var known = KnownIn(context, campaign.Id);
        var (stored, twins) = Store(context, campaign, materials, known, read, cancellation);
        transaction.Commit();
        return new(campaignName, [.. GroupsOf(read, stored, twins)], refused);
    }

    private static void Check(DefiNetContext context, string campaignName)
    {
        if (context.Campaigns.AsNoTracking().SingleOrDefault(row => row.Name == campaignName) is { } taken && !taken.Definition.StartsWith(Heading, StringComparison.Ordinal))
            throw new StoreException($"The campaign '{campaignName}' exists and was not imported; give the import another name.");
    }

    private static List<ReadPair> Read(PublishedPairs sets, List<string> refused, Action<int, int> advance, CancellationToken cancellation)
    {
        var read = new List<ReadPair>(sets.Count);
        // Rows are made on all cores too: compressing the structures is a good part of the work.
        var rows = sets.Read(complaint => refused.Add(complaint.Message))
            .AsParallel().AsOrdered().WithCancellation(cancellation)
            .Select(pair => new ReadPair(pair.Material, pair.Split, PublishedName.Agrees(pair), pair.DummyError, pair.Supercell.Host.Cell, RowOf(pair)));
        foreach (var row in rows)
        {
            read.Add(row);
            advance(read.Count + refused.Count, sets.Count);
        }

        return read;
    }

    private static ConfigurationRow RowOf(PublishedPair pair)
    {
        var row = Configurations.RowOf(pair.Unrelaxed, pair.Relaxed);
        row.DensityClass = pair.Density == DefectDensity.High ? DensityClasses.High : DensityClasses.Low;
        row.SourceId = pair.Id;
        row.Split = SplitNames.Of(pair.Split);
        return row;
    }

    private static CampaignRow Campaign(DefiNetContext context, string name, string folder)
    {
        if (context.Campaigns.SingleOrDefault(row => row.Name == name) is { } existing)
            return existing;
        var campaign = new CampaignRow
        {
            Name = name,
            Definition = $"{Heading}\n# Folder: {Path.GetFullPath(folder).ReplaceLineEndings(" ")}\n# Data: 2DMD, Zenodo 14027373, CC BY 4.0; Huang et al., npj 2D Mater. Appl. 2023; DefiNet's pairs.\n",
            State = "new",
        };
        context.Campaigns.Add(campaign);
        context.SaveChanges();
        return campaign;
    }

    private static Dictionary<string, long> MaterialsOf(DefiNetContext context, List<ReadPair> read)
    {
        var materials = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var pair in read)
        {
            if (materials.ContainsKey(pair.Material))
                continue;
            var material = context.MaterialNamed(pair.Material);
            if (material.Host is null)
            {
                material.Host = StructureBlob.Of(pair.Host);
                context.Entry(material).State = EntityState.Modified;
            }

            materials[pair.Material] = material.Id;
        }

        context.SaveChanges();
        return materials;
    }

    private static Known KnownIn(DefiNetContext context, long campaignId)
    {
        var known = new Known([], []);
        var rows = context.Configurations.AsNoTracking()
            .Where(row => row.CampaignId == campaignId)
            .Select(row => new { row.Id, row.MaterialId, row.DensityClass, row.SourceId, row.CanonicalHash, row.TwinOfId });
        foreach (var row in rows)
        {
            known.Sources.Add((row.MaterialId, row.DensityClass, row.SourceId ?? ""));
            if (row.TwinOfId is null)
                known.Firsts[(row.MaterialId, row.CanonicalHash)] = new() { Id = row.Id, CanonicalHash = row.CanonicalHash, Descriptor = "", DensityClass = "", Markers = "", Sites = "", Defects = "", Structure = [] };
        }

        return known;
    }

    private static (HashSet<ConfigurationRow> Stored, HashSet<ConfigurationRow> Twins) Store(
        DefiNetContext context, CampaignRow campaign, Dictionary<string, long> materials, Known known, List<ReadPair> read, CancellationToken cancellation)
    {
        var (stored, twins) = (new HashSet<ConfigurationRow>(), new HashSet<ConfigurationRow>());
        foreach (var chunk in read.Chunk(Chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            context.ChangeTracker.Clear();
            foreach (var pair in chunk)
            {
                var (row, material) = (pair.Row, materials[pair.Material]);
                if (!known.Sources.Add((material, row.DensityClass, row.SourceId!)))
                    continue;
                (row.CampaignId, row.MaterialId) = (campaign.Id, material);
                if (!known.Firsts.TryAdd((material, row.CanonicalHash), row))
                {
                    var first = known.Firsts[(material, row.CanonicalHash)];
                    // One of this chunk has no key yet; the others have, and are tracked no more.
                    if (first.Id == 0)
                        row.TwinOf = first;
                    else
                        row.TwinOfId = first.Id;
                    twins.Add(row);
                }

                stored.Add(row);
                context.Configurations.Add(row);
            }

            context.SaveChanges();
        }

        return (stored, twins);
    }

    private static IEnumerable<ImportedGroup> GroupsOf(List<ReadPair> read, HashSet<ConfigurationRow> stored, HashSet<ConfigurationRow> twins) =>
        read.GroupBy(pair => (pair.Material, pair.Row.DensityClass))
            .OrderBy(group => group.Key.DensityClass, StringComparer.Ordinal).ThenBy(group => group.Key.Material, StringComparer.Ordinal)
            .Select(group => new ImportedGroup(
                group.Key.Material,
                group.Key.DensityClass,
                group.Count(),
                group.Count(pair => stored.Contains(pair.Row)),
                group.Count(pair => twins.Contains(pair.Row)),
                group.Count(pair => pair.NameAgrees == true),
                group.Count(pair => pair.NameAgrees == false),
                group.Count(pair => pair.Split == Split.Training),
                MeanError(group, Split.Training),
                group.Count(pair => pair.Split == Split.Validation),
                MeanError(group, Split.Validation)));

    private static double? MeanError(IEnumerable<ReadPair> pairs, Split split) =>
        pairs.Where(pair => pair.Split == split).Select(pair => (double?)pair.DummyError).Average();

    private sealed record ReadPair(string Material, Split Split, bool? NameAgrees, double DummyError, Structure Host, ConfigurationRow Row);

    private sealed record Known(HashSet<(long Material, string Density, string Source)> Sources, Dictionary<(long Material, string Hash), ConfigurationRow> Firsts);
}
