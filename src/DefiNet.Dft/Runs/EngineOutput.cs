using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Dft.Records;

namespace DefiNet.Dft.Runs;

/// <summary>What the output of one start of CP2K or Quantum ESPRESSO says.</summary>
/// <remarks>A step is a force evaluation that was reported in full. Optimiser steps are fewer where a line search evaluates forces several times on its way.</remarks>
public sealed record EngineOutput
{
    /// <summary>The engine's name in the store: <c>cp2k</c>, <c>qe</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The program's version as printed.</summary>
    public string? Version { get; init; }

    /// <summary>Number of atoms as printed.</summary>
    public int? Atoms { get; init; }

    /// <summary>Element of each atom; default where the file does not say.</summary>
    public ImmutableArray<Element> Species { get; init; }

    /// <summary>Settings as printed, by the engine's own names, in the file's order.</summary>
    public ImmutableArray<EngineSetting> Settings { get; init; } = [];

    /// <summary>The force evaluations that were reported in full.</summary>
    public ImmutableArray<IonicStep> Steps { get; init; } = [];

    /// <summary>Electronic steps of each force evaluation begun.</summary>
    public ImmutableArray<int> ElectronicSteps { get; init; } = [];

    /// <summary>Steps that the optimiser took, the first evaluation not counted.</summary>
    public int OptimiserSteps { get; init; }

    /// <summary>Line searches that were reported.</summary>
    public int LineSearches { get; init; }

    /// <summary>How often the optimiser forgot what it had learnt: BFGS its matrix, conjugate gradient its direction.</summary>
    public int HistoryResets { get; init; }

    /// <summary>Energies computed for a line search without their forces; their electronic steps are counted with the next force evaluation.</summary>
    public int EnergyOnlyEvaluations { get; init; }

    /// <summary>Force evaluations whose electronic loop did not converge.</summary>
    public int UnconvergedLoops { get; init; }

    /// <summary>Whether the electronic loop of the last force evaluation did not converge.</summary>
    public bool LastLoopUnconverged { get; init; }

    /// <summary>Whether the file says that the geometry is converged.</summary>
    public bool ReachedAccuracy { get; init; }

    /// <summary>Whether the forces evaluated last contradict that message; false where that cannot be told.</summary>
    public bool CriterionFails { get; init; }

    /// <summary>Whether the largest number of steps was reached.</summary>
    public bool ReachedStepLimit { get; init; }

    /// <summary>Whether the closing lines are there.</summary>
    public bool Finished { get; init; }

    /// <summary>Whether the run was asked to stop, or stopped itself at its time limit.</summary>
    public bool Stopped { get; init; }

    /// <summary>Name of the last error that the file reports; null without one.</summary>
    public string? Error { get; init; }

    /// <summary>Wall time in seconds; null where the file does not say.</summary>
    public double? Seconds { get; init; }

    /// <summary>CPU time in seconds; null where the file does not say.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Largest memory in kB; null where the file does not say.</summary>
    public double? PeakKilobytes { get; init; }

    /// <summary>The cell as printed; null where the file does not say.</summary>
    public Lattice? Lattice { get; init; }

    /// <summary>Cartesian position of each atom in Angstrom where the forces of the last complete step were evaluated; default where the file does not say.</summary>
    public ImmutableArray<Vector3> LastPositions { get; init; }

    /// <summary>Positions of every step, when asked for and where the files have them; of CP2K those of the optimiser's steps, without the line searches' points between them.</summary>
    public ImmutableArray<ImmutableArray<Vector3>> Positions { get; init; } = [];

    /// <summary>Positions and forces of every step that has a table of forces, when asked for.</summary>
    public ImmutableArray<EngineFrame> Frames { get; init; } = [];

    /// <summary>Forces of the last complete step in eV/Angstrom; default where the file has none.</summary>
    public ImmutableArray<Vector3> LastForces { get; init; }

    /// <summary>Number of force evaluations reported in full.</summary>
    public int IonicSteps => Steps.Length;

    /// <summary>Number of force evaluations begun.</summary>
    public int StepsBegun => Math.Max(ElectronicSteps.Length, Steps.Length);

    /// <summary>Whether the optimiser said so, the forces bear it out, the last electronic loop converged, and the run ended by itself.</summary>
    public bool Converged => Finished && !Stopped && ReachedAccuracy && !CriterionFails && !LastLoopUnconverged && !Steps.IsEmpty;

    /// <summary>How the run ended, in a word: <c>finished</c>, <c>stopped</c>, <c>error</c>, <c>cut</c>.</summary>
    public string Ended => Stopped && Finished ? "stopped" : Finished ? "finished" : Error is not null ? "error" : "cut";
}
