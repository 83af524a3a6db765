using System.Collections.Concurrent;
using System.Diagnostics;
using DefiNet.Campaigns.Storage;
using DefiNet.Clusters;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;
using DefiNet.Clusters.Transfer;
using DefiNet.Dft;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Moves the runs of a campaign that are computed on one cluster: one look for all of them, then fetching, reading, staging and submitting in batches. Every step can be repeated after a crash at any point of it.</summary>
internal sealed class ClusterDriver : IAsyncDisposable
{
    private const int RunsPerArchive = ClusterFile.MaxRunsPerJob;
    private const int RunsPerSubmission = 250;
    private const int RunsPerFetch = 32;
    private const int MaxGone = 1000;
    private const long LargestFile = 8L << 30;
    private static readonly TimeSpan CleanLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TransferLimit = TimeSpan.FromMinutes(30);

    // Restart files, densities and the like stay where they are; so do licensed inputs.
    private static readonly string[] StaysThere =
        ["WAVECAR", "WAVEDER", "CHG", "CHGCAR", "LOCPOT", "ELFCAR", "PROCAR", "TMPCAR", "POTCAR", "vaspwave.h5", "*.wfn", "*.wfn.*", "*.cube", "core", "core.*", "job.sh", "*.new"];

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(10);

    private readonly RunDesk _desk;
    private readonly Store _store;
    private readonly ClusterLink _link;
    private readonly long _cluster;
    private readonly ClusterHealth _health;
    private readonly QueueJudge _judge;
    private readonly OutputJudge _output;
    private readonly LiveWatch _live;
    private readonly ClusterSeat _seat;
    private readonly Backoff _reaching;
    private readonly Backoff _submitting;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<long, ActiveRun> _runs = [];
    private readonly Dictionary<long, TimeSpan> _endedAt = [];
    private readonly HashSet<string> _acknowledge = [];
    private readonly ConcurrentQueue<string> _problems = new();
    private TimeSpan _restsUntil = TimeSpan.Zero;
    private QueueAnswer? _lastAnswer;
    private bool _full;

    public ClusterDriver(Store store, RunDesk desk, ClusterLink link)
    {
        (_store, _desk, _link) = (store, desk, link);
        using (var context = store.NewContext())
            _cluster = ClusterControl.IdOf(context, link.Definition.Name);
        _health = new(store, _cluster);
        _judge = new(link.Definition.Grace);
        _output = new(desk);
        _live = new(store, desk);
        _seat = ClusterShare.Join(link.Definition);
        var longest = 20 * link.Definition.Poll < LongestBackoff ? 20 * link.Definition.Poll : LongestBackoff;
        (_reaching, _submitting) = (new(link.Definition.Poll, longest), new(link.Definition.Poll, longest));
    }

    /// <summary>Its key in the store.</summary>
    public long Cluster => _cluster;

    /// <summary>Its runs that have not come to their end.</summary>
    public IReadOnlyCollection<ActiveRun> Runs => _runs.Values;

    /// <summary>Time until there may be something to do.</summary>
    public TimeSpan UntilNextTick
    {
        get
        {
            var now = _clock.Elapsed;
            var look = _reaching.Failures > 0 ? _reaching.Next - now : _seat.UntilNextLook;
            var submits = !_full && _reaching.Failures == 0 && _submitting.Failures == 0 && _runs.Values.Any(run => run.State == RunState.Intended || IsToBeSubmitted(run));
            var submission = submits ? _seat.UntilPaceIsFree : look;
            var next = submission < look ? submission : look;
            return next > _restsUntil - now ? next : _restsUntil - now;
        }
    }

    /// <summary>Takes up a run that was on its way when the last session ended.</summary>
    public void Enlist(ActiveRun run)
    {
        run.Doubtful = run.State == RunState.Staged;
        _runs[run.Id] = run;
    }

    /// <summary>Notes runs that somebody wants cancelled.</summary>
    public void Unwanted(IReadOnlySet<long> ids)
    {
        foreach (var run in _runs.Values.Where(run => ids.Contains(run.Id)))
            run.CancelRequested = true;
    }

