using DefiNet.Campaigns.Corrections;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Dft;
using DefiNet.Dft.Errors;
using DefiNet.Dft.Records;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>What is the same for a run wherever it is computed: its inputs, its record, and the commits of its transitions.</summary>
internal sealed class RunDesk
{
    /// <summary>A run whose engine is ended from outside this often without having completed another step in between has failed.</summary>
    public const int MaxFruitlessParts = 3;

    private const int ChangesPerTransaction = 256;

    private readonly Store _store;
    private readonly RunCorrector _corrector;
    private readonly bool _replay;
    private readonly string _runsFolder;
    private readonly Action<string>? _hook;

    public RunDesk(Store store, IDftEngine engine, RunCorrector corrector, bool replay, string runsFolder, Action<string>? hook) =>
        (_store, Engine, _corrector, _replay, _runsFolder, _hook) = (store, engine, corrector, replay, runsFolder, hook);

    /// <summary>The engine.</summary>
    public IDftEngine Engine { get; }

    /// <summary>Folder of all runs of the campaign here.</summary>
    public string RunsFolder => _runsFolder;

    /// <summary>Where a run's parts lie here.</summary>
    public string FolderOf(ActiveRun run) => Path.Combine(_runsFolder, run.Token);

    /// <summary>Commits a transition.</summary>
    public void Move(RunChange change)
    {
        using var context = _store.NewContext();
        var row = context.Runs.Single(row => row.Id == change.Run.Id);
        var transition = RunLedger.Move(row, change.Event, change.Reason);
        change.Also?.Invoke(row, context);
        _hook?.Invoke($"before {change.Event}");
        context.SaveChanges();
        change.Run.State = transition.To;
        _hook?.Invoke($"after {change.Event}");
    }

    /// <summary>Commits transitions, many in one transaction.</summary>
    public void MoveAll(IReadOnlyList<RunChange> changes)
    {
        foreach (var batch in changes.Chunk(ChangesPerTransaction))
        {
            if (batch.Length == 1)
            {
                Move(batch[0]);
                continue;
            }

            using var context = _store.NewContext();
            using var transaction = context.Database.BeginTransaction();
            long[] ids = [.. batch.Select(change => change.Run.Id)];
            var rows = context.Runs.Where(row => ids.Contains(row.Id)).ToDictionary(row => row.Id);
            var states = new RunState[batch.Length];
            for (var index = 0; index < batch.Length; index++)
            {
                var row = rows[batch[index].Run.Id];
                states[index] = RunLedger.Move(row, batch[index].Event, batch[index].Reason).To;
                batch[index].Also?.Invoke(row, context);
            }

            CallHook("before", batch);
            context.SaveChanges();
            transaction.Commit();
            for (var index = 0; index < batch.Length; index++)
                batch[index].Run.State = states[index];
            CallHook("after", batch);
        }
    }

    private void CallHook(string when, IEnumerable<RunChange> changes)
    {
        if (_hook is null)
            return;
        foreach (var what in changes.Select(change => change.Event).Distinct())
            _hook($"{when} {what}");
    }

    /// <summary>Fills a run's empty folder for its next part: from the last complete step of the parts before, or from its start.</summary>
    /// <returns>What was done, for a later part; null for the first.</returns>
    /// <exception cref="DftException">The engine cannot treat these inputs.</exception>
    public string? WriteInputs(ActiveRun run, string folder)
    {
        if (run.Parts == run.FirstPart)
        {
            Engine.WriteInputs(InputsOf(run), folder);
            return null;
        }

        if (Engine.TryWriteContinuation(run.AllParts[..^1], folder))
            return $"part {run.Parts} goes on from the last complete step";
        Engine.WriteInputs(InputsOf(run), folder);
        return $"part {run.Parts} begins again, since no step was complete";
    }

    /// <summary>What can be read of a run's parts; null when they hold nothing to read.</summary>
    public IonicRecord? StepsAfter(IReadOnlyList<string> parts)
    {
        try
        {
            return Engine.Read(parts);
        }
        catch (DftException)
        {
            return null; // ended before there was anything to read
        }
    }

    /// <summary>How many parts at the end of the run added no complete step.</summary>
    public int FruitlessParts(ActiveRun run)
    {
        var parts = run.AllParts;
        var total = StepsAfter(parts)?.IonicSteps ?? 0;
        var fruitless = 0;
        for (var count = parts.Length - 1; count >= 0; count--)
        {
            if ((count == 0 ? 0 : StepsAfter(parts[..count])?.IonicSteps ?? 0) < total)
                break;
            fruitless++;
        }

        return fruitless;
    }

