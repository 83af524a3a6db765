using System.Globalization;
using DefiNet.Campaigns.Storage;
using DefiNet.Clusters;
using DefiNet.Clusters.Direct;
using DefiNet.Dft;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running;

/// <summary>Does what <see cref="RunMachine"/> says is to be done for a run on this machine, and commits what came of it. Every step can be repeated after a crash at any point of it.</summary>
internal sealed class RunDriver
{
    private readonly RunDesk _desk;
    private readonly long _cluster;

    public RunDriver(Store store, RunDesk desk)
    {
        _desk = desk;
        using var context = store.NewContext();
        _cluster = context.Clusters.AsNoTracking().Single(row => row.Name == Storage.Rows.ClusterRow.Local).Id;
    }

    /// <summary>Takes a planned run into a slot.</summary>
    public void Submit(ActiveRun run)
    {
        var folder = _desk.FolderOf(run);
        _desk.Move(new(run, RunEvent.Submit, null, (row, context) =>
        {
            (row.RemoteFolder, row.LocalFolder, row.ClusterId) = (folder, null, _cluster);
            _desk.Inherit(context, row);
        }));
        (run.Folder, run.RemoteFolder, run.ClusterId) = (folder, null, _cluster);
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
                case RunEffect.FetchOutput: // it is here
                    _desk.ReadOutput(run);
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
        if (run.Folder is not null && run.RemoteFolder is null && Directory.Exists(run.CurrentPart))
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
            _desk.Move(new(run, RunEvent.Stage, "the folder was found in use"));
            return;
        }

        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        try
        {
            _desk.Move(new(run, RunEvent.Stage, _desk.WriteInputs(run, folder)));
        }
        catch (DftException failure)
        {
            _desk.Move(new(run, RunEvent.Fail, failure.Message));
        }
    }

    private void LaunchEngine(ActiveRun run)
    {
        var status = DirectLauncher.Probe(run.CurrentPart);
        var reason = "found launched before a crash";
        if (status.State == JobState.NotStarted)
        {
            var command = _desk.Engine.Command(run.CurrentPart);
            var process = DirectLauncher.Launch(new JobCommand(run.Token, command.Program, command.Arguments), run.CurrentPart);
            (status, reason) = (new JobStatus(JobState.Running, process, null), null);
        }

        _desk.Move(new(run, RunEvent.Launch, reason, (row, _) =>
        {
            row.SchedulerId = status.Process!.Pid.ToString(CultureInfo.InvariantCulture);
            row.ProcessStart = status.Process.StartTicks.ToString(CultureInfo.InvariantCulture);
            row.Attempts++;
        }));
    }

    private bool SeesAnEnd(ActiveRun run)
    {
        var status = DirectLauncher.Probe(run.CurrentPart);
        switch (status)
        {
            case { State: JobState.Running }:
                return false;
            case { State: JobState.NotStarted }:
                _desk.Move(new(run, RunEvent.Fail, $"the folder {run.CurrentPart} is gone or was emptied while the engine ran"));
                return true;
            case { State: JobState.Ended } when _desk.BeginsAgain(run):
                return true;
            case { State: JobState.Ended, ExitCode: 0 }:
                _desk.Move(new(run, RunEvent.End));
                return true;
            case { WasKilled: true }:
                WasKilled(run, status);
                return true;
            case { State: JobState.Ended } when _desk.StepsAfter(run.AllParts) is { Finished: true }:
                // pw.x ends with a code of its own where the ions have not converged.
                _desk.Move(new(run, RunEvent.End, $"the engine ended with exit code {status.ExitCode}, but its output is complete"));
                return true;
            default:
                _desk.Fail(run, $"the engine ended with exit code {status.ExitCode}: {JobFolder.LastErrorLine(run.CurrentPart) ?? "it said nothing"}");
                return true;
        }
    }

    private void WasKilled(ActiveRun run, JobStatus status)
    {
        if (_desk.StepsAfter(run.AllParts) is { Finished: true })
        {
            _desk.Move(new(run, RunEvent.End, "the process was killed, but its output is complete"));
            return;
        }

        var how = status.ExitCode is { } code ? $"by signal {code - 128}" : "with its whole session";
        if (_desk.BeginsAgain(run))
            return;
        if (_desk.FruitlessParts(run) >= RunDesk.MaxFruitlessParts)
        {
            _desk.Move(new(run, RunEvent.Fail, $"the engine was killed {RunDesk.MaxFruitlessParts} times in a row before it could complete another ionic step"));
            return;
        }

        _desk.Move(new(run, RunEvent.Interrupt, $"the engine was killed {how} in part {run.Parts}", (row, _) =>
        {
            row.Parts++;
            row.Restarted = true;
        }));
        run.Parts++;
    }
}
