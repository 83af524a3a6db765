using System.Diagnostics;
using System.Globalization;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Neighbours;

namespace DefiNet.Benchmarks;

/// <summary>Times neighbour lists of one file the way the scripts beside it time those of others: the median of many calls after a warm-up.</summary>
internal static class NeighbourRace
{
    private const double Cutoff = 6;
    private const int Most = 50;
    private const double WarmUpSeconds = 1.5;
    private const int Calls = 201;

    /// <summary>Prints one line.</summary>
    public static void Run(string file)
    {
        var structure = StructureFile.Read(file);
        var search = new NeighbourSearch();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < WarmUpSeconds)
            search.Find(structure, Cutoff, Most);

        var pairs = 0;
        var milliseconds = new double[Calls];
        for (var call = 0; call < Calls; call++)
        {
            clock.Restart();
            pairs = search.Find(structure, Cutoff, Most).PairCount;
            milliseconds[call] = clock.Elapsed.TotalMilliseconds;
        }

        Array.Sort(milliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"DefiNet    {structure.Count,6} atoms  {pairs,8} pairs  {milliseconds[Calls / 2],10:F4} ms (median; sorted, at most {Most} of an atom)"));
    }
}
