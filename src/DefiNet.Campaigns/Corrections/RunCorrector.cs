using System.Collections.Immutable;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Dft;
using DefiNet.Dft.Errors;
using DefiNet.Dft.Records;
using DefiNet.Dft.Vasp;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Corrections;

/// <summary>Does what the policy says when a run ends with an error. Every change is a row of its own, written in the transaction that moves the run, and changes the hash of its settings: arms that were not treated alike are never compared.</summary>
internal sealed class RunCorrector
{
    private readonly Store _store;
    private readonly IDftEngine _engine;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly CorrectionPolicy _policy;

    public RunCorrector(Store store, IDftEngine engine, IReadOnlyDictionary<string, string> settings, CorrectionPolicy policy) =>
        (_store, _engine, _settings, _policy) = (store, engine, settings, policy);

    /// <summary>Whether a run that had ended was planned again since this was last asked.</summary>
    public bool HasReopened
    {
        get
        {
            var reopened = field;
            field = false;
            return reopened;
        }
        private set;
    }

    /// <summary>The error that explains the end of a run's last part; null without one.</summary>
    /// <param name="record">What the engine reads in the run's parts; null where nothing can be read.</param>
    /// <param name="part">Folder of the last part.</param>
    public static RunError? ErrorOf(IonicRecord? record, string part)
    {
        if (record is { Converged: true })
            return null;
        var shown = record is null ? null : RecordErrors.Of(record);
        // A record that is whole explains itself; in one that breaks off, the scheduler knows more than the program.
        return record is { Finished: true } ? shown
            : ErrorSearch.Cause(ErrorSearch.In(part))?.Error is not { } printed ? shown
            : shown is null || printed.Kind > ErrorKind.Error ? printed
            : shown;
    }

    /// <summary>Settings of a part of a run: those of the campaign with every change that holds for it.</summary>
    public IReadOnlyDictionary<string, string> SettingsOf(long run, int part)
    {
        using var context = _store.NewContext();
        return SettingsOf(context, run, part);
    }

    /// <summary>Gives a run that is about to begin what was changed in other arms for all of them.</summary>
    public void Inherit(DefiNetContext context, DftRunRow run)
    {
        var configuration = context.Starts.Where(start => start.Id == run.StartId).Select(start => start.ConfigurationId).Single();
        var changes = context.RunCorrections.AsNoTracking()
            .Where(row => row.AllArms && row.RunId != run.Id && row.Run!.Start!.ConfigurationId == configuration)
            .OrderBy(row => row.Id).ToList();
        if (changes.Count == 0)
            return;
        Change(context, run, run.Parts, [.. changes.Select(row => (row.Tag!, row.NewValue!))], changes[^1].Error, changes[^1].CauseRunId, allArms: true, dropped: 0);
        run.SettingsHash = HashOf(context, run, run.Parts);
    }

    /// <summary>Lets a run whose part has ended begin again, if other settings wait for it. False when none do.</summary>
    public bool BeginAgain(DefiNetContext context, DftRunRow run, out string reason)
    {
        var waiting = context.RunCorrections.AsNoTracking().Where(row => row.RunId == run.Id && row.Part > run.Parts).OrderBy(row => row.Id).ToList();
        reason = waiting.Count == 0 ? "" : $"another arm ended with {waiting[^1].Error}: all begin again with {Sentence(waiting.Select(row => (row.Tag!, row.NewValue!)))}";
        if (waiting.Count == 0)
            return false;
        Restart(context, run);
        return true;
    }

    /// <summary>Does what the policy says about an error. False when it says nothing, or nothing more; then <paramref name="reason"/> says why.</summary>
    public bool Correct(DefiNetContext context, DftRunRow run, RunError error, int steps, out string reason)
    {
        reason = $"{error.Name}: {error.Meaning}";
        if (_policy.For(error.Name) is not { Times: > 0 } rule)
            return false;
        var done = context.RunCorrections.AsNoTracking().Where(row => row.RunId == run.Id && row.CauseRunId == run.Id && row.Error == error.Name).Select(row => row.Part).Distinct().Count();
        if (done >= rule.Times)
        {
            reason += $"; what the policy says was done {done} times already";
            return false;
        }

        if (rule.Changes.IsEmpty)
        {
            context.RunCorrections.Add(new() { RunId = run.Id, Part = run.Parts + 1, Error = error.Name, CauseRunId = run.Id });
            run.Parts++;
            run.Restarted = true;
            reason += $"; part {run.Parts} goes on";
            return true;
        }

        var now = SettingsOf(context, run.Id, run.Parts);
        var change = rule.Changes.Skip(done).Select(tags => Differing(now, tags)).FirstOrDefault(tags => tags.Length > 0);
        if (change.IsDefault)
        {
            reason += "; the run has the settings already that the policy would give it";
            return false;
        }

        Change(context, run, run.Parts + 1, change, error.Name, run.Id, rule.AllArms, steps);
        var others = rule.AllArms ? ChangeOtherArms(context, run, rule, change) : "";
        context.SaveChanges();
        Restart(context, run);
        reason += $"; begins again in part {run.Parts} with {Sentence(change)}{(rule.AllArms ? others : "; this arm alone, so the pair is left out")}";
        return true;
    }

