using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Runs;

/// <summary>Which Cartesian directions of each atom are free, for engines that do not know freedom along lattice vectors.</summary>
internal static class CartesianFreedom
{
    private const double Aligned = 1e-6;

    /// <summary>One entry per atom; default when the structure says nothing.</summary>
    /// <exception cref="DftException">An atom is frozen along a lattice vector that is no Cartesian direction.</exception>
    public static ImmutableArray<AxisFreedom> Of(Structure structure, string engine)
    {
        if (structure.Freedom.IsDefaultOrEmpty)
            return default;
        var free = ImmutableArray.CreateBuilder<AxisFreedom>(structure.Count);
        for (var atom = 0; atom < structure.Count; atom++)
            free.Add(Of(structure.Lattice, structure.Freedom[atom])
                ?? throw new DftException($"Atom {atom + 1} is frozen along a lattice vector that is no Cartesian direction, which {engine} cannot do; free or freeze both in-plane directions together."));
        return free.MoveToImmutable();
    }

    // The space of free directions must be spanned by Cartesian ones.
    private static AxisFreedom? Of(Lattice lattice, AxisFreedom freedom)
    {
        var vectors = new[] { (lattice.A, freedom.A), (lattice.B, freedom.B), (lattice.C, freedom.C) };
        bool Touches(Vector3 vector, int axis) => Math.Abs(vector[axis]) > Aligned * vector.Length;
        var open = new bool[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var flags = vectors.Where(pair => Touches(pair.Item1, axis)).Select(pair => pair.Item2).Distinct().ToList();
            if (flags.Count > 1)
                return null;
            open[axis] = flags.Count == 0 || flags[0];
        }

        return new(open[0], open[1], open[2]);
    }
}
