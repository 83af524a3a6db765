using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Inference.Tests.Potentials;

/// <summary>Small triclinic crystals of carbon, nitrogen and sulphur, some with cells smaller than a cutoff.</summary>
internal static class SmallCrystals
{
    public static Structure Random(int seed, int atoms = 5)
    {
        var random = new Random(seed);
        var edge = 2.2 * Math.Cbrt(atoms);
        var lattice = new Lattice(new(edge, 0.1, 0.2), new(0.3 * edge, 1.1 * edge, -0.1), new(-0.2, 0.15 * edge, 0.95 * edge));
        var placed = new List<Vector3>();
        while (placed.Count < atoms)
        {
            var at = new Vector3(3 * random.NextDouble() - 1, random.NextDouble(), random.NextDouble());
            if (placed.All(other => Distance(lattice, at - other) > 1.3))
                placed.Add(at);
        }

        Element[] elements = [new(6), new(7), new(16)];
        return new Structure(lattice, [.. placed.Select((_, index) => elements[index % 3])], [.. placed]);
    }

    public static Structure Moved(this Structure structure, int atom, Vector3 by) =>
        structure.WithCartesian(structure.Cartesian.SetItem(atom, structure.Cartesian[atom] + by));

    /// <summary>Positions r become (1 + strain)·r; row by row as in the stress.</summary>
    public static Structure Strained(this Structure structure, int row, int column, double strain) =>
        Mapped(structure, r => r + r[row] * strain * Unit(column));

    public static Structure Mapped(Structure structure, Func<Vector3, Vector3> map) =>
        new(new Lattice(map(structure.Lattice.A), map(structure.Lattice.B), map(structure.Lattice.C)), structure.Species, structure.Fractional);

    public static Vector3 Unit(int axis) => axis switch { 0 => new(1, 0, 0), 1 => new(0, 1, 0), _ => new(0, 0, 1) };

    public static Structure Doubled(Structure structure)
    {
        var half = structure.Fractional.Select(f => new Vector3(f.X / 2, f.Y, f.Z)).ToImmutableArray();
        return new Structure(structure.Lattice.Repeated(2, 1, 1), [.. structure.Species, .. structure.Species], [.. half, .. half.Select(f => f + new Vector3(0.5, 0, 0))]);
    }

    private static double Distance(Lattice lattice, Vector3 fractional)
    {
        var nearest = double.MaxValue;
        for (var a = -3; a <= 3; a++)
            for (var b = -1; b <= 1; b++)
                for (var c = -1; c <= 1; c++)
                    nearest = Math.Min(nearest, lattice.ToCartesian(fractional - new Vector3(Math.Round(fractional.X), Math.Round(fractional.Y), Math.Round(fractional.Z)) + new Vector3(a, b, c)).Length);
        return nearest;
    }
}
