using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;
using DefiNet.Relaxation;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Makes the starts that a campaign still lacks, several at a time, and plans a run for each in the same transaction.</summary>
internal sealed class StartMaker
{
    private const int ConfigurationsPerTransaction = 64;

    private readonly Store _store;
    private readonly long _campaignId;
    private readonly string _engine;
    private readonly string _settingsHash;
    private readonly List<string> _problems;

    public StartMaker(Store store, long campaignId, string engine, string settingsHash, List<string> problems) =>
        (_store, _campaignId, _engine, _settingsHash, _problems) = (store, campaignId, engine, settingsHash, problems);

    /// <summary>What is to be made: configurations with the arms that they lack.</summary>
    public IReadOnlyList<(long Configuration, IReadOnlyList<string> Arms)> Missing(IReadOnlyCollection<string> arms)
    {
        using var context = _store.NewContext();
        return [.. context.Configurations.AsNoTracking().Where(row => row.CampaignId == _campaignId)
            .OrderByDescending(row => row.Pristine).ThenBy(row => row.Id)
            .Select(row => new { row.Id, row.Pristine, Made = row.Starts.Select(start => start.Relaxer).ToList() })
            .AsEnumerable()
            .Select(row => (row.Id, (IReadOnlyList<string>)[.. (row.Pristine ? arms.Where(arm => arm == "raw") : arms).Except(row.Made)]))
            .Where(row => row.Item2.Count > 0)];
    }

    /// <summary>Plans runs of starts that have none: an import brings starts alone.</summary>
    public void PlanBareStarts(IReadOnlyCollection<string> arms)
    {
        using var context = _store.NewContext();
        var cluster = LocalCluster(context);
        foreach (var start in context.Starts.Where(start => start.Configuration!.CampaignId == _campaignId && start.Run == null && arms.Contains(start.Relaxer)))
            context.Runs.Add(RunLedger.Plan(start, cluster, _engine, _settingsHash));
        context.SaveChanges();
    }

    /// <summary>Makes the starts and plans their runs.</summary>
    /// <param name="missing">What to make.</param>
    /// <param name="relaxerOf">The relaxer of an arm for a configuration; null when there is none yet.</param>
    /// <param name="made">Told how many more were made.</param>
    /// <param name="cancellation">Ends it after the starts at hand; what was saved stays.</param>
    public void Make(IReadOnlyList<(long Configuration, IReadOnlyList<string> Arms)> missing, Func<string, ConfigurationRow, IRelaxer?> relaxerOf, Action<int> made, CancellationToken cancellation)
    {
        foreach (var batch in missing.Chunk(ConfigurationsPerTransaction))
        {
            using var context = _store.NewContext();
            var ids = batch.Select(item => item.Configuration).ToList();
            var rows = context.Configurations.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionary(row => row.Id);
            var cluster = LocalCluster(context);
            var models = new Dictionary<string, long>();
            var work = batch
                .SelectMany(item => item.Arms.Select(arm => (Row: rows[item.Configuration], Arm: arm, Relaxer: relaxerOf(arm, rows[item.Configuration])!)))
                .Where(item => item.Relaxer is not null)
                .ToArray();
            var results = new (RelaxedStart? Start, Structure? Reference, string? Problem)[work.Length];
            Parallel.For(0, work.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, index => results[index] = Relax(work[index].Row, work[index].Relaxer, cancellation));

            for (var index = 0; index < work.Length; index++)
            {
                var (row, arm, relaxer) = work[index];
                var (start, reference, problem) = results[index];
                Add(context, row, arm, relaxer, start, reference, problem, cluster, models);
            }

            context.SaveChanges();
            made(work.Length);
        }
    }

    /// <summary>Stores starts that were made elsewhere and plans their runs, all in one transaction.</summary>
    /// <param name="starts">Configuration, arm, the start, or why there is none.</param>
    /// <param name="relaxerOf">The relaxer here that it would have been made with.</param>
    public void Store(IReadOnlyList<(long Configuration, string Arm, RelaxedStart? Start, string? Problem)> starts, Func<string, IRelaxer> relaxerOf)
    {
        using var context = _store.NewContext();
        var ids = starts.Select(start => start.Configuration).Distinct().ToList();
        var rows = context.Configurations.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionary(row => row.Id);
        var cluster = LocalCluster(context);
        var models = new Dictionary<string, long>();
        foreach (var (configuration, arm, start, problem) in starts)
            Add(context, rows[configuration], arm, relaxerOf(arm), start, Configurations.ReferenceOf(rows[configuration]), problem, cluster, models);
        context.SaveChanges();
    }

    private void Add(DefiNetContext context, ConfigurationRow row, string arm, IRelaxer relaxer, RelaxedStart? start, Structure? reference, string? problem, long cluster, Dictionary<string, long> models)
    {
        if (start is null)
        {
            _problems.Add($"{row.Descriptor} (configuration {row.Id}): {arm} made no start: {problem}");
            return;
        }

        var stored = Starts.RowOf(row.Id, arm, ModelId(context, relaxer, models), start, reference);
        context.Starts.Add(stored);
        context.Runs.Add(RunLedger.Plan(stored, cluster, _engine, _settingsHash));
    }

    private static (RelaxedStart? Start, Structure? Reference, string? Problem) Relax(ConfigurationRow row, IRelaxer relaxer, CancellationToken cancellation)
    {
        try
        {
            return (relaxer.Relax(Configurations.Of(row), cancellation), Configurations.ReferenceOf(row), null);
        }
        catch (Exception failure) when (failure is RelaxationException or CrystalException)
        {
            return (null, null, failure.Message);
        }
    }

    private static long? ModelId(DefiNetContext context, IRelaxer relaxer, Dictionary<string, long> known)
    {
        if (relaxer.ModelSha256 is not { } sha256)
            return null;
        if (known.TryGetValue(sha256, out var id))
            return id;
        return known[sha256] = context.ModelWith(relaxer.Model ?? relaxer.Name, relaxer.Name, sha256).Id;
    }

    private static long LocalCluster(DefiNetContext context) => context.Clusters.Single(row => row.Name == ClusterRow.Local).Id;
}
