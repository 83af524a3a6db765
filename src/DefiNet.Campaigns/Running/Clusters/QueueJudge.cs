using System.Globalization;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Tells from what a look saw what happened to each job. Nothing is ever decided by what an answer lacks alone: an end needs the job's own note or the accounting's word, or long silence everywhere.</summary>
internal sealed class QueueJudge(TimeSpan grace)
{
    /// <summary>A job that the scheduler ends this often before it begins has failed.</summary>
    public const int MaxVainSubmissions = 3;

    private const int LooksForSilence = 5;
    private const int GracesForSilence = 3;

    private readonly Dictionary<long, RunWatch> _watches = [];

    /// <summary>The jobs that the next look is to ask about as gone, at most <paramref name="most"/>, those longest absent first.</summary>
    /// <remarks>Of a run that shares its job, the job and the run's own folder are asked about.</remarks>
    public List<SubmittedJob> Missing(IEnumerable<ActiveRun> runs, int most)
    {
        var missing = new List<SubmittedJob>();
        var packs = new HashSet<string>();
        foreach (var run in runs.Where(run => run.State == RunState.Left || (run.State == RunState.Staged && run.Doubtful)).OrderBy(run => WatchOf(run).AbsentSince ?? TimeSpan.Zero))
        {
            if (missing.Count + (run.Pack is null ? 1 : 2) > most)
                break;
            if (run.Pack is not null && packs.Add(run.Pack))
                missing.Add(JobOf(run));
            missing.Add(new(run.Job, run.SchedulerId, run.RemotePart));
        }

        return missing;
    }

    /// <summary>A run's job as the scheduler knows it.</summary>
    public static SubmittedJob JobOf(ActiveRun run) => new(run.QueuedAs, run.SchedulerId, run.JobFolder);

    /// <summary>Whether a submission that was not answered is seen not to have happened.</summary>
    public bool MaySubmitAgain(ActiveRun run, TimeSpan now) => WatchOf(run).AbsentFor(grace, 2, now);

    /// <summary>Forgets a run, or what was in mind of its last part.</summary>
    public void Forget(ActiveRun run) => _watches.Remove(run.Id);

    /// <summary>What a look says about runs whose jobs are or may be in the queue.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="answer">What it saw.</param>
    /// <param name="now">Monotonic time.</param>
    public List<RunChange> Judge(IEnumerable<ActiveRun> runs, QueueAnswer answer, TimeSpan now)
    {
        var queue = new Dictionary<string, QueuedJob>();
        foreach (var job in answer.Jobs)
            queue[job.Token] = job;
        var ended = new Dictionary<string, EndedRun>();
        foreach (var end in answer.Ended)
            ended[end.Token] = end;
        var gone = answer.Gone.ToDictionary(account => account.Token);
        var live = answer.Live.GroupBy(tail => tail.Token).ToDictionary(tails => tails.Key, tails => tails.Sum(tail => tail.Bytes));
        var changes = new List<RunChange>();
        foreach (var run in runs)
        {
            if (!RunMachine.MayBeInQueue(run.State))
                continue;
            var watch = WatchOf(run);
            if (live.TryGetValue(run.Job, out var bytes) && bytes != watch.LiveBytes)
            {
                watch.LiveBytes = bytes;
                if (watch.AbsentSince is not null)
                    watch.AbsentSince = now; // whatever the queue says, it writes
            }

            var pack = run.Pack is null ? null : gone.GetValueOrDefault(run.Pack);
            Judge(run, watch, queue.GetValueOrDefault(run.QueuedAs), ended.GetValueOrDefault(run.Job), AccountOf(run, gone.GetValueOrDefault(run.Job), pack), pack is { Started: true }, answer.IsTrusted, now, changes);
        }

        return changes;
    }

    // Of a shared job the scheduler tells how it ended, but not how each run in it did: that is in the run's own folder.
    private static JobAccount? AccountOf(ActiveRun run, JobAccount? own, JobAccount? pack) =>
        run.Pack is null ? own
        : own is null || pack is null ? null
        : pack with { Token = run.Job, ExitCode = null, Started = own.Started, End = own.End, FolderExists = own.FolderExists };

    // packBegan: whether any run of the job that it shares has begun.
    private void Judge(ActiveRun run, RunWatch watch, QueuedJob? job, EndedRun? end, JobAccount? account, bool packBegan, bool trusted, TimeSpan now, List<RunChange> changes)
    {
        var state = run.State;
        end ??= account?.End ?? watch.End;
        if (state == RunState.Staged)
        {
            if (!run.Doubtful)
                return;
            var known = job is not null || end is not null || packBegan || account is { Started: true } or { Id: not null } || account is { Outcome: not JobOutcome.Unknown };
            if (!known)
            {
                if (trusted && account is not null)
                    watch.Absent(now);
                return;
            }

            changes.Add(Accepted(run, job?.Id ?? account?.Id, "the scheduler was asked for the name and has it"));
            watch.Seen();
            state = RunState.Submitted;
        }

        if (end is not null)
        {
            watch.End ??= end;
            if (end is { ExitCode: 0, Stopped: not "signal" })
            {
                changes.Add(Ended(run, end.Stopped is null ? EndedHow.ByItself : EndedHow.Stopped, 0, end.Stopped is null ? null : $"the engine stopped when asked to ({end.Stopped})"));
                return;
            }

            // The job that it shared goes on, or ends for reasons of others.
            if (run.Pack is not null && end is { Stopped: null, ExitCode: < 128 })
            {
                changes.Add(Ended(run, EndedHow.ByItself, end.ExitCode, null));
                return;
            }

            // Why it ended badly, or who told it to stop, is the scheduler's to say.
            if (account is { Outcome: not (JobOutcome.Unknown or JobOutcome.NotEnded) })
            {
                changes.Add(EndedBadly(run, end, account));
                return;
            }
        }

        if (job is not null && end is null)
        {
            watch.Seen();
            if (job.Id is { Length: > 0 } id && id != run.SchedulerId)
                run.SchedulerId = id;
            if (job.State is QueueState.Waiting or QueueState.Held)
            {
                if (state is RunState.Submitted or RunState.Left)
                    changes.Add(new(run, RunEvent.See, state == RunState.Left ? "the queue shows it again" : job.State == QueueState.Held ? $"held: {job.Reason ?? "the scheduler says no reason"}" : null, (row, _) => row.SchedulerId = run.SchedulerId));
            }
            else if (state != RunState.Running)
            {
                changes.Add(new(run, RunEvent.Start, state == RunState.Left ? "the queue shows it again" : null, (row, _) => row.SchedulerId = run.SchedulerId));
            }

            return;
        }

        if (end is null && !trusted)
            return;
        watch.Absent(now);
        if (state != RunState.Left)
        {
            changes.Add(new(run, RunEvent.Leave, end is null ? null : string.Create(CultureInfo.InvariantCulture, $"it noted its end with exit code {end.ExitCode}{(end.Stopped is null ? "" : " after a signal")}; the accounting is asked why")));
            return;
        }

        if (account is not null)
            Account(run, watch, end, account, packBegan, now, changes);
    }

