using System.Collections.Immutable;
using DefiNet.Crystals;

namespace DefiNet.Dft.Tests.Runs;

/// <summary>Random layers, some with frozen atoms, for the writers of inputs.</summary>
internal static class RandomSheet
{
    private static readonly string[] Symbols = ["B", "C", "N"];

    public static Structure Of(Random random)
    {
        double Number(double least, double most) => least + random.NextDouble() * (most - least);
        var lattice = new Lattice(new(Number(2, 12), 0, 0), new(Number(-5, 5), Number(2, 12), 0), new(0, 0, Number(12, 40)));
        var atoms = random.Next(1, 60);
        var species = ImmutableArray.CreateRange(Enumerable.Range(0, atoms).Select(_ => Element.Parse(Symbols[random.Next(Symbols.Length)])));
        var positions = ImmutableArray.CreateRange(Enumerable.Range(0, atoms).Select(_ => new Vector3(Number(-20, 20), Number(-20, 20), Number(4, 7))));
        var structure = Structure.FromCartesian(lattice, species, positions);
        if (random.Next(2) == 0)
            return structure;
        AxisFreedom[] kinds = [AxisFreedom.Free, AxisFreedom.Frozen, new(true, true, false), new(false, false, true)];
        return structure with { Freedom = [AxisFreedom.Frozen, .. Enumerable.Range(1, atoms - 1).Select(_ => kinds[random.Next(kinds.Length)])] };
    }
}
