using System.Collections.Immutable;
using DefiNet.Inference.Potentials.M3GNet;

namespace DefiNet.Learning.Nets.M3GNet;

/// <summary>The sizes of an M3GNet. The defaults are those of the weights MP-2021.2.8.</summary>
public sealed record M3GNetSizes
{
    /// <summary>Elements, cutoffs and functions.</summary>
    public required M3GNetSettings Settings { get; init; }

    /// <summary>Channels of atoms and bonds.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>Hidden channels of the perceptrons along bonds.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Blocks of a three-body and a graph layer.</summary>
    public int Blocks { get; init; } = 3;

    /// <summary>Hidden channels of the layers between atoms and energies.</summary>
    public ImmutableArray<int> Readout { get; init; } = [64, 64, 64];
}
