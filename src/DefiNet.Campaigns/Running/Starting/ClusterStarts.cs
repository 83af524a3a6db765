using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;
using DefiNet.Clusters;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Programs;
using DefiNet.Crystals;
using DefiNet.Relaxation;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Running.Starting;

/// <summary>Makes the starts of a campaign as an array job on a cluster and stores them as if they had been made here. Killed at any moment and called again it goes on: the order lies in a folder here from before it is sent until after its starts are stored.</summary>
internal sealed class ClusterStarts
{
    private const int StartsPerTransaction = 500;
    private const string Order = "order", Making = "order.new", Back = "back", Stored = "stored";
    private static readonly TimeSpan ProgramLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    private readonly Store _store;
    private readonly ClusterLink _link;
    private readonly StartsPlace _place;
    private readonly CampaignDefinition _definition;
    private readonly StartMaker _starts;
    private readonly Func<string, IRelaxer> _relaxerOf;
    private readonly string _folder;
    private readonly ClusterHealth _health;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly HashSet<(long, string)> _refused = [];

    /// <summary>Prepares.</summary>
    /// <param name="store">The store.</param>
    /// <param name="link">The cluster.</param>
    /// <param name="definition">The campaign's; it names the cluster.</param>
    /// <param name="starts">What stores starts.</param>
    /// <param name="relaxerOf">The relaxer of an arm, as it would be used here.</param>
    /// <param name="folder">Folder here for orders and what comes back.</param>
    public ClusterStarts(Store store, ClusterLink link, CampaignDefinition definition, StartMaker starts, Func<string, IRelaxer> relaxerOf, string folder)
    {
        (_store, _link, _definition, _starts, _relaxerOf, _folder) = (store, link, definition, starts, relaxerOf, folder);
        _place = definition.Starts!;
        using var context = store.NewContext();
        _health = new(store, ClusterControl.IdOf(context, link.Definition.Name));
    }

    /// <summary>Makes the starts that are missing.</summary>
    /// <param name="arms">The arms.</param>
    /// <param name="isWanted">Whether the campaign is still to go on, asked again and again.</param>
    /// <param name="made">Told how many more are stored.</param>
    /// <param name="stop">Ends the waiting; the job goes on, and the next call finds it.</param>
    /// <returns>A sentence for what could not be made there at all; null when every start was made or refused by its relaxer.</returns>
    public async Task<string?> MakeAsync(IReadOnlyCollection<string> arms, Func<bool> isWanted, Action<int> made, CancellationToken stop)
    {
        while (true)
        {
            if (!Directory.Exists(OrderFolder))
            {
                var missing = Missing(arms);
                if (missing.Count == 0)
                    return null;
                await PersistentlyAsync(() => PrepareAsync(missing, stop), isWanted, stop).ConfigureAwait(false);
                if (!Directory.Exists(OrderFolder))
                    return null; // not wanted any more
            }

            if (await CompleteAsync(isWanted, made, stop).ConfigureAwait(false) is not { } came)
                return null;
            if (came.Starts == 0 && came.Problem is { } problem)
                return $"{problem}; nothing came of it, and it is tried again by the next 'definet campaign run'";
        }
    }

    private string OrderFolder => Path.Combine(_folder, Order);

    private List<(long Configuration, IReadOnlyList<string> Arms)> Missing(IReadOnlyCollection<string> arms) =>
        [.. _starts.Missing(arms)
            .Select(item => (item.Configuration, Arms: (IReadOnlyList<string>)[.. item.Arms.Where(arm => !_refused.Contains((item.Configuration, arm)))]))
            .Where(item => item.Arms.Count > 0)];

