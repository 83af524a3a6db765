using System.Collections.Immutable;
using System.Runtime.InteropServices;
using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>Positions and forces as their rows are read, and the largest force among them.</summary>
internal sealed class ForceTable
{
    // More rows than any run has atoms: a hostile file must not fill the memory.
    private const int MostRows = 10_000_000;

    private ImmutableArray<AxisFreedom> _freedom;
    private Vector3[] _positions = [];
    private Vector3[] _forces = [];
    private double _max;

    public ForceTable(ImmutableArray<AxisFreedom> freedom) => _freedom = freedom;

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Largest force norm in eV/Angstrom; not a number when a force is not.</summary>
    public double MaxForce => Math.Sqrt(_max);

    public ReadOnlySpan<Vector3> Positions => _positions.AsSpan(0, Count);

    public ReadOnlySpan<Vector3> Forces => _forces.AsSpan(0, Count);

    /// <summary>Says which atoms may move where, when nobody said before.</summary>
    public void TakeFreedom(ImmutableArray<AxisFreedom> freedom)
    {
        if (_freedom.IsDefaultOrEmpty)
            _freedom = freedom;
    }

    public void Clear() => (Count, _max) = (0, 0);

    /// <summary>Adds a row; false where there are more than any run has.</summary>
    public bool TryAdd(Vector3 position, Vector3 force)
    {
        if (Count == MostRows)
            return false;
        if (Count == _forces.Length)
        {
            Array.Resize(ref _positions, Math.Max(64, 2 * Count));
            Array.Resize(ref _forces, Math.Max(64, 2 * Count));
        }

        _positions[Count] = position;
        _forces[Count++] = force;
        _max = Math.Max(_max, force.LengthSquared); // NaN wins
        return true;
    }

    /// <summary>Largest force norm where atoms may move. A freedom given for another number of atoms is not this run's and is passed over.</summary>
    public double MaxForceFree(Lattice? lattice)
    {
        if (_freedom.IsDefaultOrEmpty || _freedom.Length != Count)
            return MaxForce;
        var max = 0.0;
        for (var atom = 0; atom < Count; atom++)
            max = Math.Max(max, Free(_forces[atom], _freedom[atom], lattice).LengthSquared);
        return Math.Sqrt(max);
    }

    public ImmutableArray<Vector3> CopyPositions() => ImmutableCollectionsMarshal.AsImmutableArray(Positions.ToArray());

    public ImmutableArray<Vector3> CopyForces() => ImmutableCollectionsMarshal.AsImmutableArray(Forces.ToArray());

    // The part of a force along the lattice vectors on which the atom may move: selective dynamics are given along these.
    private static Vector3 Free(Vector3 force, AxisFreedom freedom, Lattice? lattice)
    {
        if (freedom == AxisFreedom.Free || lattice is null && freedom != AxisFreedom.Frozen)
            return force;
        if (freedom == AxisFreedom.Frozen)
            return Vector3.Zero;
        return freedom switch
        {
            (true, false, false) => Along(force, lattice!.A),
            (false, true, false) => Along(force, lattice!.B),
            (false, false, true) => Along(force, lattice!.C),
            (true, true, false) => Across(force, Vector3.Cross(lattice!.A, lattice.B)),
            (true, false, true) => Across(force, Vector3.Cross(lattice!.A, lattice.C)),
            _ => Across(force, Vector3.Cross(lattice!.B, lattice.C)),
        };
    }

    private static Vector3 Along(Vector3 force, Vector3 axis) => Vector3.Dot(force, axis) / axis.LengthSquared * axis;

    private static Vector3 Across(Vector3 force, Vector3 normal) => force - Along(force, normal);
}
