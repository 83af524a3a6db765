using System.Globalization;
using DefiNet.Campaigns.Corrections;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Clusters;
using DefiNet.Clusters.Direct;
using DefiNet.Dft;
using DefiNet.Dft.Errors;
using DefiNet.Dft.Records;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Does what <see cref="RunMachine"/> says is to be done for a run, and commits what came of it. Every step can be repeated after a crash at any point of it.</summary>
internal sealed class RunDriver
{
    /// <summary>A run whose engine is killed this often without having completed another step in between has failed.</summary>
    public const int MaxFruitlessParts = 3;

    private readonly Store _store;
    private readonly IDftEngine _engine;
    private readonly RunCorrector _corrector;
    private readonly bool _replay;
    private readonly string _runsFolder;
    private readonly Action<string>? _hook;

    public RunDriver(Store store, IDftEngine engine, RunCorrector corrector, bool replay, string runsFolder, Action<string>? hook) =>
        (_store, _engine, _corrector, _replay, _runsFolder, _hook) = (store, engine, corrector, replay, runsFolder, hook);

    /// <summary>Takes a planned run into a slot.</summary>
    public void Submit(ActiveRun run)
    {
        var folder = Path.Combine(_runsFolder, run.Token);
        Move(run, RunEvent.Submit, null, (row, context) =>
        {
            row.RemoteFolder = folder;
            _corrector.Inherit(context, row);
        });
        run.Folder = folder;
    }

    /// <summary>Moves a run as far as it goes now: until its engine is at work, or to its end.</summary>
    public void Advance(ActiveRun run)
    {
        for (var waiting = false; !waiting;)
        {
            switch (RunMachine.EffectIn(run.State))
            {
                case RunEffect.FillFolder:
                    FillFolder(run);
                    break;
                case RunEffect.LaunchEngine:
                    LaunchEngine(run);
                    break;
                case RunEffect.Watch:
                    waiting = !SeesAnEnd(run);
                    break;
                case RunEffect.ReadOutput:
                    ReadOutput(run);
                    break;
                default:
                    waiting = true;
                    break;
            }
        }

        run.Looked();
    }

    /// <summary>Ends a run that is not wanted any more, its engine first.</summary>
    public static void Cancel(Store store, ActiveRun run, string reason)
    {
        if (run.Folder is not null && Directory.Exists(run.CurrentPart))
            DirectLauncher.Stop(run.CurrentPart);
        using var context = store.NewContext();
        run.State = RunLedger.Move(context.Runs.Single(row => row.Id == run.Id), RunEvent.Cancel, reason).To;
        context.SaveChanges();
    }

    private void FillFolder(ActiveRun run)
    {
        var folder = run.CurrentPart;
        if (Directory.Exists(folder) && JobFolder.ReadStarted(folder) is not null)
        {
            // Only when the machine lost power and the store its last commits: the folder knows better.
            Move(run, RunEvent.Stage, "the folder was found in use");
            return;
        }

        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        string? reason = null;
        try
        {
            if (run.Parts == run.FirstPart)
                _engine.WriteInputs(InputsOf(run), folder);
            else if (_engine.TryWriteContinuation(run.AllParts[..^1], folder))
                reason = $"part {run.Parts} goes on from the last complete step";
            else
            {
                _engine.WriteInputs(InputsOf(run), folder);
                reason = $"part {run.Parts} begins again, since no step was complete";
            }
        }
        catch (DftException failure)
        {
            Move(run, RunEvent.Fail, failure.Message);
            return;
        }

        Move(run, RunEvent.Stage, reason);
    }

    private void LaunchEngine(ActiveRun run)
    {
        var status = DirectLauncher.Probe(run.CurrentPart);
        var reason = "found launched before a crash";
        if (status.State == JobState.NotStarted)
        {
            var command = _engine.Command(run.CurrentPart);
            var process = DirectLauncher.Launch(new JobCommand(run.Token, command.Program, command.Arguments), run.CurrentPart);
            (status, reason) = (new JobStatus(JobState.Running, process, null), null);
        }

        Move(run, RunEvent.Launch, reason, (row, _) =>
        {
            row.SchedulerId = status.Process!.Pid.ToString(CultureInfo.InvariantCulture);
            row.ProcessStart = status.Process.StartTicks.ToString(CultureInfo.InvariantCulture);
            row.Attempts++;
        });
    }

