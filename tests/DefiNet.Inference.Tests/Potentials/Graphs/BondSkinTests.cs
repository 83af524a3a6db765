using DefiNet.Crystals;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Tests.Potentials.Graphs;

public sealed unsafe class BondSkinTests
{
    [Theory]
    [InlineData(1, 5, 4.5)]
    [InlineData(2, 40, 3.0)]
    [InlineData(3, 90, 5.0)]
    public void Bonds_from_a_list_with_a_skin_are_those_of_a_new_search_in_the_same_order(int seed, int atoms, double cutoff)
    {
        var structure = SmallCrystals.Random(seed, atoms);
        var random = new Random(seed);
        var positions = structure.Cartesian.ToArray();
        var fractional = new Vector3[atoms];
        var (expected, graph) = (new BondGraph(), new BondGraph());
        var (finder, skin) = (new BondFinder(), new BondSkin());
        for (var step = 0; step < 60; step++)
        {
            for (var atom = 0; atom < atoms; atom++)
            {
                positions[atom] += 0.02 * new Vector3(random.NextDouble() - 0.1, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
                fractional[atom] = structure.Lattice.ToFractional(positions[atom]);
            }

            finder.Fill(expected, structure.Lattice, fractional, cutoff);
            skin.Fill(graph, structure.Lattice, fractional, cutoff, 0.6);

            Assert.Equal(expected.Bonds, graph.Bonds);
            Same(expected.Start.Pointer, graph.Start.Pointer, atoms + 1);
            Same(expected.Centre.Pointer, graph.Centre.Pointer, graph.Bonds);
            Same(expected.Neighbour.Pointer, graph.Neighbour.Pointer, graph.Bonds);
            Same(expected.Reverse.Pointer, graph.Reverse.Pointer, graph.Bonds);
            Same(expected.Image.Pointer, graph.Image.Pointer, 3 * graph.Bonds);
            Same(expected.Vector.Pointer, graph.Vector.Pointer, 3 * graph.Bonds);
            Same(expected.Length.Pointer, graph.Length.Pointer, graph.Bonds);
        }

        Assert.InRange(skin.Searches, 2, 59);
    }

    [Fact]
    public void Another_cell_or_other_atoms_are_searched_anew()
    {
        var skin = new BondSkin();
        var graph = new BondGraph();
        foreach (var structure in (Structure[])[SmallCrystals.Random(1, 20), SmallCrystals.Random(2, 20), SmallCrystals.Random(2, 20).Strained(0, 0, 0.01), SmallCrystals.Random(3, 7)])
        {
            var expected = new BondGraph();
            new BondFinder().Fill(expected, structure.Lattice, structure.Fractional.AsSpan(), 4);

            skin.Fill(graph, structure.Lattice, structure.Fractional.AsSpan(), 4, 0.5);

            Assert.Equal(expected.Bonds, graph.Bonds);
            Same(expected.Vector.Pointer, graph.Vector.Pointer, 3 * graph.Bonds);
        }
    }

    private static void Same<T>(T* expected, T* actual, int count)
        where T : unmanaged, IEquatable<T> =>
        Assert.True(new ReadOnlySpan<T>(expected, count).SequenceEqual(new ReadOnlySpan<T>(actual, count)));
}
