using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals;
using DefiNet.Dft;
using DefiNet.Learning;
using DefiNet.Learning.Trajectories;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Cli.Models;

/// <summary>The trajectories of a campaign's ended runs, all arms. The store keeps energies and largest forces of steps; positions and forces are read from the outputs in the folders that it knows.</summary>
/// <param name="Runs">What could be read, by configuration and relaxer.</param>
/// <param name="Ended">Runs that have ended.</param>
/// <param name="Elsewhere">Those of them whose folders are not on this machine.</param>
internal sealed record CampaignTrajectories(IReadOnlyList<EngineTrajectory> Runs, int Ended, int Elsewhere)
{
    private const string RawArm = "raw";

    /// <summary>Reads them. Runs of one configuration of the store have one name, that under which runs outside of it are recognised where theirs are; its split is theirs.</summary>
    /// <param name="store">The store.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="complain">Takes a sentence for each run that cannot be read, and one for all whose folders are not here.</param>
    /// <exception cref="LearningException">There is no such campaign, or none of its runs has ended.</exception>
    public static CampaignTrajectories Read(Store store, string campaign, Action<string> complain)
    {
        using var context = store.NewContext();
        if (!context.Campaigns.Any(row => row.Name == campaign))
            throw new LearningException($"There is no campaign '{campaign}' in the store; 'definet campaign status' lists campaigns.");
        var runs = context.Runs.AsNoTracking()
            .Where(run => run.Start!.Configuration!.Campaign!.Name == campaign && run.Record != null)
            .OrderBy(run => run.Start!.ConfigurationId).ThenBy(run => run.Start!.Relaxer)
            .Select(run => new
            {
                Folder = run.LocalFolder ?? run.RemoteFolder,
                run.FirstPart,
                run.Parts,
                run.Start!.Relaxer,
                Material = run.Start.Configuration!.Material!.Name,
                run.Start.Configuration.CanonicalHash,
                run.Start.Configuration.Split,
            })
            .ToList();
        if (runs.Count == 0)
            throw new LearningException($"No run of the campaign '{campaign}' has ended yet; there is nothing to learn from it.");
        var (read, elsewhere) = (new List<(string Configuration, bool IsRaw, EngineTrajectory Run)>(), 0);
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
                read.Add(($"{run.Material}/{run.CanonicalHash}", run.Relaxer == RawArm, TrajectoryReader.ReadParts(run.Folder!, parts) with { Given = CampaignPairSource.SplitOf(run.Split) }));
            }
            catch (Exception complaint) when (complaint is DftException or LearningException or CrystalException)
            {
                complain(complaint.Message);
            }
        }

        if (elsewhere > 0)
            complain($"the folders of {elsewhere} of {runs.Count} runs of the campaign '{campaign}' are not on this machine; the store keeps energies of steps but not where the atoms were.");
        var nameOf = read.GroupBy(run => run.Configuration, StringComparer.Ordinal).ToDictionary(
            arms => arms.Key,
            arms => arms.OrderByDescending(arm => arm.IsRaw).FirstOrDefault(arm => arm.Run.IsRecognised).Run?.Configuration ?? arms.Key,
            StringComparer.Ordinal);
        return new([.. read.Select(run => run.Run with { Configuration = nameOf[run.Configuration] })], runs.Count, elsewhere);
    }
}
