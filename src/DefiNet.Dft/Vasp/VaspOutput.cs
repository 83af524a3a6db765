using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Vasp;

/// <summary>What one output file of VASP, or of a program that writes its layout, says about a run.</summary>
public sealed record VaspOutput
{
    /// <summary>The file's kind.</summary>
    public required VaspFileKind Kind { get; init; }

    /// <summary>The program that the file names, such as <c>vasp</c>; null where it names none.</summary>
    public string? Program { get; init; }

    /// <summary>The program's version as printed.</summary>
    public string? Version { get; init; }

    /// <summary>Number of atoms as printed.</summary>
    public int? Atoms { get; init; }

    /// <summary>Element of each atom; default where the file does not say.</summary>
    public ImmutableArray<Element> Species { get; init; }

    /// <summary>Settings as printed.</summary>
    public VaspSettings Settings { get; init; } = new();

    /// <summary>Completed ionic steps: those whose forces are printed in full (in an OSZICAR: those with an energy).</summary>
    public ImmutableArray<IonicStep> Steps { get; init; } = [];

    /// <summary>Electronic steps of each ionic step begun.</summary>
    public ImmutableArray<int> ElectronicSteps { get; init; } = [];

    /// <summary>Every energy of the ions with electrons (TOTEN) in eV, in the file's order; not a number where stars are printed.</summary>
    public ImmutableArray<double> Toten { get; init; } = [];

    /// <summary>Every energy extrapolated to zero smearing in eV.</summary>
    public ImmutableArray<double> EnergySigma0 { get; init; } = [];

    /// <summary>Geometry of the last completed step; null without one.</summary>
    public StepGeometry? Last { get; init; }

    /// <summary>Geometry of every completed step, when asked for.</summary>
    public ImmutableArray<StepGeometry> Geometries { get; init; } = [];

    /// <summary>Whether the file says that the required ionic accuracy was reached; null for a kind of file that never says.</summary>
    public bool? ReachedAccuracy { get; init; }

    /// <summary>Whether an ionic step was begun after the accuracy was reached: the message is stale.</summary>
    public bool WentOnAfterAccuracy { get; init; }

    /// <summary>Whether the closing lines are there; null for a kind of file that has none.</summary>
    public bool? Finished { get; init; }

    /// <summary>Whether STOPCAR ended the run.</summary>
    public bool Stopped { get; init; }

    /// <summary>Whether the last electronic loop ended at its limit without being converged.</summary>
    public bool LastLoopUnconverged { get; init; }

    /// <summary>Ionic steps whose electronic loop ended at its limit.</summary>
    public int LoopsAtLimit { get; init; }

    /// <summary>Name of the last error that the file reports; null without one.</summary>
    public string? Error { get; init; }

    /// <summary>CPU time in seconds, of runs appended to each other their sum; null where the file does not say.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Wall time in seconds, of runs appended to each other their sum; null where the file does not say.</summary>
    public double? Seconds { get; init; }

    /// <summary>Largest memory in kB; null where the file does not say.</summary>
    public double? PeakKilobytes { get; init; }

    /// <summary>How many runs are appended to each other in the file.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>The runs appended to each other in the file, oldest first; one in most files.</summary>
    public ImmutableArray<RunPart> RunParts => AppendedRuns.IsEmpty ? [new(IonicSteps, StepsBegun, Ended, Error, Seconds ?? SecondsOf(Steps.AsSpan()), CpuSeconds)] : AppendedRuns;

    /// <summary>The runs where there are several; empty otherwise.</summary>
    internal ImmutableArray<RunPart> AppendedRuns { get; init; } = [];

    /// <summary>Number of completed ionic steps.</summary>
    public int IonicSteps => Steps.Length;

    /// <summary>Number of ionic steps begun.</summary>
    public int StepsBegun => Math.Max(ElectronicSteps.Length, Steps.Length);

    /// <summary>The ionic criterion that <see cref="Converged"/> goes by, where another file gives it with more digits.</summary>
    public double? PreciseEdiffg { get; init; }

    /// <summary>Whether the run reached its accuracy, the criterion holds for the last forces, its last electronic loop converged, and it ended by itself; null for a file that cannot tell.</summary>
    public bool? Converged => VaspConvergence.Of(this);

    /// <summary>Whether what the scheduler printed beside the file says that the job's time was up.</summary>
    public bool AtWalltime { get; init; }

    /// <summary>How the run ended, in a word: <c>finished</c>, <c>stopped</c>, <c>walltime</c>, <c>error</c>, <c>cut</c>; null for a kind of file that cannot tell.</summary>
    public string? Ended => AtWalltime && !Stopped && Finished == false ? "walltime" : EndedAs(Stopped, Finished, Error);

    /// <summary>Atoms of the last completed step; null where species or cell are not known.</summary>
    public Structure? LastStructure =>
        Last is { Lattice: { } lattice } last && !Species.IsDefault && Species.Length == last.Positions.Length && last.Positions.All(position => position.IsFinite)
            ? Structure.FromCartesian(lattice, Species, last.Positions)
            : null;

    /// <summary>How a run ended, in a word.</summary>
    internal static string? EndedAs(bool stopped, bool? finished, string? error) =>
        stopped ? "stopped"
        : finished == true ? "finished"
        : error is not null ? "error"
        : finished == false ? "cut"
        : null;

    /// <summary>Sum of the steps' wall times; null where no step has one.</summary>
    internal static double? SecondsOf(ReadOnlySpan<IonicStep> steps)
    {
        double? sum = null;
        foreach (var step in steps)
            sum = step.Seconds is { } seconds ? (sum ?? 0) + seconds : sum;
        return sum;
    }
}
