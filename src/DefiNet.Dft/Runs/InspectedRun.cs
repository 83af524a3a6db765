using System.Collections.Immutable;
using DefiNet.Dft.Cp2k;
using DefiNet.Dft.Records;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Runs;

/// <summary>What a run of any code did, in the same terms; null where its files do not say.</summary>
public sealed record InspectedRun
{
    /// <summary>The file or folder that the run was found at.</summary>
    public required string Path { get; init; }

    /// <summary>The code: <c>vasp</c>, <c>surrogate</c>, <c>CP2K</c>, <c>Quantum ESPRESSO</c>.</summary>
    public required string? Code { get; init; }

    /// <summary>Its version as printed.</summary>
    public required string? Version { get; init; }

    /// <summary>Number of atoms.</summary>
    public required int? Atoms { get; init; }

    /// <summary>Settings by VASP's names; empty for other codes.</summary>
    public VaspSettings VaspSettings { get; init; } = new();

    /// <summary>Settings by another code's own names.</summary>
    public ImmutableArray<EngineSetting> OwnSettings { get; init; } = [];

    /// <summary>Completed ionic steps.</summary>
    public required int IonicSteps { get; init; }

    /// <summary>Ionic steps begun.</summary>
    public required int StepsBegun { get; init; }

    /// <summary>Steps of the optimiser; null for a code that does not tell them from ionic steps.</summary>
    public int? OptimiserSteps { get; init; }

    /// <summary>Line searches, rejected steps of a trust radius among them; null for a code that does not say.</summary>
    public int? LineSearches { get; init; }

    /// <summary>How often the optimiser forgot what it had learnt; null for a code that does not say.</summary>
    public int? HistoryResets { get; init; }

    /// <summary>Electronic steps of each ionic step begun.</summary>
    public required ImmutableArray<int> ElectronicSteps { get; init; }

    /// <summary>Energies of the steps in eV.</summary>
    public required ImmutableArray<double> Energies { get; init; }

    /// <summary>Energies extrapolated to zero smearing in eV.</summary>
    public required ImmutableArray<double> EnergiesSigma0 { get; init; }

    /// <summary>The last completed step; null without one.</summary>
    public required IonicStep? LastStep { get; init; }

    /// <summary>Whether the code said that the accuracy was reached.</summary>
    public required bool? ReachedAccuracy { get; init; }

    /// <summary>Whether the closing lines are there.</summary>
    public required bool? Finished { get; init; }

    /// <summary>Whether the run is converged.</summary>
    public required bool? Converged { get; init; }

    /// <summary>How it ended, in a word.</summary>
    public required string? Ended { get; init; }

    /// <summary>Name of the error; null without one.</summary>
    public required string? Error { get; init; }

    /// <summary>Number of parts.</summary>
    public required int Parts { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public required double? Seconds { get; init; }

    /// <summary>CPU time in seconds.</summary>
    public required double? CpuSeconds { get; init; }

    /// <summary>Largest memory in kB.</summary>
    public required double? PeakKilobytes { get; init; }

    /// <summary>Each start of the program by itself, oldest first.</summary>
    public required ImmutableArray<RunPart> RunParts { get; init; }

    /// <summary>Ionic steps whose electronic loop did not converge within its limit.</summary>
    public required int LoopsAtLimit { get; init; }

    /// <summary>Magnetic moments of the atoms at the last step; null where they were not printed.</summary>
    public MagneticMoments? Moments { get; init; }

    /// <summary>Pressure at the last step in kB; null where it was not printed.</summary>
    public double? PressureKilobar { get; init; }

    /// <summary>A run of VASP, or of what writes its layout.</summary>
    public static InspectedRun Of(VaspRun run) => new()
    {
        Path = run.Path,
        Code = run.Engine,
        Version = run.Version,
        Atoms = run.Atoms,
        VaspSettings = run.Settings,
        IonicSteps = run.IonicSteps,
        StepsBegun = run.StepsBegun,
        ElectronicSteps = [.. run.ElectronicSteps],
        Energies = [.. run.Toten],
        EnergiesSigma0 = [.. run.EnergySigma0],
        LastStep = run.LastStep,
        ReachedAccuracy = run.Last.ReachedAccuracy,
        Finished = run.Last.Finished,
        Converged = run.Last.Converged,
        Ended = run.Last.Ended,
        Error = run.Error,
        Parts = run.PartCount,
        Seconds = run.Seconds,
        CpuSeconds = run.CpuSeconds,
        PeakKilobytes = run.Parts.Max(part => part.PeakKilobytes),
        RunParts = run.RunParts,
        LoopsAtLimit = run.Parts.Sum(part => part.LoopsAtLimit),
        Moments = run.LastGeometry?.Moments,
        PressureKilobar = run.LastGeometry?.Stress?.Pressure,
    };

    /// <summary>A run of CP2K or Quantum ESPRESSO.</summary>
    public static InspectedRun Of(EngineRun run) => new()
    {
        Path = run.Path,
        Code = run.Last.Engine == Cp2kEngine.EngineName ? "CP2K" : "Quantum ESPRESSO",
        Version = run.Version,
        Atoms = run.Atoms,
        OwnSettings = run.Last.Settings,
        IonicSteps = run.Parts.Sum(part => part.IonicSteps),
        StepsBegun = run.Parts.Sum(part => part.StepsBegun),
        OptimiserSteps = run.Parts.Sum(part => part.OptimiserSteps),
        LineSearches = run.Parts.Sum(part => part.LineSearches),
        HistoryResets = run.Parts.Sum(part => part.HistoryResets),
        ElectronicSteps = [.. run.Parts.SelectMany(part => part.ElectronicSteps)],
        Energies = [.. run.Parts.SelectMany(part => part.Steps).Select(step => step.Energy)],
        EnergiesSigma0 = [],
        LastStep = run.LastStep,
        ReachedAccuracy = run.Last.ReachedAccuracy,
        Finished = run.Last.Finished,
        Converged = run.Last.Converged,
        Ended = run.Last.Ended,
        Error = run.Error,
        Parts = run.Parts.Length,
        Seconds = run.Seconds,
        CpuSeconds = run.CpuSeconds,
        PeakKilobytes = run.Parts.Max(part => part.PeakKilobytes),
        RunParts = run.RunParts,
        LoopsAtLimit = run.Parts.Sum(part => part.UnconvergedLoops),
    };
}
