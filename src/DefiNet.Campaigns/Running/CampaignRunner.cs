using System.Diagnostics;
using System.Text.Json;
using DefiNet.Campaigns.Corrections;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Relaxation;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Runs a campaign on this machine: starts, then engine runs in parallel slots, then records. Killed at any moment and run again it takes up what lives, reads what ended, and launches what never was; nothing is lost or done twice.</summary>
public sealed class CampaignRunner
{
    private const string RawRelaxedHost = RelaxerFactory.RawRelaxedHost;
    private static readonly TimeSpan LookAtCampaign = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(250);

    private readonly Store _store;
    private readonly CampaignRow _campaign;
    private readonly CampaignDefinition _definition;
    private readonly CampaignRunOptions _options;
    private readonly IProgress<CampaignProgress>? _progress;
    private readonly RunCorrector _corrector;
    private readonly RunDriver _driver;
    private readonly StartMaker _starts;
    private readonly Dictionary<string, IRelaxer> _relaxers = [];
    private readonly List<string> _problems = [];
    private readonly Dictionary<RunState, int> _ended = [];
    private readonly Queue<ActiveRun> _planned = new();
    private readonly List<ActiveRun> _active = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private CampaignState _state = CampaignState.Running;
    private TimeSpan _nextCampaignLook;
    private TimeSpan _runsBegan;
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
        _corrector = new(store, engine, settings, options.Corrections ?? CorrectionPolicyReader.Named(_definition.Corrections));
        _driver = new(store, engine, _corrector, _definition.Potential == "replay", Path.GetFullPath(Path.Combine(options.DataFolder, "runs", campaign.Name)), options.Hook);
        _starts = new(store, campaign.Id, engine.Name, engine.SettingsHash(settings), _problems);
    }

    private int Slots => _options.Slots ?? _definition.Slots ?? Environment.ProcessorCount;

    private bool HasRunsLeft => _active.Count > 0 || _planned.Count > 0;

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
        CampaignControl.Apply(store, campaign, CampaignEvent.Run);
        return await runner.RunAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<CampaignOutcome> RunAsync(CancellationToken cancellation)
    {
        CountEnded();
        try
        {
            MakeStarts(cancellation);
        }
        catch (OperationCanceledException)
        {
            // The starts made so far are saved; the runs are loaded to say how many are left.
        }

        Enlist(ActiveRuns.Load(_store, _campaign.Id));
        MakeRelaxedHostStarts();
        _runsBegan = _clock.Elapsed;
        while (HasRunsLeft && !cancellation.IsCancellationRequested && LookAtState() != CampaignState.Cancelled)
        {
            AdvanceActive();
            if (_state == CampaignState.Running)
                FillSlots();
            else if (_active.Count == 0)
                break;
            Report("runs");
            await SleepAsync(cancellation).ConfigureAwait(false);
        }

        if (_state == CampaignState.Cancelled)
            CancelRuns();
        else if (!HasRunsLeft && !cancellation.IsCancellationRequested)
            Finish();
        Report("runs");
        return new(_state, Ended(RunState.Recorded), Ended(RunState.Failed), Ended(RunState.Cancelled), _active.Count + _planned.Count, _active.Count(run => run.State == RunState.Running), _problems);
    }

    private void MakeStarts(CancellationToken cancellation)
    {
        _starts.PlanBareStarts(_definition.Relaxers);
        string[] arms = [.. _definition.Relaxers.Where(arm => arm != RawRelaxedHost)];
        var missing = _starts.Missing(arms);
        _startsTotal += missing.Sum(item => item.Arms.Count);
        Report("starts");
        _starts.Make(missing, (arm, _) => RelaxerOf(arm), Made, cancellation);
    }

    // This arm stands on the pristine cell as the campaign's own engine relaxes it, so it comes when that run has ended.
    private void MakeRelaxedHostStarts()
    {
        if (!_definition.Relaxers.Contains(RawRelaxedHost) || _starts.Missing([RawRelaxedHost]) is not { Count: > 0 } missing)
            return;
        var hosts = RelaxedHost.Load(_store, _campaign.Id).ConvertAll(host => (Host: host, Relaxer: Arms.RelaxedHost(host)));
        if (hosts.Count == 0)
            return;
        _startsTotal += missing.Count;
        _starts.Make(missing, (_, row) => hosts.FirstOrDefault(host => host.Host.Fits(row)).Relaxer, Made, CancellationToken.None);
        EnlistUnknown();
    }

    private void EnlistUnknown()
    {
        var known = _planned.Concat(_active).Select(run => run.Id).ToHashSet();
        Enlist(ActiveRuns.Load(_store, _campaign.Id).Where(run => !known.Contains(run.Id)));
    }

    private IRelaxer RelaxerOf(string arm)
    {
        if (!_relaxers.TryGetValue(arm, out var relaxer))
            _relaxers[arm] = relaxer = _options.Relaxers?.Invoke(arm) ?? Arms.Relaxer(arm, _definition.Models.GetValueOrDefault(arm));
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
            if (RunMachine.HoldsSlot(run.State))
                _active.Add(run);
            else
                _planned.Enqueue(run);
        }
    }

    private void AdvanceActive()
    {
        var pristineEnded = false;
        foreach (var run in _active.Where(run => run.UntilNextLook <= TimeSpan.Zero).ToList())
        {
            _driver.Advance(run);
            pristineEnded |= DropIfFinal(run) && run.Pristine;
        }

        if (pristineEnded)
            MakeRelaxedHostStarts();
        if (_corrector.HasReopened)
            EnlistReopened();
    }

    private void EnlistReopened()
    {
        _ended.Clear();
        CountEnded();
        EnlistUnknown();
    }

    private void FillSlots()
    {
        while (_active.Count < Slots && _planned.TryDequeue(out var run))
        {
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
        _ended[run.State] = Ended(run.State) + 1;
        _endedHere++;
        if (run.State == RunState.Failed)
            _problems.Add(SentenceOf(run));
        return true;
    }

    // Paused: the engines come to their end, nothing more is submitted. Cancelled: everything is ended.
    private CampaignState LookAtState()
    {
        if (_clock.Elapsed < _nextCampaignLook)
            return _state;
        _nextCampaignLook = _clock.Elapsed + LookAtCampaign;
        using var context = _store.NewContext();
        return _state = CampaignMachine.StateOf(context.Campaigns.AsNoTracking().Where(row => row.Id == _campaign.Id).Select(row => row.State).Single());
    }

    private async Task SleepAsync(CancellationToken cancellation)
    {
        var pause = _active.Select(run => run.UntilNextLook).Append(LongestSleep).Min();
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void CancelRuns()
    {
        CampaignControl.CancelRuns(_store, _campaign.Id);
        _active.Clear();
        _planned.Clear();
        CountEnded();
    }

    private void Finish()
    {
        var without = _starts.Missing(_definition.Relaxers).Sum(item => item.Arms.Count(arm => arm == RawRelaxedHost));
        if (without > 0)
            _problems.Add($"{without} configurations have no start of {RawRelaxedHost}: the run of their pristine cell did not converge");
        _state = CampaignControl.Apply(_store, _campaign.Name, CampaignEvent.Finish);
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

    private int Ended(RunState state) => _ended.GetValueOrDefault(state);

    private void Report(string phase)
    {
        var left = _active.Count + _planned.Count;
        double? secondsLeft = _endedHere == 0 ? null : (_clock.Elapsed - _runsBegan).TotalSeconds * left / _endedHere;
        _progress?.Report(new(phase, _startsMade, _startsTotal, _planned.Count, _active.Count, Ended(RunState.Recorded), Ended(RunState.Failed), Ended(RunState.Cancelled), secondsLeft));
    }
}
