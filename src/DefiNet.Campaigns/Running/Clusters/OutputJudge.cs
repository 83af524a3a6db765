using System.Globalization;
using DefiNet.Campaigns.Corrections;
using DefiNet.Clusters.Direct;
using DefiNet.Dft.Errors;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Tells from a job's end and its output, both here, what comes next: a record, another part, or that nothing can come of it.</summary>
internal sealed class OutputJudge(RunDesk desk)
{
    private static readonly string[] FullDisk = ["No space left on device", "Disk quota exceeded", "File too large"];

    // So many parts in a row may end without a step and without a word before that is the run's own failure.
    private const int MaxWordlessParts = 3;

    // Hang-up, interrupt, kill, terminate: sent from outside.
    private static readonly int[] OutsideSignals = [128 + 1, 128 + 2, 128 + 9, 128 + 15];

    /// <summary>A run on its next part; what must be undone in mind is done.</summary>
    public static RunChange Continue(ActiveRun run, string reason)
    {
        var parts = run.Parts + 1;
        return new(run, RunEvent.Interrupt, reason, (row, _) =>
        {
            row.Parts = parts;
            row.Restarted = true;
            (row.SchedulerId, row.EndedHow, row.ExitCode) = (null, null, null);
            run.Parts = parts;
            (run.SchedulerId, run.EndedHow, run.ExitCode, run.Asked, run.Doubtful, run.SubmitAgain) = (null, null, null, false, false, false);
        });
    }

    /// <summary>Whether the output of an engine that ended well is all here: on slow file systems its last lines come late.</summary>
    public bool IsWhole(ActiveRun run) =>
        run.ExitCode != 0 || run.EndedHow is not (EndedHow.ByItself or EndedHow.Stopped) || desk.StepsAfter(run.AllParts) is { Finished: true };

    /// <summary>Commits what follows. Returns a sentence when the cluster's disk is full, which is no fault of the run.</summary>
    public string? Judge(ActiveRun run)
    {
        if (desk.BeginsAgain(run))
            return null;
        var record = desk.StepsAfter(run.AllParts);
        if (run is { ExitCode: 0, EndedHow: EndedHow.ByItself })
        {
            desk.ReadOutput(run);
            return null;
        }

        if (record is { Finished: true, ReachedAccuracy: true } || (record is { Finished: true } && run.EndedHow != EndedHow.Stopped))
        {
            // Ended from outside when all was done, or only its exit code is odd.
            if (run.ExitCode is null or 0 || EndedFromOutside(run) || record.ReachedAccuracy)
            {
                desk.ReadOutput(run);
                return null;
            }
        }

        var named = RunCorrector.ErrorOf(record, run.CurrentPart);
        switch (run.EndedHow)
        {
            // A signal ends a job that takes too much memory, and its log may be all that says why.
            case EndedHow.ByItself or EndedHow.Failed or EndedHow.Killed when named is { Kind: ErrorKind.OutOfMemory }:
                desk.Fail(run, string.Create(CultureInfo.InvariantCulture, $"the engine ended with exit code {run.ExitCode}; ask for more memory in the cluster's definition and run it once more"));
                return null;
            case EndedHow.OutOfMemory:
                desk.Fail(run, $"{Words(run)}; ask for more memory in the cluster's definition and run it once more");
                return null;
            case EndedHow.Cancelled:
                desk.Move(new RunChange(run, RunEvent.Cancel, Words(run)));
                return null;
            case EndedHow.Stopped when run.ExitCode is null or 0 || EndedFromOutside(run):
                GoOn(run, $"the engine stopped ahead of the wall time in part {run.Parts}");
                return null;
            case EndedHow.ByItself or EndedHow.Failed or EndedHow.Stopped:
                return Failed(run, named);
            default:
                GoOn(run, $"{Words(run)} in part {run.Parts}");
                return null;
        }
    }

    private string? Failed(ActiveRun run, RunError? named)
    {
        var said = JobFolder.LastErrorLine(run.CurrentPart);
        if (said is not null && (FullDisk.Any(words => said.Contains(words, StringComparison.OrdinalIgnoreCase)) || RunCorrector.ErrorOf(null, run.CurrentPart) is { Name: "disk_full" }))
        {
            GoOn(run, $"the disk was full in part {run.Parts}");
            return said;
        }

        if (run.EndedHow == EndedHow.Failed && run.ExitCode is null or 74) // the job could not even note its end
        {
            GoOn(run, $"the job could not write in part {run.Parts}");
            return $"a job could not write in {run.RemotePart}";
        }

        if (run.EndedHow == EndedHow.ByItself && EndedFromOutside(run))
        {
            GoOn(run, string.Create(CultureInfo.InvariantCulture, $"the engine was killed by signal {run.ExitCode - 128} in part {run.Parts}"));
            return null;
        }

        if (said is null && named is null && desk.FruitlessParts(run) < MaxWordlessParts)
        {
            // A disk that is full takes the words too: only an engine that stays wordless has failed.
            desk.Move(Continue(run, string.Create(CultureInfo.InvariantCulture, $"the engine ended with exit code {run.ExitCode} in part {run.Parts} without a word, as on a full disk")));
            return null;
        }

        desk.Fail(run, string.Create(CultureInfo.InvariantCulture, $"the engine ended with exit code {run.ExitCode}: {said ?? "it said nothing"}"));
        return null;
    }

    private void GoOn(ActiveRun run, string reason) =>
        desk.Move(desk.FruitlessParts(run) >= RunDesk.MaxFruitlessParts
            ? new RunChange(run, RunEvent.Fail, $"{reason}; {RunDesk.MaxFruitlessParts} parts in a row ended before they could complete another ionic step")
            : Continue(run, reason));

    private static bool EndedFromOutside(ActiveRun run) => run.ExitCode is { } code && OutsideSignals.Contains(code);

    private static string Words(ActiveRun run) => run.EndedHow switch
    {
        EndedHow.TimeOut => "the scheduler ended the job at its wall time",
        EndedHow.OutOfMemory => "the job needed more memory than it had asked for",
        EndedHow.Cancelled => "somebody cancelled the job",
        "node-fail" => "the job's node went down",
        "preempted" => "the job had to make room for another",
        EndedHow.Killed => "the job was killed",
        "completed" => "the job ended without noting its end",
        _ => "the job vanished from queue and accounting",
    };
}
