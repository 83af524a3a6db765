using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>A run over its parts: one when it was undisturbed, more when it was restarted. Steps add up; how it ended is what the last part says.</summary>
/// <param name="Path">The file or folder that the run was found at.</param>
/// <param name="Parts">What each part's output says, oldest first; at least one.</param>
/// <param name="FinalStructure">Atoms after the last completed step, in the files' order; null where none was completed or species or cell are not known.</param>
public sealed record VaspRun(string Path, ImmutableArray<VaspOutput> Parts, Structure? FinalStructure)
{
    /// <summary>The last part.</summary>
    public VaspOutput Last => Parts[^1];

    /// <summary>The engine's name: <c>vasp</c> or <c>surrogate</c>; null where no file names the program.</summary>
    public string? Engine => Parts.Select(part => part.Program).FirstOrDefault(program => program is not null) is { } program ? VaspProgram.EngineOf(program)
        : Parts.All(part => part.Kind is VaspFileKind.Oszicar or VaspFileKind.Xdatcar) ? VaspProgram.EngineOf(null) : null; // VASP does not name itself there; who else writes one does

    /// <summary>The program's version as printed.</summary>
    public string? Version => Parts.Select(part => part.Version).FirstOrDefault(version => version is not null);

    /// <summary>Number of atoms as printed.</summary>
    public int? Atoms => Parts.Select(part => part.Atoms).FirstOrDefault(atoms => atoms is not null);

    /// <summary>Settings of the last part that got so far as to print them.</summary>
    public VaspSettings Settings => Parts.Select(part => part.Settings).LastOrDefault(settings => settings.Nsw is not null || settings.Ediff is not null) ?? Last.Settings;

    /// <summary>Number of completed ionic steps over all parts.</summary>
    public int IonicSteps => Parts.Sum(part => part.IonicSteps);

    /// <summary>Number of ionic steps begun over all parts.</summary>
    public int StepsBegun => Parts.Sum(part => part.StepsBegun);

    /// <summary>Electronic steps of each ionic step begun, over all parts.</summary>
    public IEnumerable<int> ElectronicSteps => Parts.SelectMany(part => part.ElectronicSteps);

    /// <summary>Every energy (TOTEN) in eV, over all parts.</summary>
    public IEnumerable<double> Toten => Parts.SelectMany(part => part.Toten);

    /// <summary>Every energy extrapolated to zero smearing in eV, over all parts.</summary>
    public IEnumerable<double> EnergySigma0 => Parts.SelectMany(part => part.EnergySigma0);

    /// <summary>The last completed step of all; null without one.</summary>
    public IonicStep? LastStep => Parts.LastOrDefault(part => part.IonicSteps > 0)?.Steps[^1];

    /// <summary>Geometry of the last completed step of all; null without one.</summary>
    public StepGeometry? LastGeometry => Parts.LastOrDefault(part => part.IonicSteps > 0)?.Last;

    /// <summary>Name of the last error that a part reports; null without one.</summary>
    public string? Error => Parts.Select(part => part.Error).LastOrDefault(error => error is not null);

    /// <summary>Number of parts, runs appended in one file counted each.</summary>
    public int PartCount => Parts.Sum(part => part.Parts);

    /// <summary>Every start of the engine by itself, oldest first.</summary>
    public ImmutableArray<RunPart> RunParts => [.. Parts.SelectMany(part => part.RunParts)];

    /// <summary>Wall time in seconds over all parts; of a cut part that of its steps; null where no part says.</summary>
    public double? Seconds => Sum(Parts.Select(part => part.Seconds ?? VaspOutput.SecondsOf(part.Steps.AsSpan())));

    /// <summary>CPU time in seconds over all parts that say it; null where none does.</summary>
    public double? CpuSeconds => Sum(Parts.Select(part => part.CpuSeconds));

    /// <summary>The record that savings are counted from.</summary>
    public IonicRecord ToRecord()
    {
        var steps = Parts.SelectMany(part => part.Steps).Select((step, index) => step with { Index = index + 1 });
        return new()
        {
            Engine = Engine ?? "vasp",
            EngineVersion = Version,
            Steps = [.. steps],
            StepsBegun = StepsBegun,
            ElectronicSteps = [.. ElectronicSteps],
            ReachedAccuracy = Last.ReachedAccuracy ?? Last.Converged ?? false,
            Finished = Last.Finished ?? false,
            Converged = Last.Converged ?? false,
            Ended = Last.Ended ?? "cut",
            Error = Error,
            Parts = PartCount,
            RunParts = RunParts,
            Seconds = Seconds,
            CpuSeconds = CpuSeconds,
            FinalStructure = FinalStructure,
        };
    }

    private static double? Sum(IEnumerable<double?> seconds) =>
        seconds.Aggregate((double?)null, (sum, next) => next is { } value ? (sum ?? 0) + value : sum);
}