    /// <summary>Sentences of what went wrong since the last call.</summary>
    public IEnumerable<string> TakeProblems()
    {
        while (_problems.TryDequeue(out var problem))
            yield return problem;
    }

    /// <summary>Runs that came to their end since the last call.</summary>
    public List<ActiveRun> TakeEnded()
    {
        var ended = _runs.Values.Where(run => RunMachine.IsFinal(run.State)).ToList();
        foreach (var run in ended)
        {
            _runs.Remove(run.Id);
            _endedAt.Remove(run.Id);
            _judge.Forget(run);
        }

        return ended;
    }

    /// <summary>Does what is due. A host that cannot be reached is waited for; it never fails a run.</summary>
    /// <param name="takePlanned">Gives at most so many planned runs that are to be computed here.</param>
    /// <param name="stop">Ends it; nothing is lost by that.</param>
    public async Task TickAsync(Func<int, IReadOnlyList<ActiveRun>> takePlanned, CancellationToken stop)
    {
        var (byPerson, resumed) = _health.Look();
        if (byPerson)
        {
            _restsUntil = _clock.Elapsed + (_link.Definition.Poll < LongestRest ? _link.Definition.Poll : LongestRest);
            return;
        }

        if (resumed)
        {
            _reaching.Succeeded();
            _submitting.Succeeded();
        }

        if (!_reaching.IsDue(_clock.Elapsed))
            return;
        try
        {
            if (_seat.UntilNextLook <= TimeSpan.Zero)
                await LookAsync(stop).ConfigureAwait(false);
            await CancelAsync(stop).ConfigureAwait(false);
            await FetchAsync(stop).ConfigureAwait(false);
            if (_submitting.IsDue(_clock.Elapsed) && _lastAnswer is not null && !_full)
                await SubmitAsync(takePlanned, stop).ConfigureAwait(false);
            _reaching.Succeeded();
            if (_submitting.Failures == 0)
                _health.Heal();
        }
        catch (HostUnreachableException unreachable)
        {
            Unreachable(unreachable.Message, unreachable.MayHeal);
        }
        catch (Exception refused) when (refused is ClusterException or IOException)
        {
            Unreachable(refused.Message, mayHeal: true);
        }
    }

    /// <summary>Ends the jobs of runs that are not wanted any more, and cancels the runs.</summary>
    public async Task CancelAsync(IReadOnlyList<ActiveRun> runs, string reason, CancellationToken stop)
    {
        await UnwantedJobs.EndAsync(_store, _link, [.. runs.Where(run => RunMachine.MayBeInQueue(run.State))], stop).ConfigureAwait(false);
        _desk.MoveAll([.. runs.Where(run => !RunMachine.IsFinal(run.State)).Select(run => new RunChange(run, RunEvent.Cancel, reason))]);
    }

    public ValueTask DisposeAsync()
    {
        _seat.Dispose();
        return _link.Host.DisposeAsync();
    }

    private void Unreachable(string reason, bool mayHeal)
    {
        _reaching.Failed(_clock.Elapsed, mayHeal);
        if (!mayHeal || _reaching.Failures >= Backoff.FailuresBeforePause)
            _health.Pause(reason);
        foreach (var run in _runs.Values)
            run.Doubtful |= run.State == RunState.Staged && run.Asked;
    }

    private void CannotSubmit(string reason)
    {
        _submitting.Failed(_clock.Elapsed, mayHeal: true);
        if (_submitting.Failures >= Backoff.FailuresBeforePause)
            _health.Pause(reason);
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var runs = _runs.Values.ToList();
        var acknowledged = _acknowledge.ToList();
        var answer = await _seat.LookAsync(
            _link,
            new QueueQuestion { Gone = _judge.Missing(runs, MaxGone), Acknowledged = acknowledged, Live = _live.Question(runs) },
            stop).ConfigureAwait(false);
        _acknowledge.ExceptWith(acknowledged);
        _lastAnswer = answer;
        _full = false;
        var now = _clock.Elapsed;
        _live.Note(runs.Where(run => run.State == RunState.Running), answer.Live);
        _desk.MoveAll(_judge.Judge(runs, answer, now));
        _seat.Claim(Unseen());
        Acknowledge(answer);
        foreach (var run in runs.Where(run => run.State == RunState.Ended))
            _endedAt.TryAdd(run.Id, now);
    }

