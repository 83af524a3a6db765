using System.Globalization;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;
using DefiNet.Clusters.Transfer;

namespace DefiNet.Clusters.Programs;

/// <summary>Runs a <see cref="FileArray"/> on a cluster: inputs in one archive, one array job, outputs in one archive. Every step can be repeated after a crash.</summary>
public sealed class FileArrayRunner
{
    private static readonly TimeSpan TransferLimit = TimeSpan.FromMinutes(30);

    private readonly ClusterDefinition _cluster;
    private readonly IHost _host;
    private readonly IScheduler _scheduler;

    /// <summary>Prepares it.</summary>
    public FileArrayRunner(ClusterDefinition cluster, IHost host, IScheduler scheduler) => (_cluster, _host, _scheduler) = (cluster, host, scheduler);

    /// <summary>Runs the array and waits for its end.</summary>
    /// <param name="array">What to run.</param>
    /// <param name="localFolder">Folder here for what comes back, a folder for each run in it.</param>
    /// <param name="ended">Told how many runs have ended.</param>
    /// <param name="stop">Ends the waiting; the job goes on, and a call with the same token finds it.</param>
    /// <returns>What came of each run, in the order of the files.</returns>
    /// <exception cref="HostUnreachableException">The host cannot be reached; a call with the same token goes on.</exception>
    /// <exception cref="ClusterException">The scheduler refuses the job, or the host has no room.</exception>
    public async Task<IReadOnlyList<FileArrayRun>> RunAsync(FileArray array, string localFolder, Action<int> ended, CancellationToken stop)
    {
        var chunks = array.Files.Chunk(array.FilesPerRun).ToList();
        if (chunks.Count == 0)
            return [];
        RefuseTwins(array);
        var root = RemotePath.Join(_cluster.Folder, array.Token);
        var runs = chunks.Select((files, index) => new BatchRun(Token(array, index), Folder(root, index), [.. array.Command, .. files.Select(file => "./" + Path.GetFileName(file))]) { StopFile = null }).ToList();
        var job = new BatchJob(array.Token, root + "/job", runs) { Tasks = Math.Clamp(array.Tasks, 1, runs.Count) };
        await StageAsync(chunks, root, stop).ConfigureAwait(false);
        var id = await SubmitAsync(job, stop).ConfigureAwait(false);
        var (ends, problem) = await WaitAsync(job, id, ended, stop).ConfigureAwait(false);

        var requests = chunks.Select((_, index) => new CollectRequest(Folder(root, index), LocalFolder(localFolder, index), [.. array.Fetch, "stdout", "stderr"])).ToList();
        await Collecting.CollectAsync(_host, _cluster.Folder, requests, TransferLimit, stop).ConfigureAwait(false);
        return [.. chunks.Select((files, index) => ends.TryGetValue(Token(array, index), out var end)
            ? new FileArrayRun(files, end.ExitCode, null, LocalFolder(localFolder, index))
            : new FileArrayRun(files, null, problem ?? "it left no end", LocalFolder(localFolder, index)))];
    }

    /// <summary>Removes what the array left on the cluster, and forgets its ends.</summary>
    public async Task RemoveAsync(FileArray array, CancellationToken stop)
    {
        var tokens = array.Files.Chunk(array.FilesPerRun).Select((_, index) => Token(array, index)).ToList();
        await _scheduler.LookAsync(_host, new QueueQuestion { Acknowledged = tokens }, stop).ConfigureAwait(false);
        await _host.RunAsync(HostCommand.Sh($"definet_main() {{ rm -rf {ShellWord.Path(RemotePath.Join(_cluster.Folder, array.Token))}\n}}\ndefinet_main </dev/null\n", TransferLimit), stop).ConfigureAwait(false);
    }

    private static string Token(FileArray array, int run) => string.Create(CultureInfo.InvariantCulture, $"{array.Token}-{run + 1}");

    private static string Folder(string root, int run) => string.Create(CultureInfo.InvariantCulture, $"{root}/run-{run + 1}");

    private static string LocalFolder(string folder, int run) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"run-{run + 1}"));

    private static void RefuseTwins(FileArray array)
    {
        var names = new HashSet<string>();
        foreach (var file in array.Files)
        {
            if (!names.Add(Path.GetFileName(file)))
                throw new ClusterException($"{file}: another file of the same name goes to {array.Token}, too; give them different names.");
        }
    }

    private async Task StageAsync(List<string[]> chunks, string root, CancellationToken stop)
    {
        var scratch = Directory.CreateTempSubdirectory("definet-array-").FullName;
        try
        {
            var folders = new List<StagedFolder> { new(Directory.CreateDirectory(Path.Combine(scratch, "job")).FullName, root + "/job") };
            for (var index = 0; index < chunks.Count; index++)
            {
                var folder = Directory.CreateDirectory(LocalFolder(scratch, index)).FullName;
                foreach (var file in chunks[index])
                    File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
                folders.Add(new(folder, Folder(root, index)));
            }

            await Staging.StageAsync(_host, _cluster.Folder, folders, TransferLimit, stop).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<string?> SubmitAsync(BatchJob job, CancellationToken stop)
    {
        for (var again = false; ;)
        {
            var reply = (await _scheduler.SubmitAsync(_host, [job with { Again = again }], stop).ConfigureAwait(false))[0];
            switch (reply.Outcome)
            {
                case SubmitOutcome.Submitted:
                    return reply.Id;
                case SubmitOutcome.Unknown:
                    return null; // the queue and the marks tell
                case SubmitOutcome.Full:
                    again = true;
                    await Task.Delay(_cluster.Poll, stop).ConfigureAwait(false);
                    break;
                default:
                    throw new ClusterException($"{_cluster.Name}: the job {job.Token} was not taken: {reply.Sentence?.TrimEnd('.')}.");
            }
        }
    }

    private async Task<(Dictionary<string, EndedRun> Ends, string? Problem)> WaitAsync(BatchJob job, string? id, Action<int> ended, CancellationToken stop)
    {
        var wanted = job.Runs.Select(run => run.Token).ToHashSet();
        var goneSince = (DateTimeOffset?)null;
        for (var submitted = new SubmittedJob(job.Token, id, job.Folder); ; await Task.Delay(_cluster.Poll, stop).ConfigureAwait(false))
        {
            var answer = await _scheduler.LookAsync(_host, new QueueQuestion { Gone = [submitted] }, stop).ConfigureAwait(false);
            var ends = answer.Ended.Where(end => wanted.Contains(end.Token)).ToDictionary(end => end.Token);
            ended(ends.Count);
            if (ends.Count == wanted.Count)
                return (ends, null);
            if (!answer.IsTrusted)
                continue;
            if (answer.Jobs.FirstOrDefault(queued => queued.Token == job.Token) is { } found)
            {
                (submitted, goneSince) = (submitted with { Id = found.Id }, null);
                continue;
            }

            goneSince ??= DateTimeOffset.UtcNow;
            if (DateTimeOffset.UtcNow - goneSince > _cluster.Grace)
                return (ends, answer.Gone is [{ Sentence: { } sentence }] ? sentence : "the job left the queue before it came to this");
        }
    }
}