    private void Account(ActiveRun run, RunWatch watch, EndedRun? end, JobAccount account, bool packBegan, TimeSpan now, List<RunChange> changes)
    {
        if (end is not null)
        {
            if (watch.AbsentFor(grace, 2, now))
                changes.Add(EndedBadly(run, end, account));
            return;
        }

        switch (account.Outcome)
        {
            case JobOutcome.NotEnded:
                watch.Seen();
                return;
            case JobOutcome.Unknown:
                if (!watch.AbsentFor(GracesForSilence * grace, LooksForSilence, now))
                    return;
                break;
            default:
                if (!watch.AbsentFor(grace, 2, now))
                    return; // slow file systems show the end late
                break;
        }

        if (!account.FolderExists)
        {
            changes.Add(new(run, RunEvent.Fail, $"the folder {run.RemotePart} is gone from the cluster"));
        }
        else if (account.Started)
        {
            changes.Add(Ended(run, EndedHow.Of(account.Outcome), account.ExitCode, account.Sentence ?? Words(account.Outcome)));
        }
        else if (account.Outcome == JobOutcome.Cancelled)
        {
            changes.Add(new(run, RunEvent.Cancel, account.Sentence ?? "somebody took the job out of the queue before it began"));
        }
        else if (packBegan)
        {
            run.Attempts--; // no failure of its own
            changes.Add(new(run, RunEvent.Vanish, $"{account.Sentence ?? Words(account.Outcome)}; the job {run.Pack} ended before its turn came, it goes into another", (row, _) => row.Attempts = run.Attempts));
            _watches.Remove(run.Id);
        }
        else if (run.Attempts >= run.Parts - 1 + MaxVainSubmissions)
        {
            changes.Add(new(run, RunEvent.Fail, $"the scheduler ended the job {MaxVainSubmissions} times before it began: {account.Sentence ?? Words(account.Outcome)}"));
        }
        else
        {
            run.SubmitAgain = true;
            changes.Add(new(run, RunEvent.Vanish, $"{account.Sentence ?? Words(account.Outcome)}; it never began and is submitted again"));
            _watches.Remove(run.Id);
        }
    }

    /// <summary>The scheduler has the job.</summary>
    public static RunChange Accepted(ActiveRun run, string? id, string? reason)
    {
        (run.SchedulerId, run.Doubtful, run.SubmitAgain) = (id ?? run.SchedulerId, false, false);
        run.Attempts++;
        return new(run, RunEvent.Accept, reason, (row, _) =>
        {
            row.SchedulerId = run.SchedulerId;
            row.Attempts = run.Attempts;
        });
    }

    private static RunChange EndedBadly(ActiveRun run, EndedRun end, JobAccount account) =>
        account.Outcome is JobOutcome.Unknown or JobOutcome.NotEnded or JobOutcome.Completed or JobOutcome.Failed
            ? Ended(run, end.Stopped is null ? EndedHow.ByItself : EndedHow.Stopped, end.ExitCode, null)
            : Ended(run, EndedHow.Of(account.Outcome), end.ExitCode, account.Sentence ?? Words(account.Outcome));

    private static RunChange Ended(ActiveRun run, string how, int? exitCode, string? reason)
    {
        (run.EndedHow, run.ExitCode) = (how, exitCode);
        return new(run, RunEvent.End, reason, (row, _) => (row.EndedHow, row.ExitCode) = (how, exitCode));
    }

    private static string Words(JobOutcome outcome) => outcome switch
    {
        JobOutcome.TimeOut => "the scheduler ended it at its wall time",
        JobOutcome.OutOfMemory => "it was ended for using more memory than it had asked for",
        JobOutcome.NodeFail => "its node went down",
        JobOutcome.Preempted => "it had to make room for another job",
        JobOutcome.Cancelled => "somebody cancelled it",
        JobOutcome.Failed => "its script failed",
        JobOutcome.Killed => "it was killed",
        JobOutcome.Completed => "its script ended without noting an end",
        _ => "neither the queue nor the accounting know it any more",
    };

    private RunWatch WatchOf(ActiveRun run)
    {
        if (!_watches.TryGetValue(run.Id, out var watch))
            _watches[run.Id] = watch = new();
        return watch;
    }
}