    // Only what is committed is acknowledged, and only what is ours: other campaigns' jobs may share the folder.
    private void Acknowledge(QueueAnswer answer)
    {
        if (answer.Ended.Count == 0)
            return;
        var told = answer.Ended.Select(end => end.Token).ToHashSet();
        foreach (var run in _runs.Values)
            for (var part = 1; part <= run.Parts; part++)
                if (told.Remove(run.JobOf(part)) && (part < run.Parts || !RunMachine.MayBeInQueue(run.State)))
                    _acknowledge.Add(run.JobOf(part));
        if (told.Count == 0)
            return;
        foreach (var token in FinalJobs.Among(_store, told))
            _acknowledge.Add(token);
    }

    private async Task CancelAsync(CancellationToken stop)
    {
        var unwanted = _runs.Values.Where(run => run.CancelRequested && !RunMachine.IsFinal(run.State)).ToList();
        if (unwanted.Count > 0)
            await CancelAsync(unwanted, "somebody cancelled the run", stop).ConfigureAwait(false);
    }

    private async Task FetchAsync(CancellationToken stop)
    {
        foreach (var batch in _runs.Values.Where(run => run.State == RunState.Ended).ToList().Chunk(RunsPerFetch))
        {
            var requests = batch.Select(run => new CollectRequest(run.RemotePart, run.CurrentPart, Fetched)
            {
                Keep = _link.Definition.Keep,
                Except = StaysThere,
                KeepLargerThanBytes = _link.Definition.KeepLargerThanMiB is { } mebibytes ? (long)mebibytes << 20 : LargestFile,
            }).ToList();
            var came = await Collecting.CollectAsync(_link.Host, _link.Definition.Folder, requests, TransferLimit, stop, RunsPerFetch * LargestFile).ConfigureAwait(false);
            var fetched = new List<RunChange>();
            foreach (var (run, files) in batch.Zip(came))
            {
                if (!files.FolderExists)
                {
                    fetched.Add(new(run, RunEvent.Fail, $"the folder {run.RemotePart} is gone from the cluster"));
                }
                else if (_output.IsWhole(run) || _clock.Elapsed - _endedAt.GetValueOrDefault(run.Id, TimeSpan.Zero) >= _link.Definition.Grace)
                {
                    KeptFiles.Write(run.CurrentPart, files.Files);
                    fetched.Add(new(run, RunEvent.Fetch));
                }
            }

            _desk.MoveAll(fetched);
        }

        var recorded = new List<string>();
        foreach (var run in _runs.Values.Where(run => run.State == RunState.Fetched).ToList())
        {
            var part = run.RemotePart;
            _judge.Forget(run);
            _endedAt.Remove(run.Id);
            if (_output.Judge(run) is { } disk)
                CannotSubmit($"{_link.Host.Name}: {disk}");
            if (run.State == RunState.Recorded)
                recorded.Add(part);
        }

        if (recorded.Count > 0)
            await Collecting.CleanAsync(_link.Host, _link.Definition.Folder, recorded, _link.Definition.Clean, _link.Definition.Keep, CleanLimit, stop).ConfigureAwait(false);
    }

    // A definition that names no files leaves it to the engine what it writes: all but restart files and the like.
    private IReadOnlyList<string> Fetched =>
        _link.Definition.Fetch.Count == 0 || ReferenceEquals(_link.Definition.Fetch, ClusterFile.UsualFetch) ? ["*"] : [.. _link.Definition.Fetch, "stdout", "stderr", "job.*"];

    private async Task SubmitAsync(Func<int, IReadOnlyList<ActiveRun>> takePlanned, CancellationToken stop)
    {
        // While submissions fail, one is tried at a time.
        var most = _submitting.Failures > 0 ? 1 : RunsPerArchive;
        var perJob = _link.Definition.RunsPerJob;
        var others = _link.Definition.CountOthers ? _lastAnswer!.OtherJobs : 0;
        var room = _seat.Reserve(_link.Definition.MaxQueued, _lastAnswer!.Jobs.Count + others, Unseen(), (most + perJob - 1) / perJob);
        Take(takePlanned(Math.Min(most, room * perJob)));
        _seat.Claim(Unseen());
        await StageAsync(most, stop).ConfigureAwait(false);
        while (_submitting.Failures == 0 || most == 1)
        {
            var batch = Submittable(most);
            batch = batch.GetRange(0, _seat.TakePace(batch.Count));
            if (batch.Count == 0 || !await SubmitAsync(batch, stop).ConfigureAwait(false))
                return;
            if (most == 1)
                return;
        }
    }

