using System.Collections.Concurrent;
using System.Globalization;
using DefiNet.Crystals;

namespace DefiNet.Dft.Tests.Fuzzing;

/// <summary>Spoilt files of every kind: no crash, no hang, and no cut file taken for a finished run. A quick share here; <c>./test --fuzz</c> sets DEFINET_FUZZ to the number of files in all.</summary>
public sealed class MutatedFilesTests
{
    private const int QuickShare = 150;
    private const int Shown = 5;

    // A file takes well under a second even on a busy machine: work that grows with its square takes minutes.
    private static readonly TimeSpan LongestFile = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Kinds => [.. FuzzKinds.All.Select(kind => kind.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_spoilt_file_gives_a_sentence_or_a_result_and_a_cut_one_is_never_whole(string name)
    {
        var kind = FuzzKinds.All.Single(candidate => candidate.Name == name);
        var whole = int.TryParse(Environment.GetEnvironmentVariable("DEFINET_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var all);
        var count = whole ? (all + FuzzKinds.All.Count - 1) / FuzzKinds.All.Count : QuickShare;
        var corpus = kind.Corpus();
        var failures = new ConcurrentQueue<string>();
        var begun = new ConcurrentDictionary<int, DateTime>();
        var work = Task.Run(() => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            begun[seed] = DateTime.UtcNow;
            if (Complaint(kind, Mutant.Of(corpus, seed)) is { } complaint)
                failures.Enqueue(complaint);
            begun.TryRemove(seed, out _);
        }), TestContext.Current.CancellationToken);
        while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken)) != work)
            foreach (var (seed, since) in begun)
                Assert.True(DateTime.UtcNow - since < LongestFile, $"{name}, seed {seed}: not read within {LongestFile.TotalSeconds:f0} s.");
        await work;

        if (whole)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {count,7} mutated files, {failures.Count} failures"));
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(Shown)));
    }

    private static string? Complaint(FuzzKind kind, Mutant mutant)
    {
        try
        {
            return kind.Read(mutant.Bytes, kind.Name) && !kind.MayBeWhole(mutant)
                ? $"{kind.Name}, seed {mutant.Seed}: taken for whole with {mutant.Bytes.Length} of {mutant.Original.Length} bytes."
                : null;
        }
        catch (Exception refusal) when (refusal is DftException or CrystalException)
        {
            return refusal.Message.StartsWith(kind.Name, StringComparison.Ordinal) && refusal.Message.EndsWith('.')
                ? null
                : $"{kind.Name}, seed {mutant.Seed}: the complaint does not say where: {refusal.Message}";
        }
        catch (Exception crash)
        {
            return $"{kind.Name}, seed {mutant.Seed}: {crash.GetType().Name}: {crash.Message} {crash.StackTrace}";
        }
    }
}
