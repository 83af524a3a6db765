using System.Security.Cryptography;
using DefiNet.Campaigns.Storage.Rows;

namespace DefiNet.Campaigns.Running;

/// <summary>The only place where a run's state is written: by <see cref="RunMachine"/>'s table, together with the event's row, so that both are committed or none.</summary>
internal static class RunLedger
{
    private const string TokenLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int TokenLength = 9; // with the number of a part at its end still within the 15 characters of old schedulers

    /// <summary>A new run of a start, planned.</summary>
    public static DftRunRow Plan(StartRow start, long cluster, string engine, string settingsHash)
    {
        var run = new DftRunRow
        {
            Start = start,
            ClusterId = cluster,
            Engine = engine,
            SettingsHash = settingsHash,
            State = RunMachine.NameOf(RunState.Planned),
            Token = NewToken(),
            Parts = 1,
        };
        run.Events.Add(new DftRunEventRow { FromState = null, ToState = run.State, Event = "plan" });
        return run;
    }

    /// <summary>A run that existed before and is recorded at once.</summary>
    public static DftRunRow Import(StartRow start, long cluster, string engine, string settingsHash, string token, string folder, int parts)
    {
        var run = new DftRunRow
        {
            Start = start,
            ClusterId = cluster,
            Engine = engine,
            SettingsHash = settingsHash,
            State = RunMachine.NameOf(RunState.Recorded),
            Token = token,
            Parts = parts,
            Restarted = parts > 1,
            RemoteFolder = folder,
        };
        run.Events.Add(new DftRunEventRow { FromState = null, ToState = run.State, Event = "import" });
        return run;
    }

    /// <summary>Moves a run that the caller's context tracks; the caller saves.</summary>
    public static RunTransition Move(DftRunRow run, RunEvent what, string? reason)
    {
        var transition = RunMachine.Next(RunMachine.StateOf(run.State), what);
        var to = RunMachine.NameOf(transition.To);
        run.Events.Add(new DftRunEventRow { FromState = run.State, ToState = to, Event = RunMachine.NameOf(what), Reason = reason });
        RunTrace.Leave(run, run.State, to, reason);
        run.State = to;
        run.CancelRequested &= !RunMachine.IsFinal(transition.To);
        run.Reason = transition.To is RunState.Failed or RunState.Cancelled ? reason : null;
        return transition;
    }

    /// <summary>Plans a run once more; the caller saves. The new name keeps it apart from what the scheduler remembers of the old one.</summary>
    public static void Renew(DftRunRow run)
    {
        var before = run.Token;
        Move(run, RunEvent.Retry, $"it was {before} before");
        run.Token = NewToken();
        run.Parts++;
        run.FirstPart = run.Parts; // so that what was corrected still holds
        run.Restarted = run.CancelRequested = false;
        run.Pack = run.SchedulerId = run.ProcessStart = run.RemoteFolder = run.LocalFolder = run.EndedHow = null;
        run.ExitCode = null;
        run.Attempts = 0;
    }

    // Random, so that the jobs of two stores do not meet under one name in a scheduler's queue.
    internal static string NewToken() => "dfn-" + RandomNumberGenerator.GetString(TokenLetters, TokenLength);
}
