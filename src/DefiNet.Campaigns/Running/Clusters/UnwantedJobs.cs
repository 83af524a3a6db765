using System.Text;
using DefiNet.Campaigns.Storage;
using DefiNet.Clusters.Hosts;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Ends the jobs of runs that nobody wants any more.</summary>
internal static class UnwantedJobs
{
    private const int JobsPerCommand = 1000;
    private static readonly TimeSpan WithdrawLimit = TimeSpan.FromMinutes(5);
    private static readonly string[] InQueue = [.. Enum.GetValues<RunState>().Where(RunMachine.MayBeInQueue).Select(RunMachine.NameOf)];

    /// <summary>Ends them. A job that other runs share goes on for those: the folder of an unwanted one is closed, so that it does not begin, and if it has begun it is asked to stop after its step.</summary>
    public static async Task EndAsync(Store store, ClusterLink link, IReadOnlyList<ActiveRun> runs, CancellationToken stop)
    {
        var shared = SharedWithOthers(store, runs);
        foreach (var batch in runs.Where(run => run.Pack is null || !shared.Contains(run.Pack)).Select(QueueJudge.JobOf).DistinctBy(job => job.Token).Chunk(JobsPerCommand))
            await link.Scheduler.CancelAsync(link.Host, batch, stop).ConfigureAwait(false);
        foreach (var batch in runs.Where(run => run.Pack is not null && shared.Contains(run.Pack)).Chunk(JobsPerCommand))
            await WithdrawAsync(link, batch, stop).ConfigureAwait(false);
    }

    private static HashSet<string> SharedWithOthers(Store store, IReadOnlyList<ActiveRun> runs)
    {
        var ids = runs.Select(run => run.Id).ToHashSet();
        var shared = new HashSet<string>();
        using var context = store.NewContext();
        foreach (var packs in runs.Select(run => run.Pack).OfType<string>().Distinct().Chunk(JobsPerCommand / 2))
            shared.UnionWith(context.Runs.AsNoTracking().Where(run => packs.Contains(run.Pack!) && InQueue.Contains(run.State)).Select(run => new { run.Id, run.Pack }).AsEnumerable().Where(run => !ids.Contains(run.Id)).Select(run => run.Pack!));
        return shared;
    }

    // Only one of this and the job can make job.started. The files are VASP's and CP2K's to stop; others do not look at them.
    private static async Task WithdrawAsync(ClusterLink link, ActiveRun[] runs, CancellationToken stop)
    {
        var program = new StringBuilder("""
            definet_main() {
            withdraw() {
                cd "$1" 2>/dev/null || return 0
                (set -C; echo 'token withdrawn' >job.started) 2>/dev/null && return 0
                [ -e job.ended ] || { echo 'LSTOP = .TRUE.' >STOPCAR && : >EXIT; }
            }

            """);
        foreach (var run in runs)
            program.Append("(withdraw ").Append(ShellWord.Path(run.RemotePart)).Append(")\n");
        program.Append("true\n}\ndefinet_main </dev/null\n");
        var reply = await link.Host.RunAsync(HostCommand.Sh(program.ToString(), WithdrawLimit), stop).ConfigureAwait(false);
        if (reply.ExitCode != 0)
            throw new HostUnreachableException(UnreachableReason.Dropped, $"{link.Host.Name}: {runs.Length} unwanted runs could not be withdrawn from their jobs.");
    }
}
