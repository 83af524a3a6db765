using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Jobs of runs that have come to their end.</summary>
internal static class FinalJobs
{
    private const int NamesPerQuery = 500;
    private static readonly string[] Final = [.. Enum.GetValues<RunState>().Where(RunMachine.IsFinal).Select(RunMachine.NameOf)];

    /// <summary>Those among the names of jobs.</summary>
    public static IEnumerable<string> Among(Store store, IEnumerable<string> jobs)
    {
        using var context = store.NewContext();
        foreach (var batch in jobs.Chunk(NamesPerQuery))
        {
            var byToken = batch.ToLookup(TokenOf);
            string[] tokens = [.. byToken.Select(group => group.Key)];
            foreach (var token in context.Runs.AsNoTracking().Where(run => tokens.Contains(run.Token) && Final.Contains(run.State)).Select(run => run.Token).ToList())
                foreach (var job in byToken[token])
                    yield return job;
        }
    }

    // dfn-abc-2 is the second part of dfn-abc.
    private static string TokenOf(string job)
    {
        var dash = job.LastIndexOf('-');
        return job.IndexOf('-', StringComparison.Ordinal) < dash ? job[..dash] : job;
    }
}
