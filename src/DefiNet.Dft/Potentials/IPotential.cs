using DefiNet.Crystals;

namespace DefiNet.Dft.Potentials;

/// <summary>An energy with its exact gradient for a fixed set of atoms in a fixed cell. One evaluation at a time: an instance keeps scratch space and belongs to one run.</summary>
public interface IPotential
{
    /// <summary>Name as on the command line: <c>bonded</c>, <c>replay</c>.</summary>
    string Name { get; }

    /// <summary>Number of atoms it was made for.</summary>
    int Atoms { get; }

    /// <summary>Cartesian positions of a structure with every atom at the periodic image that belongs to this potential's bonds.</summary>
    /// <exception cref="DftException">The structure has other atoms or another cell.</exception>
    Vector3[] Unwrap(Structure structure);

    /// <summary>Energy in eV, and the force on every atom in eV/Angstrom, for Cartesian positions in Angstrom as <see cref="Unwrap"/> gives them. Allocates nothing.</summary>
    double Evaluate(ReadOnlySpan<Vector3> positions, Span<Vector3> forces, out Virial virial);
}
