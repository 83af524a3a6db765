using System.Runtime.Intrinsics;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Kernels;
using DefiNet.Inference.Tests.Checkpoints;
using DefiNet.Inference.Tests.Potentials;

namespace DefiNet.Inference.Tests.DistanceNets;

public sealed class DistanceNetTests
{
    [Fact]
    public void One_and_several_threads_agree_bit_for_bit()
    {
        var net = SeededDistanceNet.Make(24, 2, 16, 8);
        var structure = SmallCrystals.Random(1, 60);

        Assert.Equal(net.Predict(structure, 1).Positions, net.Predict(structure, 3).Positions);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(64)]
    public void Every_width_of_vectors_gives_the_same(int channels)
    {
        var weights = new DistanceNetWeights(Checkpoint.Read(SeededDistanceNet.Bytes(channels, 2, 16, 8), "seeded.pt"), new DistanceNetSettings());
        var structure = SmallCrystals.Random(9, 14);
        var edges = new DistanceEdges(structure, new DistanceNetSettings());
        var expected = new DistancePass<Lane1, float>(weights, structure, edges, threads: 1).Run();

        foreach (var actual in (PairPredictions[])[
            new DistancePass<Lanes4, Vector128<float>>(weights, structure, edges, threads: 1).Run(), new DistancePass<Lanes8, Vector256<float>>(weights, structure, edges, threads: 1).Run(),
            new DistancePass<Lanes16, Vector512<float>>(weights, structure, edges, threads: 1).Run()])
        {
            Assert.True(expected.Relaxed.Zip(actual.Relaxed, (a, b) => Math.Abs(a - b)).Max() < 1e-4);
            Assert.True(expected.Displacement.Zip(actual.Displacement, (a, b) => Math.Abs(a - b)).Max() < 1e-4);
        }
    }

    [Fact]
    public void Distances_do_not_hang_on_how_the_crystal_is_turned()
    {
        var net = SeededDistanceNet.Make(32, 3, 16, 8);
        var structure = SmallCrystals.Random(2, 20);
        var turned = SmallCrystals.Mapped(structure, r => new Vector3(0.6 * r.X - 0.8 * r.Z, r.Y, 0.8 * r.X + 0.6 * r.Z));

        var (here, there) = (net.PredictPairs(structure, net.EdgesOf(structure), 1), net.PredictPairs(turned, net.EdgesOf(turned), 1));

        Assert.True(here.Relaxed.Zip(there.Relaxed, (a, b) => Math.Abs(a - b)).Max() < 2e-4);
        Assert.True(here.Displacement.Zip(there.Displacement, (a, b) => Math.Abs(a - b)).Max() < 2e-4);
    }

    [Fact]
    public void Atoms_in_another_order_have_their_own_distances()
    {
        var net = SeededDistanceNet.Make(16, 2, 16, 8);
        var structure = SmallCrystals.Random(3, 12);
        var reversed = new Structure(structure.Lattice, [.. structure.Species.Reverse()], [.. structure.Fractional.Reverse()]);

        var (edges, others) = (net.EdgesOf(structure), net.EdgesOf(reversed));
        var (here, there) = (net.PredictPairs(structure, edges, 1), net.PredictPairs(reversed, others, 1));

        var own = Enumerable.Range(0, edges.Count).ToDictionary(pair => (edges.Receiver[pair], edges.Sender[pair], edges.Shift[pair]), pair => here.Relaxed[pair]);
        for (var pair = 0; pair < others.Count; pair++)
            Assert.Equal(own[(11 - others.Receiver[pair], 11 - others.Sender[pair], others.Shift[pair])], there.Relaxed[pair], 2e-4);
    }

    [Fact]
    public void A_shifted_crystal_has_the_same_distances_and_shifted_positions()
    {
        var net = SeededDistanceNet.Make(32, 3, 16, 8);
        var structure = SmallCrystals.Random(5, 20);
        var shift = new Vector3(0.7, -2.1, 3.3);
        var shifted = structure.WithCartesian([.. structure.Cartesian.Select(position => position + shift)]);

        var (here, there) = (net.PredictPairs(structure, net.EdgesOf(structure), 1), net.PredictPairs(shifted, net.EdgesOf(shifted), 1));

        Assert.True(here.Relaxed.Zip(there.Relaxed, (a, b) => Math.Abs(a - b)).Max() < 2e-4);
        Assert.True(here.Displacement.Zip(there.Displacement, (a, b) => Math.Abs(a - b)).Max() < 2e-4);
        Assert.InRange(Worst(net.Predict(shifted).Positions, [.. net.Predict(structure).Positions.Select(position => position + shift)]), 0, 1e-2);
    }

    [Fact]
    public void Atoms_in_another_order_have_their_own_positions()
    {
        var net = SeededDistanceNet.Make(32, 3, 16, 8);
        var structure = SmallCrystals.Random(6, 20);
        var reversed = new Structure(structure.Lattice, [.. structure.Species.Reverse()], [.. structure.Fractional.Reverse()]);

        Assert.InRange(Worst(net.Predict(reversed).Positions, [.. net.Predict(structure).Positions.Reverse()]), 0, 1e-2);
    }