    // Whole jobs, so many at most and of not too many runs.
    private List<List<ActiveRun>> Submittable(int mostJobs)
    {
        var jobs = new List<List<ActiveRun>>();
        var runs = 0;
        foreach (var job in _runs.Values.Where(run => run.State == RunState.Staged).GroupBy(run => run.QueuedAs))
        {
            if (jobs.Count >= mostJobs || runs >= RunsPerSubmission)
                break;
            if (!job.All(IsToBeSubmitted))
                continue;
            jobs.Add([.. job]);
            runs += jobs[^1].Count;
        }

        return jobs;
    }

    private bool IsToBeSubmitted(ActiveRun run) =>
        run.State == RunState.Staged && (!run.Doubtful || !run.Asked || _judge.MaySubmitAgain(run, _clock.Elapsed));

    private void Take(IReadOnlyList<ActiveRun> planned)
    {
        _desk.MoveAll([.. planned.Select(run =>
        {
            run.Folder = _desk.FolderOf(run);
            run.RemoteFolder = RemotePath.Join(_link.Definition.Folder, $"runs/{run.Token}");
            run.ClusterId = _cluster;
            return new RunChange(run, RunEvent.Submit, null, (row, context) =>
            {
                (row.LocalFolder, row.RemoteFolder, row.ClusterId) = (run.Folder, run.RemoteFolder, _cluster);
                _desk.Inherit(context, row);
            });
        })]);
        foreach (var run in planned)
            _runs[run.Id] = run;
    }

    // Jobs of ours that the last look did not see, or that are about to be.
    private int Unseen()
    {
        var seen = _lastAnswer!.Jobs.Select(job => job.Token).ToHashSet();
        var perJob = _link.Definition.RunsPerJob;
        return _runs.Values.Where(run => RunMachine.MayBeInQueue(run.State) && !seen.Contains(run.QueuedAs)).DistinctBy(run => run.QueuedAs).Count()
            + ((_runs.Values.Count(run => run.State == RunState.Intended) + perJob - 1) / perJob);
    }

    private async Task StageAsync(int most, CancellationToken stop)
    {
        foreach (var batch in _runs.Values.Where(run => run.State == RunState.Intended).Take(most).ToList().Chunk(RunsPerArchive))
        {
            var changes = new List<RunChange>();
            foreach (var run in batch)
            {
                if (WriteInputs(run) is { } change)
                    changes.Add(change);
            }

            var scratch = Path.Combine(_desk.RunsFolder, ".transfer");
            var packs = Pack([.. changes.Where(change => change.Event == RunEvent.Stage).Select(change => change.Run)], scratch);
            List<StagedFolder> staged = [.. changes.Where(change => change.Event == RunEvent.Stage).Select(change => new StagedFolder(change.Run.CurrentPart, change.Run.RemotePart) { Renew = true }), .. packs];
            if (staged.Count > 0)
            {
                try
                {
                    await Staging.StageAsync(_link.Host, _link.Definition.Folder, staged, TransferLimit, stop).ConfigureAwait(false);
                }
                catch (ClusterException full) when (full is not HostUnreachableException)
                {
                    CannotSubmit(full.Message);
                    return;
                }
                finally
                {
                    foreach (var pack in packs)
                        Directory.Delete(pack.LocalFolder, recursive: true);
                }
            }

            _desk.MoveAll(changes);
            if (_submitting.Failures > 0)
                Submitted();
        }
    }

