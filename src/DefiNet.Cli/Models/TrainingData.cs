using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;
using DefiNet.Inference.DefectNets;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Training;

namespace DefiNet.Cli.Models;

/// <summary>Finds the data sets that a plan or a command line names, and their graphs.</summary>
internal static class TrainingData
{
    private const int MostRefusalsTold = 10;

    /// <summary>The data sets of a plan.</summary>
    /// <param name="choices">What the plan names.</param>
    /// <param name="folder">Folder that relative places begin from.</param>
    /// <param name="store">Address of the store, for campaigns.</param>
    public static IReadOnlyList<IPairSource> Find(IEnumerable<DataChoice> choices, string folder, string? store) =>
    [
        .. choices.Select(IPairSource (choice) => choice.Kind switch
        {
            DataKind.Published => new PublishedPairSource(Path.GetFullPath(choice.Place, Path.GetFullPath(folder)), choice.Materials, choice.Density),
            DataKind.ExtendedXyz => new ExtendedXyzSource(Path.GetFullPath(choice.Place, Path.GetFullPath(folder)), choice.License),
            _ => new CampaignPairSource(Store.OpenExisting(store), choice.Place, choice.License),
        }),
    ];

    /// <summary>Opens their graphs; says on standard error what cannot be used.</summary>
    public static GraphCache Open(IReadOnlyList<IPairSource> sources, DefectNetSettings settings, SplitRule splits, string? cache)
    {
        var refused = 0;
        using var progress = new CountLine("Graphs built");
        var graphs = GraphCache.Open(
            cache ?? GraphCache.DefaultFolder, sources, settings, splits,
            complaint =>
            {
                if (++refused <= MostRefusalsTold)
                    Console.Error.WriteLine($"Left out: {complaint}");
            },
            progress.Advance);
        if (refused > MostRefusalsTold)
            Console.Error.WriteLine($"Left out: {refused} pairs in all.");
        return graphs;
    }
}