    private bool SeesAnEnd(ActiveRun run)
    {
        var status = DirectLauncher.Probe(run.CurrentPart);
        switch (status)
        {
            case { State: JobState.Running }:
                return false;
            case { State: JobState.NotStarted }:
                Move(run, RunEvent.Fail, $"the folder {run.CurrentPart} is gone or was emptied while the engine ran");
                return true;
            case { State: JobState.Ended } when IsCorrected(run, null):
                return true;
            case { State: JobState.Ended, ExitCode: 0 }:
                Move(run, RunEvent.End, null);
                return true;
            case { WasKilled: true }:
                WasKilled(run, status);
                return true;
            default:
                var sentence = $"the engine ended with exit code {status.ExitCode}: {JobFolder.LastErrorLine(run.CurrentPart) ?? "it said nothing"}";
                var record = StepsAfter(run.AllParts);
                var error = RunCorrector.ErrorOf(record, run.CurrentPart);
                if (!IsCorrected(run, error, record?.IonicSteps ?? 0, out var why))
                    Move(run, RunEvent.Fail, error is null ? sentence : $"{why}; {sentence}");
                return true;
        }
    }

    private void WasKilled(ActiveRun run, JobStatus status)
    {
        if (StepsAfter(run.AllParts) is { Finished: true })
        {
            Move(run, RunEvent.End, "the process was killed, but its output is complete");
            return;
        }

        var how = status.ExitCode is { } code ? $"by signal {code - 128}" : "with its whole session";
        if (IsCorrected(run, null))
            return;
        if (FruitlessParts(run) >= MaxFruitlessParts)
        {
            Move(run, RunEvent.Fail, $"the engine was killed {MaxFruitlessParts} times in a row before it could complete another ionic step");
            return;
        }

        Move(run, RunEvent.Interrupt, $"the engine was killed {how} in part {run.Parts}", (row, _) =>
        {
            row.Parts++;
            row.Restarted = true;
        });
        run.Parts++;
    }

    // Parts at the end of the run that added no complete step.
    private int FruitlessParts(ActiveRun run)
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

    private IonicRecord? StepsAfter(IReadOnlyList<string> parts)
    {
        try
        {
            return _engine.Read(parts);
        }
        catch (DftException)
        {
            return null; // killed before there was anything to read
        }
    }

    private void ReadOutput(ActiveRun run)
    {
        IonicRecord record;
        try
        {
            record = _engine.Read(run.AllParts);
        }
        catch (DftException failure)
        {
            var found = RunCorrector.ErrorOf(null, run.CurrentPart);
            if (!IsCorrected(run, found, 0, out var why))
                Move(run, RunEvent.Fail, found is null ? failure.Message : $"{why}; {failure.Message}");
            return;
        }

        var error = RunCorrector.ErrorOf(record, run.CurrentPart);
        if (IsCorrected(run, error, record.IonicSteps, out var reason))
            return;
        if (error is { Kind: not ErrorKind.Warning } && !record.Finished)
        {
            Move(run, RunEvent.Fail, reason);
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

    private bool IsCorrected(ActiveRun run, RunError? error) => IsCorrected(run, error, 0, out _);

    // Whether the run begins again: because other settings wait for it, or because the policy knows what to do about the error.
    private bool IsCorrected(ActiveRun run, RunError? error, int steps, out string reason)
    {
        using var context = _store.NewContext();
        using var transaction = context.Database.BeginTransaction();
        var row = context.Runs.Single(row => row.Id == run.Id);
        if (!_corrector.BeginAgain(context, row, out reason) && (error is null || !_corrector.Correct(context, row, error, steps, out reason)))
            return false;
        var transition = RunLedger.Move(row, RunEvent.Correct, reason);
        _hook?.Invoke("before Correct");
        context.SaveChanges();
        transaction.Commit();
        (run.State, run.Parts, run.FirstPart) = (transition.To, row.Parts, row.FirstPart);
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

    private void Move(ActiveRun run, RunEvent what, string? reason, Action<DftRunRow, DefiNetContext>? also = null)
    {
        using var context = _store.NewContext();
        var row = context.Runs.Single(row => row.Id == run.Id);
        var transition = RunLedger.Move(row, what, reason);
        also?.Invoke(row, context);
        _hook?.Invoke($"before {what}");
        context.SaveChanges();
        run.State = transition.To;
        _hook?.Invoke($"after {what}");
    }
}
