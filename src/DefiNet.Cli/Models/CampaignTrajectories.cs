using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Learning;
using DefiNet.Learning.Trajectories;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Cli.Models;

/// <summary>The trajectories of a campaign's ended runs, all arms. The store keeps energies and largest forces of steps; positions and forces are read from the outputs in the folders that it knows.</summary>
internal static class CampaignTrajectories
{
    /// <summary>Reads them, by configuration and relaxer.</summary>
    /// <param name="store">The store.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="complain">Takes a sentence for each run that cannot be read, and one for all whose folders are not here.</param>
    /// <exception cref="LearningException">There is no such campaign, or none of its runs has ended.</exception>
    public static IReadOnlyList<EngineTrajectory> Read(Store store, string campaign, Action<string> complain)
    {
        using var context = store.NewContext();
        if (!context.Campaigns.Any(row => row.Name == campaign))
            throw new LearningException($"There is no campaign '{campaign}' in the store and no folder of that name; 'definet campaign status' lists campaigns.");
        var runs = context.Runs.AsNoTracking()
            .Where(run => run.Start!.Configuration!.Campaign!.Name == campaign && run.Record != null)
            .OrderBy(run => run.Start!.ConfigurationId).ThenBy(run => run.Start!.Relaxer)
            .Select(run => new { run.Token, Folder = run.LocalFolder ?? run.RemoteFolder, run.FirstPart, run.Parts, Material = run.Start!.Configuration!.Material!.Name, run.Start.Configuration.CanonicalHash })
            .ToList();
        if (runs.Count == 0)
            throw new LearningException($"No run of the campaign '{campaign}' has ended yet; there is nothing to learn from it.");
        var trajectories = new List<EngineTrajectory>();
        var elsewhere = 0;
        foreach (var run in runs)
        {
            string[] parts = run.Folder is null ? [] : [.. Enumerable.Range(run.FirstPart, Math.Max(0, run.Parts - run.FirstPart + 1)).Select(part => Path.Combine(run.Folder, string.Create(CultureInfo.InvariantCulture, $"part-{part}"))).Where(Directory.Exists)];
            if (parts.Length == 0)
            {
                elsewhere++;
                continue;
            }

            try
            {
                trajectories.Add(TrajectoryReader.ReadParts(run.Folder!, parts) with { Configuration = $"{run.Material}/{run.CanonicalHash}" });
            }
            catch (Exception complaint) when (complaint is DftException or LearningException or CrystalException)
            {
                complain(complaint.Message);
            }
        }

        if (elsewhere > 0)
            complain($"the folders of {elsewhere} of {runs.Count} runs of the campaign '{campaign}' are not on this machine; the store keeps energies of steps but not where the atoms were.");
        return trajectories;
    }
}
