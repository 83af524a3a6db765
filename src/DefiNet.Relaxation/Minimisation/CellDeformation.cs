using DefiNet.Crystals;

namespace DefiNet.Relaxation.Minimisation;

/// <summary>A cell that changes by a deformation gradient, and the generalised forces on it.</summary>
/// <remarks>E. B. Tadmor et al., Phys. Rev. B 59, 235 (1999); scaled by the number of atoms as ASE's UnitCellFilter does it. Positions are those in the undeformed cell.</remarks>
internal sealed class CellDeformation
{
    private readonly Lattice _first;
    private readonly Vector3 _across;
    private readonly Vector3 _normal;
    private readonly CellFreedom _freedom;
    private readonly double _scale;

    // Row r of the gradient: how the Cartesian axes of the undeformed cell mix into axis r.
    private Vector3 _x = new(1, 0, 0);
    private Vector3 _y = new(0, 1, 0);
    private Vector3 _z = new(0, 0, 1);

    /// <summary>Begins with the structure's cell, undeformed.</summary>
    public CellDeformation(Structure structure, CellFreedom freedom)
    {
        (_first, Lattice, _freedom, _scale) = (structure.Lattice, structure.Lattice, freedom, Math.Max(1, structure.Count));
        (_across, _normal) = Sheet(structure);
    }

    /// <summary>The deformed cell.</summary>
    public Lattice Lattice { get; private set; }

    /// <summary>Writes the scaled gradient into nine numbers.</summary>
    public void Read(Span<double> numbers)
    {
        for (var axis = 0; axis < 3; axis++)
            (numbers[axis], numbers[3 + axis], numbers[6 + axis]) = (_scale * _x[axis], _scale * _y[axis], _scale * _z[axis]);
    }

    /// <summary>Takes the gradient from nine scaled numbers.</summary>
    /// <exception cref="RelaxationException">The cell would have no volume.</exception>
    public void Write(ReadOnlySpan<double> numbers)
    {
        _x = 1 / _scale * new Vector3(numbers[0], numbers[1], numbers[2]);
        _y = 1 / _scale * new Vector3(numbers[3], numbers[4], numbers[5]);
        _z = 1 / _scale * new Vector3(numbers[6], numbers[7], numbers[8]);
        try
        {
            Lattice = new(Apply(_first.A), Apply(_first.B), Apply(_first.C));
        }
        catch (CrystalException cause)
        {
            throw new RelaxationException("The cell collapsed during the relaxation; keep it fixed, or take another potential.", cause);
        }
    }

    /// <summary>Where an atom of the undeformed cell is in the deformed one.</summary>
    public Vector3 Apply(Vector3 position) => new(Vector3.Dot(_x, position), Vector3.Dot(_y, position), Vector3.Dot(_z, position));

    /// <summary>The force on an atom as one along the undeformed axes.</summary>
    public Vector3 Pull(Vector3 force) => force.X * _x + force.Y * _y + force.Z * _z;

    /// <summary>Writes the generalised forces on the nine numbers.</summary>
    /// <param name="virial">Rows of minus volume times stress, in eV.</param>
    /// <param name="forces">Nine numbers.</param>
    public void Forces((Vector3 X, Vector3 Y, Vector3 Z) virial, Span<double> forces)
    {
        // Row r of the result solves gradient · row = row r of the virial (which is symmetric).
        var (u, v, w) = (Vector3.Cross(_y, _z), Vector3.Cross(_z, _x), Vector3.Cross(_x, _y));
        var over = 1 / Vector3.Dot(_x, u);
        var rows = (ReadOnlySpan<Vector3>)[Solve(virial.X), Solve(virial.Y), Solve(virial.Z)];
        Span<Vector3> free = [rows[0], rows[1], rows[2]];
        Restrict(free);
        for (var row = 0; row < 3; row++)
            for (var axis = 0; axis < 3; axis++)
                forces[3 * row + axis] = free[row][axis] / _scale;

        Vector3 Solve(Vector3 right) => over * (right.X * u + right.Y * v + right.Z * w);
    }

    // The vector across the sheet stays; within the plane, the other two keep to it.
    private void Restrict(Span<Vector3> rows)
    {
        for (var row = 0; row < 3; row++)
            rows[row] -= Vector3.Dot(rows[row], _across) * _across;
        if (_freedom != CellFreedom.InPlane)
            return;
        var leaving = _normal.X * rows[0] + _normal.Y * rows[1] + _normal.Z * rows[2];
        for (var row = 0; row < 3; row++)
            rows[row] -= _normal[row] * leaving;
    }

    // The lattice vector along which the atoms leave the widest gap crosses the sheet.
    private static (Vector3 Across, Vector3 Normal) Sheet(Structure structure)
    {
        var lattice = structure.Lattice;
        var vectors = (ReadOnlySpan<Vector3>)[lattice.A, lattice.B, lattice.C];
        var normals = (ReadOnlySpan<Vector3>)[Vector3.Cross(lattice.B, lattice.C), Vector3.Cross(lattice.C, lattice.A), Vector3.Cross(lattice.A, lattice.B)];
        var (widest, best) = (-1.0, 2);
        for (var axis = 2; axis >= 0; axis--)
        {
            var at = structure.Fractional.Select(position => position.WrapToUnit()[axis]).Order().ToArray();
            var gap = at.Length == 0 ? 0 : at[0] + 1 - at[^1];
            for (var atom = 1; atom < at.Length; atom++)
                gap = Math.Max(gap, at[atom] - at[atom - 1]);
            if (gap * lattice.Heights[axis] > widest + 1e-9)
                (widest, best) = (gap * lattice.Heights[axis], axis);
        }

        return (vectors[best] / vectors[best].Length, normals[best] / normals[best].Length);
    }
}
