using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>One configuration of an XDATCAR.</summary>
/// <param name="Number">Its number as printed; counted where none is.</param>
/// <param name="Run">Which of the runs appended to each other it belongs to, from 1.</param>
/// <param name="Lattice">The cell; null where the file has none (VASP 4).</param>
/// <param name="Species">Element of each atom; default where the file names none (VASP 4).</param>
/// <param name="Fractional">Fractional position of each atom; not a number where stars are printed.</param>
public sealed record XdatcarFrame(int Number, int Run, Lattice? Lattice, ImmutableArray<Element> Species, ImmutableArray<Vector3> Fractional);
