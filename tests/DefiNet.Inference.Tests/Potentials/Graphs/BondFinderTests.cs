using DefiNet.Crystals;
using DefiNet.Crystals.Neighbours;
using DefiNet.Inference.Potentials.Graphs;

namespace DefiNet.Inference.Tests.Potentials.Graphs;

public sealed unsafe class BondFinderTests
{
    [Theory]
    [InlineData(1, 1, 5.0)]
    [InlineData(2, 3, 3.0)]
    [InlineData(3, 20, 6.0)]
    [InlineData(4, 60, 4.0)]
    public void The_bonds_are_those_of_the_neighbour_list(int seed, int atoms, double cutoff)
    {
        var structure = SmallCrystals.Random(seed, atoms);
        var graph = new BondGraph();

        new BondFinder().Fill(graph, structure.Lattice, structure.Fractional.AsSpan(), cutoff);

        var list = NeighbourList.Of(structure, cutoff);
        Assert.Equal(list.PairCount, graph.Bonds);
        for (var atom = 0; atom < atoms; atom++)
        {
            var (from, to) = (graph.Start.Pointer[atom], graph.Start.Pointer[atom + 1]);
            var found = Enumerable.Range(from, to - from).Select(bond => (graph.Neighbour.Pointer[bond], Math.Round(graph.Length.Pointer[bond], 6))).Order();
            Assert.Equal(list.NeighboursOf(atom).ToArray().Zip(list.DistancesOf(atom).ToArray(), (neighbour, distance) => (neighbour, Math.Round(distance, 6))).Order(), found);
        }
    }

    [Fact]
    public void Every_bond_has_its_reverse_with_the_opposite_vector()
    {
        var structure = SmallCrystals.Random(5, 12);
        var graph = new BondGraph();

        new BondFinder().Fill(graph, structure.Lattice, structure.Fractional.AsSpan(), 5);

        for (var bond = 0; bond < graph.Bonds; bond++)
        {
            var reverse = graph.Reverse.Pointer[bond];
            Assert.Equal(bond, graph.Reverse.Pointer[reverse]);
            Assert.Equal(graph.Centre.Pointer[bond], graph.Neighbour.Pointer[reverse]);
            for (var axis = 0; axis < 3; axis++)
                Assert.Equal(-graph.Vector.Pointer[3 * bond + axis], graph.Vector.Pointer[3 * reverse + axis], 1e-9);
        }
    }

    [Fact]
    public void A_bond_of_exactly_the_cutoff_counts()
    {
        var copper = Structure.Of(Lattice.Cubic(2), ("Cu", 0, 0, 0));
        var graph = new BondGraph();

        new BondFinder().Fill(graph, copper.Lattice, copper.Fractional.AsSpan(), 2);

        Assert.Equal(6, graph.Bonds);
    }
}
