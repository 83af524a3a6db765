using System.Collections.Immutable;
using DefiNet.Inference.Potentials.CHGNet;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>The sizes of a CHGNet. The defaults are those of version 0.3.0.</summary>
public sealed record ChgnetSizes
{
    /// <summary>Cutoffs.</summary>
    public ChgnetSettings Settings { get; init; } = new(6, 3, 8);

    /// <summary>Elements, from hydrogen on.</summary>
    public int Elements { get; init; } = 94;

    /// <summary>Channels of atoms, bonds and angles.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>Hidden channels of the convolutions.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Convolutions over the bonds of atoms; one more than over the angles of bonds.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Radial functions.</summary>
    public int RadialFunctions { get; init; } = 31;

    /// <summary>Frequencies of the angular functions.</summary>
    public int AngularFrequencies { get; init; } = 15;

    /// <summary>Hidden channels of the layers between atoms and energies.</summary>
    public ImmutableArray<int> Readout { get; init; } = [64, 64, 64];
}