    // Small runs share jobs. A job's name is new each time and committed with its runs before it is submitted, so nothing joins a job that the scheduler may have.
    private List<StagedFolder> Pack(IReadOnlyList<ActiveRun> runs, string scratch)
    {
        var folders = new List<StagedFolder>();
        foreach (var share in runs.Chunk(_link.Definition.RunsPerJob))
        {
            var name = share.Length == 1 ? null : RunLedger.NewToken();
            foreach (var run in share)
            {
                run.Pack = name;
                if (name is not null)
                    (run.SchedulerId, run.Asked, run.Doubtful, run.SubmitAgain) = (null, false, false, false);
            }

            if (name is null)
                continue;
            var folder = Directory.CreateDirectory(Path.Combine(scratch, name)).FullName;
            File.WriteAllLines(Path.Combine(folder, "job.runs"), share.Select(run => run.Job));
            folders.Add(new(folder, RemotePath.Join(_link.Definition.Folder, $"packs/{name}")) { Renew = true });
        }

        return folders;
    }

    private RunChange? WriteInputs(ActiveRun run)
    {
        var folder = run.CurrentPart;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        try
        {
            return new(run, RunEvent.Stage, _desk.WriteInputs(run, folder), (row, _) => (row.Pack, row.SchedulerId) = (run.Pack, run.SchedulerId));
        }
        catch (DftException failure)
        {
            return new(run, RunEvent.Fail, failure.Message);
        }
    }

    // False when nothing more is to be submitted now.
    private async Task<bool> SubmitAsync(List<List<ActiveRun>> batch, CancellationToken stop)
    {
        IReadOnlyList<string> command = [];
        if (_link.Definition.Run is null)
        {
            var engine = _desk.Engine.Command(batch[0][0].CurrentPart);
            command = [engine.Program, .. engine.Arguments];
        }

        var jobs = batch.ConvertAll(runs => new BatchJob(runs[0].QueuedAs, runs[0].JobFolder, runs.ConvertAll(run => new BatchRun(run.Job, run.RemotePart, command) { StopFile = StopFile }))
        {
            Again = runs.Exists(run => run.SubmitAgain) || runs.TrueForAll(run => run.Asked && _judge.MaySubmitAgain(run, _clock.Elapsed)),
        });
        foreach (var run in batch.SelectMany(runs => runs))
            run.Asked = true;
        var replies = await _link.Scheduler.SubmitAsync(_link.Host, jobs, stop).ConfigureAwait(false);
        var accepted = new List<RunChange>();
        string? trouble = null;
        foreach (var (run, reply) in batch.Zip(replies).SelectMany(job => job.First, (job, run) => (run, job.Second)))
        {
            switch (reply.Outcome)
            {
                case SubmitOutcome.Submitted:
                    accepted.Add(QueueJudge.Accepted(run, reply.Id, null));
                    break;
                case SubmitOutcome.Unknown:
                    run.Doubtful = true;
                    break;
                case SubmitOutcome.Full:
                    run.Asked = false;
                    run.SubmitAgain = _full = true;
                    break;
                case SubmitOutcome.Refused:
                    run.Asked = false;
                    run.SubmitAgain = true;
                    trouble ??= $"{_link.Definition.Name} refuses {run.QueuedAs}: {reply.Sentence}";
                    break;
                case SubmitOutcome.NotPrepared when reply.Sentence?.EndsWith("is not there", StringComparison.Ordinal) == true:
                    run.Asked = run.Doubtful = false;
                    accepted.Add(new(run, RunEvent.Vanish, $"{reply.Sentence}; it is brought there again"));
                    break;
                default:
                    run.Asked = false;
                    trouble ??= $"{_link.Definition.Name} could not prepare {run.QueuedAs}: {reply.Sentence}";
                    break;
            }
        }

        _desk.MoveAll(accepted);
        if (trouble is not null)
            CannotSubmit(trouble);
        else if (accepted.Count > 0)
            Submitted();
        return trouble is null && !_full;
    }

    // pw.x's bears the name of its calculation and is left to the scheduler's signal.
    private string? StopFile => _desk.Engine.Name switch
    {
        "cp2k" => "EXIT",
        "qe" => null,
        _ => "STOPCAR",
    };

    private void Submitted()
    {
        if (_submitting.Failures == 0)
            return;
        _submitting.Succeeded();
        _health.Heal();
    }
}
