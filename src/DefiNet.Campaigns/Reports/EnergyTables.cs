using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Campaigns.Exports;
using DefiNet.Campaigns.Storage;
using DefiNet.Dft.Comparisons;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Reports;

/// <summary>Energies that a campaign's engine gave, out of the store.</summary>
public static class EnergyTables
{
    /// <summary>Fewer configurations than these are not compared in a figure.</summary>
    public const int FewestToShow = 2;

    private const string RawArm = "raw";

    /// <summary>Reads it. Safe while the campaign runs.</summary>
    /// <exception cref="StoreException">There is no campaign of this name.</exception>
    public static EngineEnergies Load(DefiNetContext context, string campaignName)
    {
        var campaign = CampaignReport.Find(context, campaignName);
        var runs = context.Runs.AsNoTracking()
            .Where(run => run.Start!.Configuration!.CampaignId == campaign.Id && !run.Start.Configuration.Pristine && run.Record != null)
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
                run.SettingsHash,
                First = run.Record!.Steps.Where(step => step.Step == 1).Select(step => (double?)step.EnergyEv).FirstOrDefault(),
                Last = run.Record.EnergyEv,
                run.Record.Converged,
                run.Record.Engine,
                run.Record.EngineVersion,
            })
            .ToList();
        var (rows, leftOut) = (new List<ConfigurationEnergies>(), 0);
        foreach (var arms in runs.GroupBy(run => run.Id))
            if (arms.FirstOrDefault(run => run.Relaxer == RawArm) is { Converged: true, First: { } unrelaxed, Last: { } relaxed } raw)
                rows.Add(new(
                    raw.SourceId ?? string.Create(CultureInfo.InvariantCulture, $"{raw.Descriptor}, no. {raw.Id}"), raw.Material, raw.DensityClass, raw.Atoms, unrelaxed, relaxed,
                    arms.Where(run => run.Relaxer != RawArm && run.First is not null && (run.Engine, run.EngineVersion, run.SettingsHash) == (raw.Engine, raw.EngineVersion, raw.SettingsHash))
                        .ToImmutableSortedDictionary(run => run.Relaxer, run => run.First!.Value, StringComparer.Ordinal)));
            else
                leftOut++;
        var engine = string.Join(", ", runs.Select(run => run.Engine).Distinct(StringComparer.Ordinal));
        return new(campaign.Potential is null ? engine : $"{engine}, {campaign.Potential}", runs.Exists(run => run.Engine == "surrogate"), rows, leftOut);
    }

    /// <summary>Writes the energies as CSV, one line a configuration; nothing stands where a relaxer has none. Closes the text.</summary>
    public static void Write(EngineEnergies energies, TextWriter text)
    {
        var relaxers = energies.Relaxers;
        using var csv = new CsvWriter(text, ["configuration", "material", "density", "atoms", "engine", "unrelaxed_eV", "relaxed_eV", .. relaxers.Select(relaxer => $"{relaxer.Replace(',', '+')}_eV")]);
        foreach (var row in energies.Configurations)
            csv.Write([row.Configuration, row.Material, row.Density, row.Atoms, energies.Engine, row.Unrelaxed, row.Relaxed, .. relaxers.Select(relaxer => row.Starts.TryGetValue(relaxer, out var energy) ? (object?)energy : null)]);
    }

    /// <summary>How far above the end of the unrelaxed arm the structures lie, in meV/atom: unrelaxed ones first, called <c>raw</c>, then each relaxer's starts, by material and density.</summary>
    internal static IReadOnlyList<(string Structures, IReadOnlyList<(string Group, double[] Sorted)> Groups)> Above(EngineEnergies energies)
    {
        var groups = energies.ByGroup();
        return
        [
            (RawArm, Of(row => row.Unrelaxed)),
            .. energies.Relaxers.Select(relaxer => (relaxer, Of(row => row.Starts.TryGetValue(relaxer, out var energy) ? energy : null))),
        ];

        IReadOnlyList<(string, double[])> Of(Func<ConfigurationEnergies, double?> energy) =>
            [.. groups.Select(group => (group.Group, group.Configurations.Where(row => energy(row) is not null).Select(row => row.Above(energy(row)!.Value)).Order().ToArray()))];
    }
}
