using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Learning;
using DefiNet.Learning.Training;
using DefiNet.Learning.Trajectories;

namespace DefiNet.Cli.Models;

/// <summary>The ionic steps that a plan names for a potential.</summary>
internal sealed class PotentialData
{
    private const int MostComplaints = 10;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private int _complaints;
    private int _twice;

    private PotentialData(TrainingPlan plan, string folder, string? store)
    {
        var (sources, origins) = (new List<IReadOnlyList<EngineTrajectory>>(), new List<DataOrigin>());
        foreach (var choice in plan.Data)
        {
            var (title, runs) = Read(choice, Path.GetFullPath(folder), store);
            var engines = runs.Select(run => $"{run.Engine} {run.EngineVersion}".TrimEnd()).Distinct(StringComparer.Ordinal);
            origins.Add(new($"{title} ({string.Join(", ", engines)})", choice.License));
            sources.Add(Fresh([.. runs.Select(run => run.Within(choice.LargestForce))]));
        }

        if (_complaints > MostComplaints)
            Console.Error.WriteLine($"Left out: {_complaints} in all.");
        if (_twice > 0)
            Console.Error.WriteLine($"{_twice} runs stand in more than one entry of 'data'; each is taken once.");
        Samples = new(sources, new() { Seed = (long)plan.Splits.Seed, Validation = plan.Splits.Validation, Test = plan.Splits.Test, IgnoresGiven = plan.Splits.IgnoresGiven });
        Origins = origins;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Samples.Samples.Count} ionic steps of {Samples.Runs} runs of {Samples.Configurations} configurations by {Samples.Engine}; {Samples.LeftOut} left out."));
    }

    /// <summary>The steps, divided by configuration.</summary>
    public TrajectorySamples Samples { get; }

    /// <summary>Where they came from.</summary>
    public IReadOnlyList<DataOrigin> Origins { get; }

    /// <summary>Reads all of them; says on standard error what is left out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">Folder that relative places begin from.</param>
    /// <param name="store">Address of the store, for campaigns.</param>
    /// <exception cref="LearningException">An entry of the data holds no step to learn from.</exception>
    public static PotentialData Open(TrainingPlan plan, string folder, string? store) => new(plan, folder, store);

    private (string Title, IReadOnlyList<EngineTrajectory> Runs) Read(DataChoice choice, string folder, string? store)
    {
        var place = Path.GetFullPath(choice.Place, folder);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(place));
        switch (choice.Kind)
        {
            case DataKind.Campaign:
                var campaign = CampaignTrajectories.Read(Store.OpenExisting(store), choice.Place, Complain);
                return campaign.Runs.Count == 0
                    ? throw new LearningException($"Of the campaign '{choice.Place}' none of the {campaign.Ended} runs that ended can be read here; train where their folders are.")
                    : ($"campaign {choice.Place}{(campaign.Elsewhere > 0 ? string.Create(CultureInfo.InvariantCulture, $" without {campaign.Elsewhere} of its {campaign.Ended} runs, whose folders were not at hand") : "")}", campaign.Runs);
            case DataKind.ExtendedXyz:
                return (name, XyzTrajectoryReader.Read(place, Complain));
            default:
                if (!Directory.Exists(place))
                    throw new LearningException($"{place}: there is no such folder; 'runs' names one with the outputs of runs below it.");
                var runs = TrajectoryReader.ReadBelow(place, Complain);
                return runs.Count == 0
                    ? throw new LearningException($"{place}: there is no run with a step to learn from below it; 'runs' names a folder with outputs of VASP, the surrogate, CP2K or pw.x.")
                    : ($"runs below {name}", runs);
        }
    }

    // A campaign's runs may lie below a folder that is named too.
    private List<EngineTrajectory> Fresh(IReadOnlyList<EngineTrajectory> runs)
    {
        var fresh = runs.Where(run => !_taken.Contains(Path.GetFullPath(run.Path))).ToList();
        _taken.UnionWith(runs.Select(run => Path.GetFullPath(run.Path)));
        _twice += runs.Count - fresh.Count;
        return fresh;
    }

    private void Complain(string sentence)
    {
        if (++_complaints <= MostComplaints)
            Console.Error.WriteLine($"Left out: {sentence}");
    }
}
