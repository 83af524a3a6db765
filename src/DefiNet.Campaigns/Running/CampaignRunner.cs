using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using DefiNet.Campaigns.Corrections;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Running.Starting;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Clusters;
using DefiNet.Relaxation;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Runs a campaign: starts here, then engine runs in parallel slots here or as jobs on a cluster, then records. Killed at any moment and run again it takes up what lives, reads what ended, and launches what never was; nothing is lost or done twice.</summary>
public sealed class CampaignRunner
{
    private const string RawRelaxedHost = RelaxerFactory.RawRelaxedHost;
    private static readonly TimeSpan LookAtCampaign = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookForPlanned = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(250);

    private readonly Store _store;
    private readonly CampaignRow _campaign;
    private readonly CampaignDefinition _definition;
    private readonly CampaignRunOptions _options;
    private readonly IProgress<CampaignProgress>? _progress;
    private readonly RunCorrector _corrector;
    private readonly RunDesk _desk;
    private readonly RunDriver _driver;
    private readonly StartMaker _starts;
    private readonly Dictionary<string, IRelaxer> _relaxers = [];
    private readonly List<string> _problems = [];
    private readonly Dictionary<RunState, int> _ended = [];
    private readonly ConcurrentQueue<ActiveRun> _planned = new();
    private readonly ConcurrentQueue<ActiveRun> _cancelledBefore = new();
    private readonly LiveWatch _live;
    private readonly Dictionary<long, ClusterSession> _clusters = [];
    private readonly List<ActiveRun> _active = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private CampaignState _state = CampaignState.Running;
    private TimeSpan _nextCampaignLook;
    private TimeSpan _nextPlannedLook;
    private long _localCluster;
    private ClusterSession? _target;
    private TimeSpan _runsBegan;
    private bool _pristineEnded;
    private int _endedHere;
    private int _startsMade;
    private int _startsTotal;

    private CampaignRunner(Store store, CampaignRow campaign, CampaignRunOptions options, IProgress<CampaignProgress>? progress)
    {
        (_store, _campaign, _options, _progress) = (store, campaign, options, progress);
        if (campaign.Engine is null)
            throw new CampaignException($"The campaign {campaign.Name} was imported and names no engine to run; make one whose YAML names the same folder as its data_set, as config/campaigns/mos2-published.yaml does.");
        _definition = CampaignDefinitionReader.Read(campaign.Definition, $"the definition of {campaign.Name}", Environment.CurrentDirectory);
        var settings = JsonSerializer.Deserialize<SortedDictionary<string, string>>(campaign.Settings) ?? [];
        var engine = options.Engine ?? Arms.Engine(_definition, options.Program);
        _corrector = new(store, engine, settings, options.Corrections ?? CorrectionPolicyReader.Named(_definition.Corrections, _definition.Engine));
        _desk = new(store, engine, _corrector, _definition.Potential == "replay", Path.GetFullPath(Path.Combine(options.DataFolder, "runs", campaign.Name)), options.Hook);
        _driver = new(store, _desk);
        _live = new(store, _desk);
        _starts = new(store, campaign.Id, engine.Name, engine.SettingsHash(settings), _problems);
    }

    private string? Cluster => _options.Cluster ?? _definition.Cluster;

    private int Slots => _options.Slots ?? _definition.Slots ?? Environment.ProcessorCount;

    private bool HasRunsLeft => _active.Count > 0 || !_planned.IsEmpty || _clusters.Values.Any(cluster => cluster.HasRuns);

