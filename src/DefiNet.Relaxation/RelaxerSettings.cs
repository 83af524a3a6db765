using DefiNet.Crystals;
using DefiNet.Inference.Models;

namespace DefiNet.Relaxation;

/// <summary>What relaxers are made with.</summary>
public sealed record RelaxerSettings
{
    /// <summary>The models to choose from; null for those of this program.</summary>
    public ModelLibrary? Library { get; init; }

    /// <summary>Name or file of the model; null for the shipped one of each relaxer.</summary>
    public string? Model { get; init; }

    /// <summary>The relaxed pristine supercell, atoms in the order of the ideal sites; needed by <c>raw-relaxed-host</c> alone.</summary>
    public Structure? RelaxedHost { get; init; }

    /// <summary>Threads that work on one structure; 0 for all processors. Take 1 where many structures are relaxed side by side.</summary>
    public int Threads { get; init; }

    /// <summary>The check of every start.</summary>
    public Gate Gate { get; init; } = new();
}