    // The folder appears whole or not at all.
    private async Task PrepareAsync(IReadOnlyList<(long Configuration, IReadOnlyList<string> Arms)> missing, CancellationToken stop)
    {
        var carried = new CarriedModels(_link.Host, _link.Definition.Folder);
        var models = new Dictionary<string, string>();
        foreach (var arm in missing.SelectMany(item => item.Arms).Distinct())
            if (await carried.OfAsync(Arms.ModelsOf(arm, _definition), _relaxerOf(arm), stop).ConfigureAwait(false) is { } there)
                models[arm] = there;
        var gate = _definition.GateModel is { } judge ? await carried.OfAsync(judge, stop).ConfigureAwait(false) : null;

        var making = Path.Combine(_folder, Making);
        if (Directory.Exists(making))
            Directory.Delete(making, recursive: true);
        Directory.CreateDirectory(making);
        var number = 0;
        foreach (var batch in missing.Chunk(_place.PerRun))
        {
            using var context = _store.NewContext();
            var ids = batch.Select(item => item.Configuration).ToList();
            var rows = context.Configurations.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionary(row => row.Id);
            StartFiles.WriteOrder(Path.Combine(making, string.Create(CultureInfo.InvariantCulture, $"starts-{++number:000000}")), new()
            {
                Nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
                Models = models,
                GateModel = gate,
                Device = _definition.Device,
                FallsBack = _definition.FallsBack,
                Configurations = [.. batch.Select(item => OrderedConfiguration.Of(rows[item.Configuration], item.Arms))],
            });
        }

        Directory.Move(making, OrderFolder);
    }

    // Null when the campaign is not to go on.
    private async Task<(int Starts, string? Problem)?> CompleteAsync(Func<bool> isWanted, Action<int> made, CancellationToken stop)
    {
        var files = Directory.GetFiles(OrderFolder, "starts-*").Where(file => !Path.HasExtension(file)).Order(StringComparer.Ordinal).ToList();
        var array = new FileArray(TokenOf(files), [], files, 1, _place.Tasks, ["starts-*" + StartFiles.MadeEnding]);
        var runner = new FileArrayRunner(_link.Definition, _link.Host, _link.Scheduler);
        var (count, problem) = (0, (string?)null);
        if (!File.Exists(Path.Combine(OrderFolder, Stored)))
        {
            IReadOnlyList<FileArrayRun>? runs = null;
            await PersistentlyAsync(async () => runs = await RunAsync(runner, array, isWanted, stop).ConfigureAwait(false), isWanted, stop).ConfigureAwait(false);
            if (runs is null)
                return null;
            (count, problem) = StoreAll(runs, made);
            await File.WriteAllTextAsync(Path.Combine(OrderFolder, Stored), "", stop).ConfigureAwait(false);
        }

        await PersistentlyAsync(() => runner.RemoveAsync(array, stop), () => true, stop).ConfigureAwait(false);
        Directory.Delete(OrderFolder, recursive: true);
        if (Directory.Exists(Path.Combine(_folder, Back)))
            Directory.Delete(Path.Combine(_folder, Back), recursive: true);
        return (count, problem);
    }

    private async Task<IReadOnlyList<FileArrayRun>> RunAsync(FileArrayRunner runner, FileArray array, Func<bool> isWanted, CancellationToken stop)
    {
        var program = _link.Definition.Program
            ?? await ProgramStaging.StageAsync(_link.Host, _link.Definition.Folder, PortableProgram.FolderOf(null, ShippedFiles.Home()), PortableProgram.Name, ProgramLimit, stop).ConfigureAwait(false);
        using var unwanted = CancellationTokenSource.CreateLinkedTokenSource(stop);
        return await runner.RunAsync(
            array with { Command = [program, "starts"] },
            Path.Combine(_folder, Back),
            _ =>
            {
                if (!isWanted() || _health.Look().ByPerson)
                    unwanted.Cancel();
            },
            unwanted.Token).ConfigureAwait(false);
    }

    // A host that cannot be reached is waited for, as is one that a person paused.
    private async Task PersistentlyAsync(Func<Task> step, Func<bool> isWanted, CancellationToken stop)
    {
        var poll = _link.Definition.Poll;
        var backoff = new Backoff(poll, 20 * poll < LongestBackoff ? 20 * poll : LongestBackoff);
        while (isWanted())
        {
            var (byPerson, resumed) = _health.Look();
            if (resumed)
                backoff.Succeeded();
            if (!byPerson && backoff.IsDue(_clock.Elapsed))
            {
                try
                {
                    await step().ConfigureAwait(false);
                    _health.Heal();
                    return;
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    continue; // paused, or not wanted any more
                }
                catch (HostUnreachableException unreachable)
                {
                    Failed(backoff, unreachable.Message, unreachable.MayHeal);
                }
                catch (Exception refused) when (refused is ClusterException or IOException)
                {
                    Failed(backoff, refused.Message, mayHeal: true);
                }
            }

            await Task.Delay(poll < LongestRest ? poll : LongestRest, stop).ConfigureAwait(false);
        }
    }

