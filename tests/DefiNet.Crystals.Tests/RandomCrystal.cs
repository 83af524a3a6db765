using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Tests;

/// <summary>Crystals that nobody would make, from a seed.</summary>
internal static class RandomCrystal
{
    /// <summary>A triclinic cell with atoms anywhere, some of them outside of it.</summary>
    public static Structure Of(int seed, int atoms, double edge, double skew)
    {
        var random = new Random(seed);
        var lattice = new Lattice(
            edge * new Vector3(1 + random.NextDouble(), 0, 0),
            edge * new Vector3(skew * (random.NextDouble() - 0.5), 0.7 + random.NextDouble(), 0),
            edge * new Vector3(skew * (random.NextDouble() - 0.5), skew * (random.NextDouble() - 0.5), 0.7 + random.NextDouble()));
        var species = Enumerable.Range(0, atoms).Select(_ => new Element(random.Next(1, 90))).ToImmutableArray();
        var fractional = Enumerable.Range(0, atoms)
            .Select(_ => new Vector3(4 * random.NextDouble() - 2, 4 * random.NextDouble() - 2, 4 * random.NextDouble() - 2))
            .ToImmutableArray();
        return new(lattice, species, fractional, $"seed {seed}");
    }

    /// <summary>The MoS2 monolayer, repeated, in a cell of 20 Å.</summary>
    public static Structure MoS2(int repeat)
    {
        const double A = 3.19;
        const double HalfThickness = 1.565;
        var lattice = Lattice.FromParameters(A * repeat, A * repeat, 20, 90, 90, 120);
        var atoms = new List<(string, double, double, double)>();
        for (var i = 0; i < repeat; i++)
            for (var j = 0; j < repeat; j++)
            {
                atoms.Add(("Mo", (i + (1 / 3.0)) / repeat, (j + (2 / 3.0)) / repeat, 0.5));
                atoms.Add(("S", (i + (2 / 3.0)) / repeat, (j + (1 / 3.0)) / repeat, 0.5 + HalfThickness / 20));
                atoms.Add(("S", (i + (2 / 3.0)) / repeat, (j + (1 / 3.0)) / repeat, 0.5 - HalfThickness / 20));
            }

        return Structure.Of(lattice, [.. atoms]);
    }
}
