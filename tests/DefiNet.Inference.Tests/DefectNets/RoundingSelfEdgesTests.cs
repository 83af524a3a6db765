using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.DefectNets;

namespace DefiNet.Inference.Tests.DefectNets;

public sealed class RoundingSelfEdgesTests
{
    // The 6×6 cell of black phosphorus: coordinates along a and b come back to the last bit, and of the two heights one does not.
    private static readonly Structure Phosphorus = Structure.Of(
        Lattice.FromParameters(19.799508, 27.605556, 20, 90, 90, 90),
        ("P", 0, 0.098093, 0.209123), ("P", 0.083333, 0.23524, 0.314436), ("P", 0.916667, 0.985241, 0.209123), ("P", 0.5, 0.401907, 0.314436));

    [Fact]
    public void An_atom_that_does_not_come_back_to_the_last_bit_gets_the_edge() =>
        Assert.Equal([false, true, false, true], RoundingSelfEdges.Of(Phosphorus, Atoms(4)));

    [Fact]
    public void Every_atom_of_the_hBN_cell_gets_it()
    {
        var layer = Structure.Of(
            Lattice.FromParameters(20.099428, 20.09942755, 20, 90, 90, 120.00001061),
            ("B", 0.041667, 0.083333, 0.19268162), ("B", 0.041667, 0.208333, 0.19268162), ("N", 0.083333, 0.041667, 0.19268162));

        Assert.All(RoundingSelfEdges.Of(layer, Atoms(3)), Assert.True);
    }

    [Fact]
    public void Sites_of_MoS2_have_the_edges_of_the_published_graphs()
    {
        // The only two sites of the row that take three passes to settle.
        var layer = Structure.Of(
            Lattice.FromParameters(25.522526, 25.5225261, 20, 90, 90, 119.99999987),
            ("S", 0.083333, 0.291667, 0.10774333), ("S", 0.208333, 0.291667, 0.10774333), ("S", 0.333333, 0.291667, 0.10774333), ("S", 0.583333, 0.291667, 0.10774333), ("S", 0.083333, 0.416667, 0.10774333));

        Assert.Equal([false, true, false, true, false], RoundingSelfEdges.Of(layer, Atoms(5)));
    }

    [Fact]
    public void A_ghost_in_a_skewed_cell_always_gets_it()
    {
        var layer = Structure.Of(Lattice.FromParameters(25.522526, 25.5225261, 20, 90, 90, 119.99999987), ("S", 0.083333, 0.291667, 0.10774333));

        Assert.Equal([true], RoundingSelfEdges.Of(layer, [Marker.Vacancy]));
    }

    [Fact]
    public void The_edge_counts_as_the_nearest_of_those_kept()
    {
        var edges = EdgeList.Of(Phosphorus, Atoms(4), new DefectNetSettings { EdgeCutoff = 25, MaxNeighbours = 3, SelfEdges = SelfEdges.Rounding });

        Assert.Equal(12, edges.Count);
        Assert.Equal(1, edges.Sender[edges.Start[1]]);
        Assert.DoesNotContain(0, edges.Sender[..edges.Start[1]]);
    }

    [Fact]
    public void Without_them_nobody_hears_itself_but_through_an_image()
    {
        var edges = EdgeList.Of(Phosphorus, Atoms(4), new DefectNetSettings { EdgeCutoff = 25 });

        for (var atom = 0; atom < Phosphorus.Count; atom++)
            for (var edge = edges.Start[atom]; edge < edges.Start[atom + 1]; edge++)
                Assert.False(edges.Sender[edge] == atom && edges.Shift[edge] == Vector3.Zero);
    }

    [Fact]
    public void They_are_the_edges_of_the_definition()
    {
        var expected = BruteEdges.Of(Phosphorus, 12);

        var edges = EdgeList.Of(Phosphorus, Atoms(4), new DefectNetSettings { EdgeCutoff = 12 });

        Assert.Equal(expected.Start, edges.Start);
    }

    private static Marker[] Atoms(int count) => new Marker[count];
}