    private void Failed(Backoff backoff, string reason, bool mayHeal)
    {
        backoff.Failed(_clock.Elapsed, mayHeal);
        if (!mayHeal || backoff.Failures >= Backoff.FailuresBeforePause)
            _health.Pause(reason);
    }

    private (int Starts, string? Problem) StoreAll(IReadOnlyList<FileArrayRun> runs, Action<int> made)
    {
        var (count, problem) = (0, (string?)null);
        foreach (var run in runs)
        {
            var answer = Path.Combine(run.Folder, Path.GetFileName(run.Files[0]) + StartFiles.MadeEnding);
            if (run.ExitCode != 0 || !File.Exists(answer))
            {
                problem ??= $"{_link.Definition.Name}: a run of starts {WhyNothing(run)}";
                continue;
            }

            try
            {
                var (stored, lacking) = StoreOne(StartFiles.ReadOrder(run.Files[0]), answer, made);
                count += stored;
                if (lacking > 0)
                    problem ??= string.Create(CultureInfo.InvariantCulture, $"{_link.Definition.Name}: the answer of a run of starts lacks {lacking} of those that were ordered");
            }
            catch (Exception damaged) when (damaged is CampaignException or StoreException or IOException)
            {
                problem ??= damaged.Message.TrimEnd('.');
            }
        }

        return (count, problem);
    }

    private static string WhyNothing(FileArrayRun run)
    {
        var errors = Path.Combine(run.Folder, "stderr");
        var said = File.Exists(errors) ? File.ReadLines(errors).Take(1000).LastOrDefault(line => line.Trim().Length > 0) : null;
        return run.Problem ?? string.Create(CultureInfo.InvariantCulture, $"ended with exit code {run.ExitCode}: {(said is null ? "it said nothing" : Printable(said).TrimEnd('.'))}");
    }

    // A part of them may have been stored before a crash.
    private (int Stored, int Lacking) StoreOne(StartOrder order, string answer, Action<int> made)
    {
        var ordered = order.Configurations.ToDictionary(configuration => configuration.Id);
        HashSet<(long, string)> known;
        using (var context = _store.NewContext())
        {
            var ids = ordered.Keys.ToList();
            known = [.. context.Starts.AsNoTracking().Where(start => ids.Contains(start.ConfigurationId)).Select(start => new { start.ConfigurationId, start.Relaxer }).AsEnumerable().Select(start => (start.ConfigurationId, start.Relaxer))];
        }

        var count = 0;
        foreach (var batch in StartFiles.ReadMade(answer).Chunk(StartsPerTransaction))
        {
            var starts = new List<(long, string, RelaxedStart?, string?)>();
            foreach (var one in batch)
            {
                if (!ordered.TryGetValue(one.Configuration, out var configuration) || !configuration.Arms.Contains(one.Arm))
                    throw new CampaignException($"{answer}: holds a start that was not ordered");
                if (!known.Add((one.Configuration, one.Arm)))
                    continue;
                var (start, refusal) = Judge(one, configuration);
                if (start is null)
                    _refused.Add((one.Configuration, one.Arm));
                starts.Add((one.Configuration, one.Arm, start, refusal));
            }

            _starts.Store(starts, _relaxerOf);
            count += starts.Count;
            made(starts.Count);
        }

        return (count, order.Configurations.Sum(configuration => configuration.Arms.Count(arm => !known.Contains((configuration.Id, arm)))));
    }

    // The program there may be another version with other models, and its answer is other people's bytes.
    private (RelaxedStart? Start, string? Refusal) Judge(MadeStart made, OrderedConfiguration configuration)
    {
        if (made.Problem is { } problem)
            return (null, Printable(problem));
        if (made.ModelSha256 != _relaxerOf(made.Arm).ModelSha256)
            return (null, $"the program on {_link.Definition.Name} made it with another model than the one of that name here; bring this version there");
        if (made.Structure is null || made.Gate is null)
            return (null, $"the answer from {_link.Definition.Name} lacks the structure");
        var start = made.Start();
        return start.Structure.Species.SequenceEqual(StructureBlob.Read(configuration.Structure).Species)
            ? (start, null)
            : (null, $"the structure that came from {_link.Definition.Name} has other atoms");
    }

    private static string Printable(string text) => new([.. text.Take(300).Select(character => char.IsControl(character) ? ' ' : character)]);

    private static string TokenOf(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(file)}\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return "dfn-starts-" + Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
