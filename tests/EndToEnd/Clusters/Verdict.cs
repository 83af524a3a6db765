using System.Globalization;

namespace DefiNet.EndToEnd.Clusters;

/// <summary>Counts what faults did to a campaign, against one that nothing disturbed.</summary>
/// <param name="Lost">Runs that did not come to an end, or are not there.</param>
/// <param name="Doubled">Jobs that the scheduler was given twice, and engines that began twice in a folder.</param>
/// <param name="Misjudged">Runs that ended otherwise than undisturbed: another state, another number of parts, other steps.</param>
internal sealed record Verdict(int Lost, int Doubled, int Misjudged)
{
    private static readonly string[] Final = ["recorded", "failed", "cancelled"];

    /// <summary>Compares, and notes the counts in the file that DEFINET_FAULTS_TALLY names.</summary>
    /// <param name="what">Name of the fault.</param>
    /// <param name="undisturbed">Results of the undisturbed campaign.</param>
    /// <param name="disturbed">The disturbed one.</param>
    /// <param name="submissions">Name of each job that the scheduler was given, as it tells.</param>
    /// <param name="launches">How often an engine began in each folder.</param>
    /// <param name="expected">Results that are right although they differ; null for none.</param>
    /// <param name="scriptsMayDie">Whether a job's script can end before its engine begins: then the scheduler is rightly given a job again, as often as the run's events say so.</param>
    public static Verdict Of(string what, IReadOnlyDictionary<string, string> undisturbed, ClusterCampaign disturbed, IEnumerable<string> submissions, IEnumerable<int> launches, Func<string, string, bool>? expected = null, bool scriptsMayDie = false)
    {
        var results = disturbed.Results();
        var states = disturbed.Runs().ToDictionary(run => $"{run.Start!.Configuration!.CanonicalHash} {run.Start.Relaxer}", run => run.State);
        var lost = undisturbed.Keys.Count(key => !states.TryGetValue(key, out var state) || !Final.Contains(state));
        var jobs = submissions.ToList();
        var again = scriptsMayDie ? disturbed.Runs().Sum(run => run.Events.Count(change => change.Reason?.Contains("it never began and is submitted again", StringComparison.Ordinal) == true)) : 0;
        var doubled = Math.Max(0, jobs.GroupBy(name => name).Sum(group => group.Count() - 1) - again) + launches.Sum(count => Math.Max(0, count - 1));
        var misjudged = undisturbed.Count(pair => results.TryGetValue(pair.Key, out var here) && here != pair.Value && expected?.Invoke(pair.Key, here) != true && Final.Contains(states[pair.Key]));
        var verdict = new Verdict(lost, doubled, misjudged);
        if (Environment.GetEnvironmentVariable("DEFINET_FAULTS_TALLY") is { Length: > 0 } tally)
            File.AppendAllText(tally, string.Create(CultureInfo.InvariantCulture, $"{lost} {doubled} {misjudged} {undisturbed.Count} {what}\n"));
        return verdict;
    }

    /// <summary>Nothing lost, nothing doubled, nothing judged wrongly.</summary>
    public static Verdict Clean { get; } = new(0, 0, 0);
}
