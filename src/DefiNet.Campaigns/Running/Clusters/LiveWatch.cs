using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Clusters.Schedulers;
using DefiNet.Dft.Live;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running.Clusters;

/// <summary>Keeps one light row for each run at work: its steps, energy and largest force so far.</summary>
internal sealed class LiveWatch(Store store, RunDesk desk)
{
    private const int FilesPerLook = 64;

    private readonly Dictionary<long, (int Part, int Steps)> _before = [];
    private int _turn;

    /// <summary>The growing files that the next look is to look into: of so many runs at a time, in turn.</summary>
    public List<LiveFile> Question(IReadOnlyList<ActiveRun> runs)
    {
        var files = desk.Engine.Growing;
        var atWork = runs.Where(run => run.State is RunState.Running or RunState.Left).ToList();
        if (files.Count == 0 || atWork.Count == 0)
            return [];
        var most = Math.Min(atWork.Count, Math.Max(1, FilesPerLook / files.Count));
        var chosen = Enumerable.Range(_turn, most).Select(index => atWork[index % atWork.Count]).ToList();
        _turn = (_turn + most) % atWork.Count;
        return [.. chosen.SelectMany(run => files.Select(file => new LiveFile(run.Job, $"{run.RemotePart}/{file.Name}", file.TailBytes) { Lines = file.Lines, MaxLines = file.MaxLines }))];
    }

    /// <summary>Stores what a look saw.</summary>
    public void Note(IEnumerable<ActiveRun> runs, IReadOnlyList<LiveTail> tails)
    {
        if (tails.Count == 0)
            return;
        var byJob = runs.ToDictionary(run => run.Job);
        Store([.. tails.GroupBy(tail => tail.Token)
            .Where(group => byJob.ContainsKey(group.Key))
            .Select(group => (byJob[group.Key], desk.Engine.ReadLive(group.ToDictionary(tail => tail.File[(tail.File.LastIndexOf('/') + 1)..], tail => tail.Text))))]);
    }

    /// <summary>Looks at a run on this machine.</summary>
    public void Look(ActiveRun run)
    {
        var tails = new Dictionary<string, string>();
        foreach (var file in desk.Engine.Growing)
        {
            var path = Path.Combine(run.CurrentPart, file.Name);
            if (File.Exists(path))
                tails[file.Name] = Tail(path, file.TailBytes);
        }

        if (tails.Count > 0)
            Store([(run, desk.Engine.ReadLive(tails))]);
    }

    private static string Tail(string path, int bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(bytes, file.Length), SeekOrigin.End);
        var buffer = new byte[bytes];
        return System.Text.Encoding.UTF8.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
    }

    private void Store(IReadOnlyList<(ActiveRun Run, LiveSteps? Live)> seen)
    {
        var now = DateTime.UtcNow;
        long[] ids = [.. seen.Select(look => look.Run.Id)];
        using var context = store.NewContext();
        var rows = context.Progress.Where(row => ids.Contains(row.RunId)).ToDictionary(row => row.RunId);
        foreach (var (run, live) in seen)
        {
            if (!rows.TryGetValue(run.Id, out var row))
                context.Progress.Add(row = new RunProgressRow { RunId = run.Id, SteppedAt = now });
            var steps = StepsBefore(run) + (live?.Steps ?? 0);
            if (steps > row.IonicSteps)
                row.SteppedAt = now;
            row.IonicSteps = Math.Max(steps, row.IonicSteps);
            row.EnergyEv = live is null ? row.EnergyEv : live.Energies[^1];
            row.MaxForceEvPerA = live?.MaxForce ?? row.MaxForceEvPerA;
            row.Flag = LiveFlags.Of(live, now - row.SteppedAt);
            row.SeenAt = now;
        }

        context.SaveChanges();
    }

    // Parts that have ended do not grow any more.
    private int StepsBefore(ActiveRun run)
    {
        if (run.Parts == 1)
            return 0;
        if (!_before.TryGetValue(run.Id, out var known) || known.Part != run.Parts)
            _before[run.Id] = known = (run.Parts, desk.StepsAfter(run.AllParts[..^1])?.IonicSteps ?? 0);
        return known.Steps;
    }
}