    /// <summary>Runs a campaign until every run has come to its end, it is paused or cancelled, or <paramref name="cancellation"/> ends the session; engine processes then go on by themselves.</summary>
    /// <exception cref="CampaignException">There is no such campaign, or its state does not allow it.</exception>
    /// <exception cref="CampaignBusyException">Another process runs it.</exception>
    public static async Task<CampaignOutcome> RunAsync(Store store, string campaign, CampaignRunOptions options, IProgress<CampaignProgress>? progress = null, CancellationToken cancellation = default)
    {
        CampaignRow row;
        using (var context = store.NewContext())
            row = CampaignControl.Find(context, campaign);
        using var lease = CampaignLease.Take(store, row.Id, campaign);
        var runner = new CampaignRunner(store, row, options, progress);
        try
        {
            runner.OpenClusters();
            CampaignControl.Apply(store, campaign, CampaignEvent.Run);
            return await runner.RunAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var cluster in runner._clusters.Values)
                await cluster.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Makes the starts that a campaign lacks and plans their runs; submits nothing.</summary>
    /// <returns>How many starts were made, and a sentence for each that could not be.</returns>
    /// <exception cref="CampaignException">There is no such campaign.</exception>
    /// <exception cref="CampaignBusyException">Another process runs it.</exception>
    /// <exception cref="OperationCanceledException">It was ended; the starts made so far stay.</exception>
    public static (int Made, IReadOnlyList<string> Problems) MakeStarts(Store store, string campaign, CampaignRunOptions options, IProgress<CampaignProgress>? progress = null, CancellationToken cancellation = default)
    {
        CampaignRow row;
        using (var context = store.NewContext())
            row = CampaignControl.Find(context, campaign);
        using var lease = CampaignLease.Take(store, row.Id, campaign);
        var runner = new CampaignRunner(store, row, options, progress);
        runner.MakeStartsAsync(cancellation).GetAwaiter().GetResult();
        return (runner._startsMade, runner._problems);
    }

    // The cluster that is asked for, and every one that has runs on their way.
    private void OpenClusters()
    {
        List<ClusterRow> rows;
        var final = Enum.GetValues<RunState>().Where(state => RunMachine.IsFinal(state) || state == RunState.Planned).Select(RunMachine.NameOf).ToList();
        using (var context = _store.NewContext())
        {
            _localCluster = context.Clusters.AsNoTracking().Single(row => row.Name == ClusterRow.Local).Id;
            rows = [.. context.Clusters.AsNoTracking().Where(row => row.Name != ClusterRow.Local && context.Runs.Any(run => run.ClusterId == row.Id && run.Start!.Configuration!.CampaignId == _campaign.Id && !final.Contains(run.State)))];
        }

        var names = rows.Select(row => row.Name).ToHashSet();
        if (Cluster is { } wanted && wanted != ClusterRow.Local)
            names.Add(wanted);
        foreach (var name in names)
        {
            var link = (_options.OpenCluster ?? throw new CampaignException($"The campaign {_campaign.Name} has runs on the cluster {name}, which cannot be reached from here."))(name);
            var session = new ClusterSession(new(_store, _desk, link));
            _clusters[session.Driver.Cluster] = session;
            if (name == Cluster)
                _target = session;
        }
    }

    private async Task<CampaignOutcome> RunAsync(CancellationToken cancellation)
    {
        CountEnded();
        try
        {
            await MakeStartsAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The starts made so far are saved; the runs are loaded to say how many are left.
        }

        Enlist(ActiveRuns.Load(_store, _campaign.Id));
        MakeRelaxedHostStarts();
        _runsBegan = _clock.Elapsed;
        do
        {
            await AdvanceAllAsync(cancellation).ConfigureAwait(false);
        }
        while (_state != CampaignState.Cancelled && !HasRunsLeft && !cancellation.IsCancellationRequested && !TryFinish());

        if (_state == CampaignState.Cancelled)
            await CancelRunsAsync(cancellation).ConfigureAwait(false);
        Report("runs");
        return new(_state, Ended(RunState.Recorded), Ended(RunState.Failed), Ended(RunState.Cancelled), Left, _active.Count(run => run.State == RunState.Running) + _clusters.Values.Sum(cluster => cluster.InQueue), _problems);
    }

    // Until no run is left that is known here.
    private async Task AdvanceAllAsync(CancellationToken cancellation)
    {
        while (HasRunsLeft && !cancellation.IsCancellationRequested && LookAtState() != CampaignState.Cancelled)
        {
            AdvanceActive();
            await AdvanceClustersAsync(cancellation).ConfigureAwait(false);
            if (_state == CampaignState.Running && _target is null)
                FillSlots();
            else if (_state != CampaignState.Running && _active.Count == 0 && !_clusters.Values.Any(cluster => cluster.HasRuns))
                break;
            Report("runs");
            await SleepAsync(cancellation).ConfigureAwait(false);
        }

        await EndTicksAsync().ConfigureAwait(false);
    }

    // Starts keep all cores busy: who called is not held up, so that he can end it.
    private Task MakeStartsAsync(CancellationToken cancellation) => Task.Run(
        async () =>
        {
            _starts.PlanBareStarts(_definition.Relaxers);
            string[] arms = [.. _definition.Relaxers.Where(arm => arm != RawRelaxedHost)];
            var missing = _starts.Missing(arms);
            _startsTotal += missing.Sum(item => item.Arms.Count);
            Report("starts");
            if (_definition.Starts is { On: not ClusterRow.Local } place)
            {
                _starts.Make(_starts.Missing([RelaxerFactory.Raw]), (arm, _) => RelaxerOf(arm), Made, cancellation); // there is nothing to compute
                await MakeStartsThereAsync(place.On, arms, cancellation).ConfigureAwait(false);
            }
            else
            {
                _starts.Make(missing, (arm, _) => RelaxerOf(arm), Made, cancellation);
            }
        },
        CancellationToken.None);

    private async Task MakeStartsThereAsync(string cluster, string[] arms, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(Path.Combine(_options.DataFolder, "starts", _campaign.Name));
        if (_starts.Missing(arms).Count == 0 && !Directory.Exists(folder))
            return;
        var link = (_options.OpenCluster ?? throw new CampaignException($"The starts of the campaign {_campaign.Name} are to be made on the cluster {cluster}, which cannot be reached from here."))(cluster);
        await using (link.Host.ConfigureAwait(false))
        {
            var there = new ClusterStarts(_store, link, _definition, _starts, RelaxerOf, folder);
            if (await there.MakeAsync(arms, () => LookAtState() == CampaignState.Running, Made, cancellation).ConfigureAwait(false) is { } problem)
                _problems.Add(problem);
        }

        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    // This arm stands on the pristine cell as the campaign's own engine relaxes it, so it comes when that run has ended.
    private void MakeRelaxedHostStarts()
    {
        if (!_definition.Relaxers.Contains(RawRelaxedHost) || _starts.Missing([RawRelaxedHost]) is not { Count: > 0 } missing)
            return;
        var hosts = RelaxedHost.Load(_store, _campaign.Id).ConvertAll(host => (Host: host, Relaxer: Arms.RelaxedHost(host, _definition)));
        if (hosts.Count == 0)
            return;
        _startsTotal += missing.Count;
        _starts.Make(missing, (_, row) => hosts.FirstOrDefault(host => host.Host.Fits(row)).Relaxer, Made, CancellationToken.None);
        EnlistPlanned();
    }

    // Runs that are planned meanwhile: arms that had to wait, and those that somebody wants once more.
    private void EnlistPlanned()
    {
        var known = _planned.Concat(_active).Concat(_clusters.Values.SelectMany(cluster => cluster.Driver.Runs)).Select(run => run.Id).ToHashSet();
        Enlist(ActiveRuns.LoadPlanned(_store, _campaign.Id).Where(run => !known.Contains(run.Id)));
    }

    private IRelaxer RelaxerOf(string arm)
    {
        if (!_relaxers.TryGetValue(arm, out var relaxer))
            _relaxers[arm] = relaxer = _options.Relaxers?.Invoke(arm) ?? Arms.Relaxer(arm, _definition);
        return relaxer;
    }

    private void Made(int count)
    {
        _startsMade += count;
        Report("starts");
    }

    private void Enlist(IEnumerable<ActiveRun> runs)
    {
        foreach (var run in runs)
        {
            if (!RunMachine.HoldsSlot(run.State))
                _planned.Enqueue(run);
            else if (run.ClusterId == _localCluster)
                _active.Add(run);
            else
                _clusters[run.ClusterId].Driver.Enlist(run);
        }

        foreach (var cluster in _clusters.Values)
            cluster.Count();
    }

    private void AdvanceActive()
    {
        var pristineEnded = false;
        foreach (var run in _active.Where(run => run.UntilNextLook <= TimeSpan.Zero).ToList())
        {
            _driver.Advance(run);
            if (run.State == RunState.Running && run.LiveLookIsDue())
                _live.Look(run);
            pristineEnded |= DropIfFinal(run) && run.Pristine;
        }

        _pristineEnded |= pristineEnded;
    }

    private void EnlistReopened()
    {
        _ended.Clear();
        CountEnded();
        EnlistPlanned();
    }

    private async Task AdvanceClustersAsync(CancellationToken cancellation)
    {
        foreach (var cluster in _clusters.Values)
        {
            if (cluster.Tick is { IsCompleted: true })
                _pristineEnded |= Note(cluster, await cluster.EndTickAsync().ConfigureAwait(false));
        }

        while (_cancelledBefore.TryDequeue(out var run))
            NoteEnd(run);
        if (_clusters.Values.All(cluster => cluster.Tick is null))
            EnlistMore();
        foreach (var cluster in _clusters.Values.Where(cluster => cluster.Tick is null && (cluster.Left > 0 || (cluster == _target && !_planned.IsEmpty)) && cluster.Driver.UntilNextTick <= TimeSpan.Zero))
            cluster.Tick = Task.Run(() => cluster.Driver.TickAsync(most => cluster == _target && _state == CampaignState.Running ? TakePlanned(most) : [], cancellation), CancellationToken.None);
    }

    private void EnlistMore()
    {
        if (_pristineEnded)
        {
            _pristineEnded = false;
            MakeRelaxedHostStarts();
        }

        if (_corrector.HasReopened)
            EnlistReopened();
        if (_clock.Elapsed >= _nextPlannedLook)
            LookForMorePlanned();
    }

    private bool Note(ClusterSession cluster, List<ActiveRun> ended)
    {
        foreach (var run in ended)
            NoteEnd(run);
        _problems.AddRange(cluster.Driver.TakeProblems());
        return ended.Exists(run => run.Pristine);
    }

    private List<ActiveRun> TakePlanned(int most)
    {
        var taken = new List<ActiveRun>();
        while (taken.Count < most && _planned.TryDequeue(out var run))
        {
            if (CancelIfWanted(run))
                _cancelledBefore.Enqueue(run);
            else
                taken.Add(run);
        }

        return taken;
    }

    private bool CancelIfWanted(ActiveRun run)
    {
        if (!run.CancelRequested)
            return false;
        RunDriver.Cancel(_store, run, RunControl.CancelReason);
        return true;
    }

    private void LookForMorePlanned()
    {
        _nextPlannedLook = _clock.Elapsed + LookForPlanned;
        var planned = RunMachine.NameOf(RunState.Planned);
        using (var context = _store.NewContext())
            if (context.Runs.Count(run => run.State == planned && run.Start!.Configuration!.CampaignId == _campaign.Id) <= _planned.Count)
                return;
        EnlistPlanned();
    }

    // The last ones may have been asked to stop: what they had committed counts, the rest is taken up by the next session.
    private async Task EndTicksAsync()
    {
        foreach (var cluster in _clusters.Values)
        {
            try
            {
                Note(cluster, await cluster.EndTickAsync().ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                cluster.Tick = null;
                Note(cluster, await cluster.EndTickAsync().ConfigureAwait(false));
            }
        }
    }

    private void FillSlots()
    {
        while (_active.Count < Slots && _planned.TryDequeue(out var run))
        {
            if (CancelIfWanted(run))
            {
                NoteEnd(run);
                continue;
            }

            _active.Add(run);
            _driver.Submit(run);
            _driver.Advance(run);
            DropIfFinal(run);
        }
    }

    private bool DropIfFinal(ActiveRun run)
    {
        if (!RunMachine.IsFinal(run.State))
            return false;
        _active.Remove(run);
        NoteEnd(run);
        return true;
    }

    private void NoteEnd(ActiveRun run)
    {
        _ended[run.State] = Ended(run.State) + 1;
        _endedHere++;
        if (run.State == RunState.Failed)
            _problems.Add(SentenceOf(run));
    }

    // Paused: the engines come to their end, nothing more is submitted. Cancelled: everything is ended.
    private CampaignState LookAtState()
    {
        if (_clock.Elapsed < _nextCampaignLook)
            return _state;
        _nextCampaignLook = _clock.Elapsed + LookAtCampaign;
        using var context = _store.NewContext();
        _state = CampaignMachine.StateOf(context.Campaigns.AsNoTracking().Where(row => row.Id == _campaign.Id).Select(row => row.State).Single());
        var unwanted = context.Runs.AsNoTracking().Where(run => run.CancelRequested && run.Start!.Configuration!.CampaignId == _campaign.Id).Select(run => run.Id).ToHashSet();
        if (unwanted.Count > 0)
            Cancel(unwanted);
        return _state;
    }

    private void Cancel(HashSet<long> unwanted)
    {
        foreach (var run in _planned.Where(run => unwanted.Contains(run.Id)))
            run.CancelRequested = true;
        foreach (var run in _active.Where(run => unwanted.Contains(run.Id)).ToList())
        {
            RunDriver.Cancel(_store, run, RunControl.CancelReason);
            DropIfFinal(run);
        }

        foreach (var cluster in _clusters.Values.Where(cluster => cluster.Tick is null))
            cluster.Driver.Unwanted(unwanted);
    }

    private async Task SleepAsync(CancellationToken cancellation)
    {
        var pause = _active.Select(run => run.UntilNextLook)
            .Concat(_clusters.Values.Where(cluster => cluster.Tick is null && (cluster.Left > 0 || cluster == _target)).Select(cluster => cluster.Driver.UntilNextTick))
            .Append(LongestSleep).Min();
        if (pause <= TimeSpan.Zero)
            return;
        var ticks = _clusters.Values.Select(cluster => cluster.Tick).OfType<Task>().ToList();
        await Task.WhenAny([.. ticks, Task.Delay(pause, cancellation)]).ConfigureAwait(false);
    }

    private async Task CancelRunsAsync(CancellationToken cancellation)
    {
        foreach (var cluster in _clusters.Values)
        {
            try
            {
                await cluster.Driver.CancelAsync([.. cluster.Driver.Runs], CampaignControl.Reason, cancellation).ConfigureAwait(false);
            }
            catch (ClusterException unreachable)
            {
                _problems.Add($"the jobs on a cluster could not be cancelled: {unreachable.Message} Cancel the campaign once more when it is back.");
            }
        }

        CampaignControl.CancelRuns(_store, _campaign.Id);
        _active.Clear();
        _planned.Clear();
        CountEnded();
    }

    // False where runs were planned once more while the last ones ended; they are then taken up.
    private bool TryFinish()
    {
        if (!CampaignControl.TryFinish(_store, _campaign))
        {
            EnlistReopened();
            return false;
        }

        _state = CampaignState.Finished;
        var without = _starts.Missing(_definition.Relaxers).Sum(item => item.Arms.Count(arm => arm == RawRelaxedHost));
        if (without > 0)
            _problems.Add($"{without} configurations have no start of {RawRelaxedHost}: the run of their pristine cell did not converge");
        return true;
    }

    private void CountEnded()
    {
        using var context = _store.NewContext();
        var counts = context.Runs.AsNoTracking().Where(run => run.Start!.Configuration!.CampaignId == _campaign.Id)
            .GroupBy(run => run.State).Select(group => new { group.Key, Count = group.Count() }).ToList();
        foreach (var state in counts)
            if (RunMachine.StateOf(state.Key) is var final && RunMachine.IsFinal(final))
                _ended[final] = state.Count;
    }

    private string SentenceOf(ActiveRun run)
    {
        using var context = _store.NewContext();
        var about = context.Runs.AsNoTracking().Where(row => row.Id == run.Id).Select(row => new { row.Reason, row.Start!.Configuration!.Descriptor }).Single();
        return $"{run.Token} ({about.Descriptor} from {run.Relaxer}) failed: {about.Reason}";
    }

    private int Left => _active.Count + _planned.Count + _clusters.Values.Sum(cluster => cluster.Left);

    private int Ended(RunState state) => _ended.GetValueOrDefault(state);

    private void Report(string phase)
    {
        var left = Left;
        double? secondsLeft = _endedHere == 0 ? null : (_clock.Elapsed - _runsBegan).TotalSeconds * left / _endedHere;
        _progress?.Report(new(phase, _startsMade, _startsTotal, _planned.Count, left - _planned.Count, Ended(RunState.Recorded), Ended(RunState.Failed), Ended(RunState.Cancelled), secondsLeft));
    }
}
