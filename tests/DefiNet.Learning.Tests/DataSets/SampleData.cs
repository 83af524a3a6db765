using DefiNet.Crystals.DataSets;
using DefiNet.Inference.DefectNets;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Tests.DataSets;

/// <summary>The few pairs of MoS2 that ship with the program.</summary>
internal static class SampleData
{
    public static string Folder => Path.Combine(Root(), "config", "samples", "2dmd-mos2");

    public static PublishedPairSource Source() => new(Folder, [], null);

    public static List<TrainingPair> Pairs() => [.. Source().Read(complaint => Assert.Fail(complaint))];

    /// <summary>Their graphs with short edges, split anew, in a folder of the test's own.</summary>
    public static GraphCache Graphs(string folder, double cutoff = 3) => GraphCache.Open(
        folder, [new Listed([.. Pairs().Select(pair => pair.InNoSplit())])], new DefectNetSettings { EdgeCutoff = cutoff },
        new SplitRule { Validation = 0.25, Test = 0 }, complaint => Assert.Fail(complaint));

    /// <summary>A source of the given pairs that counts how often it is read.</summary>
    public sealed class Listed(IReadOnlyList<TrainingPair> pairs) : IPairSource
    {
        public int TimesRead { get; private set; }

        public string Title => "listed";

        public string? License => null;

        public string Identity => $"listed {string.Join(' ', pairs.Select(pair => pair.Id))}";

        public IEnumerable<TrainingPair> Read(Action<string> refused)
        {
            TimesRead++;
            return pairs;
        }
    }

    public static TrainingPair InNoSplit(this TrainingPair pair) => pair with { Split = Split.None };

    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DefiNet.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run below the repository.");
    }
}
