using DefiNet.Crystals;

namespace DefiNet.Dft.Vasp;

/// <summary>Where a cell is empty: a sheet has one direction without atoms.</summary>
public static class Vacuum
{
    /// <summary>A gap between atoms from which on it is vacuum, in Angstrom: layers of a crystal lie a few apart.</summary>
    public const double LeastGapA = 7;

    /// <summary>The one lattice vector (0, 1, 2) along which a sheet has its vacuum; null for a bulk crystal, a wire or a molecule.</summary>
    public static int? AxisOf(Structure structure)
    {
        int? found = null;
        for (var axis = 0; axis < 3; axis++)
        {
            if (GapAlong(structure, axis) < LeastGapA)
                continue;
            if (found is not null)
                return null;
            found = axis;
        }

        return found;
    }

    /// <summary>The largest distance in Angstrom between two neighbouring planes of atoms across a lattice vector.</summary>
    public static double GapAlong(Structure structure, int axis)
    {
        if (structure.Count == 0)
            return 0;
        var heights = new double[structure.Count];
        for (var atom = 0; atom < heights.Length; atom++)
        {
            var coordinate = Along(structure.Fractional[atom], axis);
            heights[atom] = coordinate - Math.Floor(coordinate);
        }

        Array.Sort(heights);
        var largest = heights[0] + 1 - heights[^1];
        for (var i = 1; i < heights.Length; i++)
            largest = Math.Max(largest, heights[i] - heights[i - 1]);
        return largest * Along(structure.Lattice.Heights, axis);
    }

    internal static double Along(Vector3 vector, int axis) => axis switch { 0 => vector.X, 1 => vector.Y, _ => vector.Z };
}
