using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Runs;

/// <summary>A run over its parts: one when it was undisturbed, more when it was restarted. Steps add up; how it ended is what the last part says.</summary>
/// <param name="Path">The file or folder that the run was found at.</param>
/// <param name="Parts">What each part's output says, oldest first; at least one.</param>
/// <param name="FinalStructure">Atoms after the last completed step, in the files' order; null where none was completed or the files do not say.</param>
public sealed record EngineRun(string Path, ImmutableArray<EngineOutput> Parts, Structure? FinalStructure)
{
    /// <summary>The last part.</summary>
    public EngineOutput Last => Parts[^1];

    /// <summary>The program's version as printed.</summary>
    public string? Version => Parts.Select(part => part.Version).FirstOrDefault(version => version is not null);

    /// <summary>Number of atoms as printed.</summary>
    public int? Atoms => Parts.Select(part => part.Atoms).FirstOrDefault(atoms => atoms is not null);

    /// <summary>The last completed step of all; null without one.</summary>
    public IonicStep? LastStep => Parts.LastOrDefault(part => part.IonicSteps > 0)?.Steps[^1];

    /// <summary>Name of the last part's error; null without one.</summary>
    public string? Error => Last.Error;

    /// <summary>Wall time in seconds over all parts that say it; null where none does.</summary>
    public double? Seconds => Sum(Parts.Select(part => part.Seconds));

    /// <summary>CPU time in seconds over all parts that say it; null where none does.</summary>
    public double? CpuSeconds => Sum(Parts.Select(part => part.CpuSeconds));

    /// <summary>Each start of the program by itself, oldest first.</summary>
    public ImmutableArray<RunPart> RunParts => [.. Parts.Select(part => new RunPart(part.IonicSteps, part.StepsBegun, part.Ended, part.Error, part.Seconds, part.CpuSeconds))];

    /// <summary>The record that savings are counted from.</summary>
    public IonicRecord ToRecord() => new()
    {
        Engine = Last.Engine,
        EngineVersion = Version,
        Steps = [.. Parts.SelectMany(part => part.Steps).Select((step, index) => step with { Index = index + 1 })],
        StepsBegun = Parts.Sum(part => part.StepsBegun),
        ElectronicSteps = [.. Parts.SelectMany(part => part.ElectronicSteps)],
        OptimiserSteps = Parts.Sum(part => part.OptimiserSteps),
        ReachedAccuracy = Last.ReachedAccuracy,
        Finished = Last.Finished,
        Converged = Last.Converged,
        Ended = Last.Ended,
        Error = Error,
        Parts = Parts.Length,
        RunParts = RunParts,
        Seconds = Seconds,
        CpuSeconds = CpuSeconds,
        FinalStructure = FinalStructure,
    };

    private static double? Sum(IEnumerable<double?> seconds) =>
        seconds.Aggregate((double?)null, (sum, next) => next is { } value ? (sum ?? 0) + value : sum);
}
