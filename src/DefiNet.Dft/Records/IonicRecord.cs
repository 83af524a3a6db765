using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Records;

/// <summary>What a DFT run did, read from its output: the unit that savings are counted from.</summary>
public sealed record IonicRecord
{
    /// <summary>The program: <c>vasp</c>, <c>surrogate</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Version that the output states; null where it does not.</summary>
    public required string? EngineVersion { get; init; }

    /// <summary>Completed ionic steps, in order, over all parts of the run.</summary>
    public required ImmutableArray<IonicStep> Steps { get; init; }

    /// <summary>Ionic steps begun: larger than the completed ones when the run died inside a step.</summary>
    public required int StepsBegun { get; init; }

    /// <summary>Electronic steps of each ionic step begun.</summary>
    public required ImmutableArray<int> ElectronicSteps { get; init; }

    /// <summary>Steps that the optimiser took, where the engine tells them from force evaluations (CP2K, Quantum ESPRESSO); null otherwise.</summary>
    public int? OptimiserSteps { get; init; }

    /// <summary>Whether the engine said that it reached the required ionic accuracy.</summary>
    public required bool ReachedAccuracy { get; init; }

    /// <summary>Whether the engine ended by itself and wrote its closing lines.</summary>
    public required bool Finished { get; init; }

    /// <summary>Accuracy reached, the criterion still holds for the last forces, and the last electronic loop did not end at its limit.</summary>
    public required bool Converged { get; init; }

    /// <summary>How it ended, in a word: <c>finished</c>, <c>stopped</c>, <c>walltime</c>, <c>error</c>, <c>cut</c>.</summary>
    public required string Ended { get; init; }

    /// <summary>Name of the error, when there was one.</summary>
    public string? Error { get; init; }

    /// <summary>Number of parts: 1 for an undisturbed run, more when it was restarted.</summary>
    public required int Parts { get; init; }

    /// <summary>Each part by itself, oldest first; empty where they are not told apart.</summary>
    public ImmutableArray<RunPart> RunParts { get; init; } = [];

    /// <summary>Wall time in seconds over all parts; null where the output does not say.</summary>
    public required double? Seconds { get; init; }

    /// <summary>CPU time in seconds over all parts; null where the output does not say.</summary>
    public required double? CpuSeconds { get; init; }

    /// <summary>The atoms after the last completed step, in the order of the input; null where none was completed.</summary>
    public required Structure? FinalStructure { get; init; }

    /// <summary>Number of completed ionic steps.</summary>
    public int IonicSteps => Steps.Length;
}