    /// <summary>Reads the run's output and commits its record, or that there is none.</summary>
    public void ReadOutput(ActiveRun run)
    {
        IonicRecord record;
        try
        {
            record = Engine.Read(run.AllParts);
        }
        catch (DftException failure)
        {
            var found = RunCorrector.ErrorOf(null, run.CurrentPart);
            if (!IsCorrected(run, found, 0, out var why))
                Move(new RunChange(run, RunEvent.Fail, found is null ? failure.Message : $"{why}; {failure.Message}"));
            return;
        }

        var error = RunCorrector.ErrorOf(record, run.CurrentPart);
        if (IsCorrected(run, error, record.IonicSteps, out var reason))
            return;
        if (error is { Kind: not ErrorKind.Warning } && !record.Finished)
        {
            Move(new RunChange(run, RunEvent.Fail, reason));
            return;
        }

        record = record with { Error = record.Error ?? error?.Name };

        using var context = _store.NewContext();
        using var transaction = context.Database.BeginTransaction();
        var row = context.Runs.Single(row => row.Id == run.Id);
        var transition = RunLedger.Move(row, RunEvent.Record, null);
        var stored = Records.RowOf(run.Id, record);
        var reference = context.Configurations.AsNoTracking().Where(configuration => configuration.Id == run.ConfigurationId).Select(configuration => configuration.Reference).Single();
        if (reference is not null && record.FinalStructure is { } end)
            stored.MaeA = CoordinateError.Of(end, StructureBlob.Read(reference));
        context.Records.Add(stored);
        context.SaveChanges();
        EndStates.Update(context, run.ConfigurationId);
        context.SaveChanges();
        _hook?.Invoke("before Record");
        transaction.Commit();
        run.State = transition.To;
        _hook?.Invoke("after Record");
    }

    /// <summary>Gives a run that is about to begin what was changed in other arms for all of them.</summary>
    public void Inherit(DefiNetContext context, DftRunRow run) => _corrector.Inherit(context, run);

    /// <summary>Commits that the engine failed, unless the policy knows what to do about its error.</summary>
    public void Fail(ActiveRun run, string sentence)
    {
        var record = StepsAfter(run.AllParts);
        var error = RunCorrector.ErrorOf(record, run.CurrentPart);
        if (!IsCorrected(run, error, record?.IonicSteps ?? 0, out var why))
            Move(new RunChange(run, RunEvent.Fail, error is null ? sentence : $"{why}; {sentence}"));
    }

    /// <summary>Whether a run whose part has ended begins again because other settings wait for it; then that is committed.</summary>
    public bool BeginsAgain(ActiveRun run) => IsCorrected(run, null, 0, out _);

    // Whether the run begins again: because other settings wait for it, or because the policy knows what to do about the error.
    private bool IsCorrected(ActiveRun run, RunError? error, int steps, out string reason)
    {
        using var context = _store.NewContext();
        using var transaction = context.Database.BeginTransaction();
        var row = context.Runs.Single(row => row.Id == run.Id);
        if (!_corrector.BeginAgain(context, row, out reason) && (error is null || !_corrector.Correct(context, row, error, steps, out reason)))
            return false;
        var transition = RunLedger.Move(row, RunEvent.Correct, reason);
        (row.EndedHow, row.ExitCode) = (null, null);
        if (row.LocalFolder is not null)
            row.SchedulerId = null;
        _hook?.Invoke("before Correct");
        context.SaveChanges();
        transaction.Commit();
        (run.State, run.Parts, run.FirstPart) = (transition.To, row.Parts, row.FirstPart);
        (run.SchedulerId, run.EndedHow, run.ExitCode, run.Asked, run.Doubtful, run.SubmitAgain) = (null, null, null, false, false, false);
        _hook?.Invoke("after Correct");
        return true;
    }

    private RunInputs InputsOf(ActiveRun run)
    {
        using var context = _store.NewContext();
        var blobs = context.Runs.AsNoTracking().Where(row => row.Id == run.Id)
            .Select(row => new { row.Start!.Structure, Unrelaxed = row.Start.Configuration!.Structure, row.Start.Configuration.Reference })
            .Single();
        var minimum = _replay && blobs.Reference is { } reference ? StructureBlob.Read(reference) : null;
        return new RunInputs(StructureBlob.Read(blobs.Structure), _corrector.SettingsOf(run.Id, run.Parts), minimum, StructureBlob.Read(blobs.Unrelaxed));
    }
}