    // What tells the net where a neighbour's cell lies counts cells: it tells a doubled cell from a single one, by the design of the architecture.
    [Fact]
    public void But_for_what_counts_cells_a_doubled_cell_has_the_distances_of_the_single_one()
    {
        const int Radial = 16;
        var tensors = SeededDistanceNet.Tensors(32, 3, Radial, 8, 1, 118).Select(tensor => tensor.Shape.Length == 2 && tensor.Shape[1] == Radial + 8
            ? (tensor.Name, tensor.Shape, [.. tensor.Numbers.Select((number, index) => index % (Radial + 8) < Radial ? number : 0)])
            : tensor);
        var net = DistanceNet.Load(Checkpoint.Read(CheckpointWriter.StateDict(tensors), "nowhere.pt"));
        var structure = SmallCrystals.Random(7, 12);
        var doubled = SmallCrystals.Doubled(structure);

        var (edges, others) = (net.EdgesOf(structure), net.EdgesOf(doubled));
        var (here, there) = (net.PredictPairs(structure, edges, 1), net.PredictPairs(doubled, others, 1));

        var own = Enumerable.Range(0, edges.Count).ToDictionary(pair => Name(edges, pair), pair => here.Relaxed[pair]);
        Assert.Equal(2 * edges.Count, others.Count);
        for (var pair = 0; pair < others.Count; pair++)
            Assert.Equal(own[Name(others, pair)], there.Relaxed[pair], 2e-4);

        (int, int, int, int, int) Name(DistanceEdges list, int pair)
        {
            int Along(int axis) => (int)Math.Round(1e3 * list.Distance[pair] * list.Direction[3 * pair + axis]);
            return (list.Receiver[pair] % 12, list.Sender[pair] % 12, Along(0), Along(1), Along(2));
        }
    }

    [Fact]
    public void Predictions_side_by_side_are_those_of_each_alone()
    {
        var net = SeededDistanceNet.Make(16, 2, 16, 8);
        var structures = Enumerable.Range(0, 6).Select(index => SmallCrystals.Random(8 + index, 4 + 3 * index)).ToArray();
        var alone = structures.Select(structure => net.Predict(structure, 1).Positions).ToArray();

        Parallel.For(0, 24, index => Assert.Equal(alone[index % 6], net.Predict(structures[index % 6], 1 + index % 2).Positions));
    }

    [Theory]
    [InlineData(10, 1, 3, 4)]
    [InlineData(22, 2, 40, 6)]
    public void Sizes_are_read_off_the_weights_and_need_be_no_whole_vectors(int channels, int layers, int radial, int places)
    {
        var net = SeededDistanceNet.Make(channels, layers, radial, places);

        Assert.Equal((channels, layers, radial, places, 118), (net.Channels, net.Layers, net.RadialFunctions, net.PlaceFunctions, net.HighestElement));
        Assert.All(net.Predict(SmallCrystals.Random(4, 9), 1).Positions, position => Assert.True(position.IsFinite));
    }

    [Fact]
    public void Averaged_weights_without_the_offsets_have_as_many_functions_as_places()
    {
        var tensors = SeededDistanceNet.Tensors(8, 1, 8, 8, 1, 118).Where(tensor => tensor.Name != "radial_basis.rbf.offset");

        var net = DistanceNet.Load(Checkpoint.Read(CheckpointWriter.StateDict(tensors), "averaged.pt"));

        Assert.Equal((8, 8), (net.RadialFunctions, net.PlaceFunctions));
    }

    [Fact]
    public void An_element_beyond_the_embedding_is_refused_by_name()
    {
        var net = DistanceNet.Load(Checkpoint.Read(SeededDistanceNet.Bytes(8, 1, 4, 4, elements: 7), "few.pt"));

        Assert.Contains("S is number 16", Assert.Throws<InferenceException>(() => net.Predict(SmallCrystals.Random(1, 6))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_are_missing_misshapen_or_too_many_are_named()
    {
        var tensors = SeededDistanceNet.Tensors(8, 1, 4, 4, 1, 118).ToList();
        IEnumerable<(string Name, int[] Shape, float[] Numbers)>[] spoilt =
        [
            tensors.Where(tensor => tensor.Name != "lin_cell.2.bias"),
            tensors.Select(tensor => tensor.Name == "lin_cell.2.bias" ? (tensor.Name, [2, 4], tensor.Numbers) : tensor),
            tensors.Select(tensor => tensor.Name == "lin_cell.2.bias" ? (tensor.Name, tensor.Shape, [.. tensor.Numbers.Select(_ => float.NaN)]) : tensor),
            tensors.Append(("lin_cell.2.bias.more", [1], [0])),
        ];
        foreach (var set in spoilt)
            Assert.Contains("lin_cell.2.bias", Assert.Throws<CheckpointException>(() => DistanceNet.Load(Checkpoint.Read(CheckpointWriter.StateDict(set), "spoilt.pt"))).Message, StringComparison.Ordinal);
    }

    private static double Worst(IEnumerable<Vector3> some, IEnumerable<Vector3> others) => some.Zip(others, (one, other) => (one - other).Length).Max();
}
