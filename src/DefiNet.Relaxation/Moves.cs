using DefiNet.Crystals;

namespace DefiNet.Relaxation;

/// <summary>How far atoms moved between two structures with the same atoms, positions not wrapped in between.</summary>
internal static class Moves
{
    /// <summary>Mean and largest distance in Angstrom.</summary>
    public static (double Mean, double Max) Between(Structure before, Structure after)
    {
        var (sum, max) = (0d, 0d);
        for (var atom = 0; atom < before.Count; atom++)
        {
            var distance = Of(before, after, atom).Length;
            sum += distance;
            max = Math.Max(max, distance);
        }

        return (before.Count == 0 ? 0 : sum / before.Count, max);
    }

    /// <summary>Move of one atom in Angstrom; in a cell that changed, without what the cell carried along.</summary>
    public static Vector3 Of(Structure before, Structure after, int atom) =>
        before.Lattice.Equals(after.Lattice)
            ? after.Cartesian[atom] - before.Cartesian[atom]
            : before.Lattice.ToCartesian(after.Fractional[atom] - before.Fractional[atom]);
}
