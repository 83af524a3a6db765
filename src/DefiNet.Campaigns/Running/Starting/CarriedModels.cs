using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Programs;
using DefiNet.Inference.Models;
using DefiNet.Inference.Potentials;
using DefiNet.Relaxation;

namespace DefiNet.Campaigns.Running.Starting;

/// <summary>The models of a campaign's arms, as a program on a cluster finds them: those that ship by name, all others by the path that they were brought to.</summary>
internal sealed class CarriedModels(IHost host, string root)
{
    private const string Description = "model.json";
    private static readonly TimeSpan CopyLimit = TimeSpan.FromMinutes(30);

    private readonly ModelLibrary _library = ModelLibrary.OfThisProgram();
    private readonly Dictionary<string, string> _there = [];

    /// <summary>What the program there is to be told, with commas between; null for a relaxer without models.</summary>
    /// <param name="named">Models that the campaign names for the arm, with commas between; null for none.</param>
    /// <param name="relaxer">The relaxer here.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="DefiNet.Clusters.ClusterException">One cannot be brought there.</exception>
    public async Task<string?> OfAsync(string? named, IRelaxer relaxer, CancellationToken stop)
    {
        if (relaxer.Model is not { } names)
            return null;
        var wanted = named is null ? [] : Names(named).ToList();
        var known = wanted.ConvertAll(model => _library.Find(model).Name);
        wanted.AddRange(names.Split(',').Except(known));
        var there = new List<string>();
        foreach (var model in wanted)
            there.Add(await OfAsync(model, stop).ConfigureAwait(false));
        return string.Join(',', there);
    }

    /// <summary>One model by name or path.</summary>
    /// <exception cref="DefiNet.Clusters.ClusterException">It cannot be brought there.</exception>
    public async Task<string> OfAsync(string nameOrPath, CancellationToken stop)
    {
        var entry = _library.Find(nameOrPath);
        if (entry.IsShipped)
            return entry.Name;
        if (_there.TryGetValue(nameOrPath, out var known))
            return known;
        var folder = Directory.CreateTempSubdirectory("definet-model-").FullName;
        try
        {
            var files = PotentialLoader.FilesOf(entry.Path);
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(entry.Path));
            if (files.Count > 1)
                Directory.CreateDirectory(Path.Combine(folder, name));
            foreach (var file in files)
                File.Copy(file, files.Count > 1 ? Path.Combine(folder, name, Path.GetFileName(file)) : Path.Combine(folder, name));
            // What a library's model was trained with is said by its description, so that goes along.
            var description = Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(entry.Path))!, Description);
            var described = Path.GetFullPath(nameOrPath) != Path.GetFullPath(entry.Path) && File.Exists(description);
            if (described)
                File.Copy(description, Path.Combine(folder, Description));
            var there = await ProgramStaging.StageAsync(host, root, folder, described ? Description : files.Count > 1 ? $"{name}/{Path.GetFileName(files[0])}" : name, CopyLimit, stop).ConfigureAwait(false);
            return _there[nameOrPath] = described || files.Count > 1 ? there[..there.LastIndexOf('/')] : there;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Names(string named) => Path.Exists(named) ? [named] : named.Split(',', StringSplitOptions.TrimEntries);
}
