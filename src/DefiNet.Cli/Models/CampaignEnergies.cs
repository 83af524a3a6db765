using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Learning.Evaluation;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Cli.Models;

/// <summary>The energies that a campaign's engine gave, out of the store.</summary>
internal static class CampaignEnergies
{
    private const string RawArm = "raw";

    /// <summary>Reads them; null where no configuration has an unrelaxed arm that converged.</summary>
    public static EngineEnergies? Read(Store store, string campaign)
    {
        using var context = store.NewContext();
        var potential = context.Campaigns.AsNoTracking().Where(row => row.Name == campaign).Select(row => row.Potential).Single();
        var runs = context.Runs.AsNoTracking()
            .Where(run => run.Start!.Configuration!.Campaign!.Name == campaign && !run.Start.Configuration.Pristine && run.Record != null)
            .OrderBy(run => run.Start!.ConfigurationId)
            .Select(run => new
            {
                Id = run.Start!.ConfigurationId,
                run.Start.Relaxer,
                Material = run.Start.Configuration!.Material!.Name,
                run.Start.Configuration.DensityClass,
                run.Start.Configuration.SourceId,
                run.Start.Configuration.Descriptor,
                run.Start.Configuration.Atoms,
                First = run.Record!.Steps.Where(step => step.Step == 1).Select(step => (double?)step.EnergyEv).FirstOrDefault(),
                Last = run.Record.EnergyEv,
                run.Record.Converged,
                run.Record.Engine,
            })
            .ToList();
        var (configurations, leftOut) = (new List<ConfigurationEnergies>(), 0);
        foreach (var arms in runs.GroupBy(run => run.Id))
            if (arms.FirstOrDefault(run => run.Relaxer == RawArm) is { Converged: true, First: { } unrelaxed, Last: { } relaxed } raw)
                configurations.Add(new(
                    raw.SourceId ?? string.Create(CultureInfo.InvariantCulture, $"{raw.Descriptor}, no. {raw.Id}"), raw.Material, raw.DensityClass, raw.Atoms, unrelaxed, relaxed,
                    arms.Where(run => run.Relaxer != RawArm && run.First is not null).ToImmutableSortedDictionary(run => run.Relaxer, run => run.First!.Value, StringComparer.Ordinal)));
            else
                leftOut++;
        if (configurations.Count == 0)
            return null;
        var engine = string.Join(", ", runs.Select(run => run.Engine).Distinct(StringComparer.Ordinal));
        return new(potential is null ? engine : $"{engine}, {potential}", runs.Exists(run => run.Engine == "surrogate"), configurations, leftOut);
    }
}
