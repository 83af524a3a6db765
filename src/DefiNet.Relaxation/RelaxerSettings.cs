using DefiNet.Crystals;
using DefiNet.Inference.Models;
using DefiNet.Relaxation.Minimisation;

namespace DefiNet.Relaxation;

/// <summary>What relaxers are made with.</summary>
public sealed record RelaxerSettings
{
    /// <summary>The models to choose from; null for those of this program.</summary>
    public ModelLibrary? Library { get; init; }

    /// <summary>Name or path of the model, or several with commas between, each for the relaxers of a chain that it serves; null for the shipped one of each relaxer.</summary>
    public string? Model { get; init; }

    /// <summary>The relaxed pristine supercell, atoms in the order of the ideal sites; needed by <c>raw-relaxed-host</c> alone.</summary>
    public Structure? RelaxedHost { get; init; }

    /// <summary>Threads that work on one structure; 0 for all processors. Take 1 where many structures are relaxed side by side.</summary>
    public int Threads { get; init; }

    /// <summary>Where nets run; null for managed code on the processor.</summary>
    public INetDevice? Device { get; init; }

    /// <summary>How iterative relaxers work and when they stop.</summary>
    public MinimisationSettings Minimisation { get; init; } = new();

    /// <summary>The check of every start.</summary>
    public Gate Gate { get; init; } = new();

    /// <summary>Name or path of a potential that the gate asks for energies; null for none.</summary>
    public string? GateModel { get; init; }
}
