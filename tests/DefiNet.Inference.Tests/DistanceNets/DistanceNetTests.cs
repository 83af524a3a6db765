using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DistanceNets;
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
}