    private string ChangeOtherArms(DefiNetContext context, DftRunRow run, CorrectionRule rule, ImmutableArray<(string Tag, string Value)> change)
    {
        var configuration = context.Starts.Where(start => start.Id == run.StartId).Select(start => start.ConfigurationId).Single();
        var (repeated, left) = (0, 0);
        foreach (var other in context.Runs.Include(row => row.Record).Where(row => row.Start!.ConfigurationId == configuration && row.Id != run.Id).ToList())
        {
            switch (RunMachine.StateOf(other.State))
            {
                case RunState.Planned or RunState.Failed or RunState.Cancelled:
                    break; // it inherits when it begins; what has failed is not compared
                case RunState.Recorded when !rule.RepeatEnded:
                    left++;
                    break;
                case RunState.Recorded:
                    if (Change(context, other, other.Parts + 1, change, rule.Error, run.Id, allArms: true, other.Record?.IonicSteps ?? 0) == 0)
                        break;
                    if (other.Record is { } record)
                        context.Records.Remove(record);
                    context.SaveChanges();
                    RunLedger.Move(other, RunEvent.Reopen, $"another arm ended with {rule.Error}: all begin again with {Sentence(change)}");
                    Restart(context, other);
                    HasReopened = true;
                    repeated++;
                    break;
                default:
                    Change(context, other, other.Parts + 1, change, rule.Error, run.Id, allArms: true, 0);
                    break;
            }
        }

        return repeated > 0 ? $", as does every arm; {repeated} that had ended will be run again"
            : left > 0 ? $", as does every arm that has not ended; {left} that have ended stay, so they are left out"
            : ", as does every arm";
    }

    private void Restart(DefiNetContext context, DftRunRow run)
    {
        run.Parts++;
        run.FirstPart = run.Parts;
        run.Restarted = false;
        run.SettingsHash = HashOf(context, run, run.Parts);
    }

    private string HashOf(DefiNetContext context, DftRunRow run, int part)
    {
        context.SaveChanges();
        return _engine.SettingsHash(SettingsOf(context, run.Id, part));
    }

    private IReadOnlyDictionary<string, string> SettingsOf(DefiNetContext context, long run, int part)
    {
        var changes = context.RunCorrections.AsNoTracking().Where(row => row.RunId == run && row.Part <= part && row.Tag != null).OrderBy(row => row.Id).ToList();
        if (changes.Count == 0)
            return _settings;
        var settings = new SortedDictionary<string, string>(_settings.ToDictionary(), StringComparer.Ordinal);
        foreach (var change in changes)
            settings[change.Tag!] = change.NewValue!;
        return settings;
    }

    // Adds rows for what differs from the run's settings, and gives their number.
    private int Change(DefiNetContext context, DftRunRow run, int part, ImmutableArray<(string Tag, string Value)> change, string error, long cause, bool allArms, int dropped)
    {
        var now = SettingsOf(context, run.Id, part);
        var rows = 0;
        foreach (var (tag, value) in change)
        {
            if (now.GetValueOrDefault(tag) == value)
                continue;
            context.RunCorrections.Add(new()
            {
                RunId = run.Id,
                Part = part,
                Error = error,
                Tag = tag,
                OldValue = now.GetValueOrDefault(tag),
                NewValue = value,
                CauseRunId = cause,
                AllArms = allArms,
                StepsDropped = dropped,
            });
            rows++;
        }

        return rows;
    }

    private static ImmutableArray<(string Tag, string Value)> Differing(IReadOnlyDictionary<string, string> now, ImmutableArray<IncarTag> tags) =>
        [.. tags.Where(tag => now.GetValueOrDefault(tag.Name) != tag.Value).Select(tag => (tag.Name, tag.Value))];

    private static string Sentence(IEnumerable<(string Tag, string Value)> change) => string.Join(", ", change.Select(tag => $"{tag.Tag} = {tag.Value}"));
}
