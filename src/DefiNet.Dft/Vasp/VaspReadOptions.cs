using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>What a reader of output needs beside the file.</summary>
public sealed record VaspReadOptions
{
    /// <summary>Which atoms may move where, in the file's order, as POSCAR says; default when nothing is known: then all are free.</summary>
    public ImmutableArray<AxisFreedom> Freedom { get; init; }

    /// <summary>Whether the geometry of every completed step is kept, and not only the last.</summary>
    public bool KeepEveryStep { get; init; }

    /// <summary>The ionic criterion when another file says it with more digits than the output prints.</summary>
    public double? Ediffg { get; init; }
}
