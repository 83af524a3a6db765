using System.Collections.Immutable;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Runs;

/// <summary>Finds runs of any code and reads them.</summary>
/// <param name="Path">What the run is called: its folder or file.</param>
/// <param name="Read">Reads it; complains with a <see cref="DftException"/>.</param>
public sealed record RunSearch(string Path, Func<InspectedRun> Read)
{
    /// <summary>The run that a file holds, of the code that wrote it.</summary>
    public static RunSearch OfFile(string path) => new(path, () => OutputSniffer.EngineOf(path) is null
        ? InspectedRun.Of(new RunLocation(path, []).Read())
        : InspectedRun.Of(new EngineRunLocation(path, [path]).Read()));

    /// <summary>The runs below a folder, itself included, ordered by path.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="complain">Takes a sentence for each folder that cannot be listed.</param>
    public static ImmutableArray<RunSearch> Below(string folder, Action<string> complain)
    {
        var vasp = RunFinder.Find(folder, complain).Select(run => new RunSearch(run.Path, () => InspectedRun.Of(run.Read())));
        var others = EngineRunFinder.Find(folder, static _ => { }).Select(run => new RunSearch(run.Path, () => InspectedRun.Of(run.Read())));
        return [.. vasp.Concat(others).OrderBy(run => run.Path, StringComparer.Ordinal)];
    }
}
