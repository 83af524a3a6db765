using System.Runtime.Intrinsics;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Kernels;
using DefiNet.Inference.Tests.Checkpoints;

namespace DefiNet.Inference.Tests.DefectNets;

public sealed class DefectNetTests
{
    private static readonly (Structure Structure, Marker[] Markers) Layer = MakeLayer(3, seed: 4);

    [Theory]
    [InlineData(16, 2, 16)]
    [InlineData(10, 3, 40)]
    [InlineData(38, 1, 5)]
    [InlineData(64, 2, 128)]
    public void It_equals_the_formulas_at_any_size(int channels, int layers, int radial)
    {
        var checkpoint = Checkpoint.Read(SeededNet.Bytes(channels, layers, radial), "seeded.pt");
        var edges = BruteEdges.Of(Layer.Structure);

        var predicted = DefectNet.Load(checkpoint).Predict(Layer.Structure, Layer.Markers, edges, 1);

        var expected = PlainNet.Predict(checkpoint, Layer.Structure, Layer.Markers, edges);
        var moved = expected.Zip(Layer.Structure.Cartesian, (after, before) => (after - before).Length).Max();
        Assert.True(moved > 1e-3);
        Assert.InRange(Worst(predicted, expected), 0, 1e-5 * Math.Max(1, moved));
    }

    [Theory]
    [InlineData(38)]
    [InlineData(64)]
    public void Every_width_of_vectors_gives_the_same(int channels)
    {
        var checkpoint = Checkpoint.Read(SeededNet.Bytes(channels, 2, 32), "seeded.pt");
        var weights = new DefectNetWeights(checkpoint, new DefectNetSettings());
        var edges = BruteEdges.Of(Layer.Structure);
        var expected = PlainNet.Predict(checkpoint, Layer.Structure, Layer.Markers, edges);

        foreach (var make in (Func<Workspace, IForwardPass>[])[
            space => new ForwardPass<Lane1, float>(weights, space), space => new ForwardPass<Lanes4, Vector128<float>>(weights, space),
            space => new ForwardPass<Lanes8, Vector256<float>>(weights, space), space => new ForwardPass<Lanes16, Vector512<float>>(weights, space)])
        {
            var space = new Workspace(channels);
            space.Take(Layer.Structure, Layer.Markers, edges);
            make(space).Run(edges, threads: 1);

            Assert.InRange(Worst(Enumerable.Range(0, expected.Length).Select(atom => new Vector3(space.Positions[3 * atom], space.Positions[3 * atom + 1], space.Positions[3 * atom + 2])), expected), 0, 1e-4);
        }
    }

    [Fact]
    public void A_cell_smaller_than_the_cutoff_sees_its_own_images()
    {
        var checkpoint = Checkpoint.Read(SeededNet.Bytes(16, 2, 16), "seeded.pt");
        var cell = new Structure(Lattice.FromParameters(3.1, 3.4, 4.2, 80, 95, 110), [Element.Parse("Mo"), Element.Parse("S")], [new(0.1, 0.2, 0.3), new(0.6, 0.7, 0.9)]);

        var predicted = DefectNet.Load(checkpoint).Predict(cell, [Marker.Pristine, Marker.Substitution]);

        Assert.InRange(Worst(predicted, PlainNet.Predict(checkpoint, cell, [Marker.Pristine, Marker.Substitution], BruteEdges.Of(cell))), 0, 1e-4);
    }

    [Fact]
    public void One_and_several_threads_agree_bit_for_bit()
    {
        var (structure, markers) = MakeLayer(7, seed: 9);
        var net = SeededNet.Make(48, 3, 32);

        var alone = net.Predict(structure, markers, threads: 1);

        for (var threads = 2; threads <= 5; threads++)
            Assert.Equal(alone, net.Predict(structure, markers, threads));
    }

    [Fact]
    public void Predictions_side_by_side_do_not_disturb_each_other()
    {
        var net = SeededNet.Make(32, 2, 32);
        var inputs = Enumerable.Range(2, 6).Select(size => MakeLayer(size, seed: size)).ToArray();
        var expected = inputs.Select(input => net.Predict(input.Structure, input.Markers, threads: 1)).ToArray();

        Parallel.For(0, 60, index => Assert.Equal(expected[index % 6], net.Predict(inputs[index % 6].Structure, inputs[index % 6].Markers, threads: 1 + index % 2)));
    }

    [Theory]
    [InlineData(SelfEdges.None, 1)]
    [InlineData(SelfEdges.Rounding, 2)]
    public void Predicting_again_allocates_nothing(SelfEdges selfEdges, int threads)
    {
        var (structure, markers) = MakeLayer(7, seed: 3);
        var net = DefectNet.Load(Checkpoint.Read(SeededNet.Bytes(16, 2, 16), "seeded.pt"), new DefectNetSettings { SelfEdges = selfEdges });
        var predicted = new Vector3[structure.Count];
        for (var warm = 0; warm < 3; warm++)
            net.Predict(structure, markers, predicted, threads);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var repeat = 0; repeat < 10; repeat++)
            net.Predict(structure, markers, predicted, threads);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2048);
        Assert.Equal(net.Predict(structure, markers), predicted);
    }

    [Fact]
    public void Structures_of_all_sizes_one_after_the_other_are_moved_as_each_alone()
    {
        var net = SeededNet.Make(16, 2, 16);
        foreach (var size in (int[])[4, 2, 7, 1, 5])
        {
            var (structure, markers) = MakeLayer(size, seed: size);

            Assert.Equal(SeededNet.Make(16, 2, 16).Predict(structure, markers), net.Predict(structure, markers));
        }
    }

    [Fact]
    public void A_turned_structure_is_moved_by_turned_displacements()
    {
        var net = SeededNet.Make(32, 3, 64);
        var (structure, markers) = Layer;
        Vector3 Turn(Vector3 v) => Rotate(v, new Vector3(1, 2, -0.5), 1.1);
        var lattice = structure.Lattice;
        var turned = new Structure(new Lattice(Turn(lattice.A), Turn(lattice.B), Turn(lattice.C)), structure.Species, structure.Fractional);

        var predicted = net.Predict(turned, markers);

        Assert.InRange(Worst(predicted, [.. net.Predict(structure, markers).Select(Turn)]), 0, 1e-4);
    }

    [Fact]
    public void A_mirrored_structure_is_moved_by_mirrored_displacements()
    {
        var net = SeededNet.Make(32, 3, 64);
        var (structure, markers) = Layer;
        static Vector3 Mirror(Vector3 v) => new(-v.X, v.Y, v.Z);
        var lattice = structure.Lattice;
        var mirrored = new Structure(new Lattice(Mirror(lattice.A), Mirror(lattice.B), Mirror(lattice.C)), structure.Species, structure.Fractional);

        var predicted = net.Predict(mirrored, markers);

        Assert.InRange(Worst(predicted, [.. net.Predict(structure, markers).Select(Mirror)]), 0, 1e-4);
    }

    [Fact]
    public void A_shifted_structure_is_moved_the_same()
    {
        var net = SeededNet.Make(32, 3, 64);
        var (structure, markers) = Layer;
        var shift = new Vector3(1.7, -30.2, 4.4);
        var shifted = structure.WithCartesian([.. structure.Cartesian.Select(position => position + shift)]);

        var predicted = net.Predict(shifted, markers);

        Assert.InRange(Worst(predicted, [.. net.Predict(structure, markers).Select(position => position + shift)]), 0, 1e-4);
    }

    [Fact]
    public void Atoms_in_another_order_are_moved_the_same()
    {
        var net = SeededNet.Make(32, 3, 64);
        var (structure, markers) = Layer;
        var order = Enumerable.Range(0, structure.Count).ToArray();
        new Random(2).Shuffle(order);
        var shuffled = new Structure(structure.Lattice, [.. order.Select(atom => structure.Species[atom])], [.. order.Select(atom => structure.Fractional[atom])]);

        var predicted = net.Predict(shuffled, [.. order.Select(atom => markers[atom])]);

        var expected = net.Predict(structure, markers);
        Assert.InRange(Worst(predicted, [.. order.Select(atom => expected[atom])]), 0, 1e-4);
    }

    [Fact]
    public void A_doubled_cell_moves_every_atom_as_the_single_one_does()
    {
        var net = SeededNet.Make(32, 3, 64);
        var (structure, markers) = Layer;
        var lattice = structure.Lattice.Repeated(2, 1, 1);
        var doubled = Structure.FromCartesian(lattice, [.. structure.Species, .. structure.Species], [.. structure.Cartesian, .. structure.Cartesian.Select(position => position + structure.Lattice.A)]);

        var predicted = net.Predict(doubled, [.. markers, .. markers]);

        var single = net.Predict(structure, markers);
        Assert.InRange(Worst(predicted, [.. single, .. single.Select(position => position + structure.Lattice.A)]), 0, 1e-4);
    }

    [Fact]
    public void Markers_matter()
    {
        var net = SeededNet.Make(32, 2, 64);

        var pristine = net.Predict(Layer.Structure, new Marker[Layer.Markers.Length]);

        Assert.True(Worst(pristine, net.Predict(Layer.Structure, Layer.Markers)) > 1e-3);
    }

    // A net whose two ends always add up to 1 knows nothing of markers.
    [Theory]
    [InlineData(DefectNetParts.MarkersInMessages)]
    [InlineData(DefectNetParts.MarkersInMoves)]
    [InlineData(DefectNetParts.MarkersInMessages | DefectNetParts.MarkersInMoves)]
    public void A_net_without_markers_in_a_part_is_the_whole_net_with_constant_markers_there(DefectNetParts leftOut)
    {
        bool IsOut(string name) => name.Contains("defect_proj", StringComparison.Ordinal)
            && leftOut.HasFlag(name.StartsWith("message", StringComparison.Ordinal) ? DefectNetParts.MarkersInMessages : DefectNetParts.MarkersInMoves);
        var tensors = SeededNet.Tensors(24, 2, 16, 3, 118).ToList();
        var constant = tensors.Select(tensor => IsOut(tensor.Name) ? (tensor.Name, tensor.Shape, [.. tensor.Numbers.Select(_ => tensor.Name.EndsWith("bias", StringComparison.Ordinal) ? 0.5f : 0)]) : tensor);

        var ablated = DefectNet.Load(Checkpoint.Read(CheckpointWriter.StateDict(tensors.Where(tensor => !IsOut(tensor.Name))), "ablated.pt"));

        var whole = DefectNet.Load(Checkpoint.Read(CheckpointWriter.StateDict(constant), "whole.pt"));
        Assert.Equal((leftOut, DefectNetParts.None), (ablated.LeftOut, whole.LeftOut));
        Assert.True(ablated.Parameters < whole.Parameters);
        Assert.Equal(whole.Predict(Layer.Structure, Layer.Markers), ablated.Predict(Layer.Structure, Layer.Markers));
    }

    [Fact]
    public void An_element_beyond_the_embedding_is_refused_by_name()
    {
        var net = DefectNet.Load(Checkpoint.Read(SeededNet.Bytes(8, 1, 4, elements: 20), "few.pt"));

        var failure = Assert.Throws<InferenceException>(() => net.Predict(Layer.Structure, Layer.Markers));

        Assert.Contains("Mo is number 42", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Markers_must_fit_the_atoms()
    {
        var failure = Assert.Throws<InferenceException>(() => SeededNet.Make(8, 1, 4).Predict(Layer.Structure, [Marker.Pristine]));

        Assert.Contains("1 markers for", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vn_emb.weight", "no tensor 'vn_emb.weight'")]
    [InlineData("defect_emb.embeddings.weight", "not the weights of a DefiNet")]
    public void A_missing_tensor_is_named(string missing, string expected)
    {
        var bytes = CheckpointWriter.StateDict(SeededNet.Tensors(8, 1, 4, 1, 10).Where(tensor => tensor.Name != missing));

        var failure = Assert.Throws<CheckpointException>(() => DefectNet.Load(Checkpoint.Read(bytes, "lacking.pt")));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both_shapes()
    {
        var bytes = CheckpointWriter.StateDict(SeededNet.Tensors(8, 1, 4, 1, 10).Select(tensor => tensor.Name == "vn_emb.weight" ? (tensor.Name, [2, 8], new float[16]) : tensor));

        var failure = Assert.Throws<CheckpointException>(() => DefectNet.Load(Checkpoint.Read(bytes, "bent.pt")));

        Assert.Contains("'vn_emb.weight' is 2×8; beside the other tensors it must be 1×8", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_too_many_and_a_number_that_is_none_are_refused()
    {
        var more = CheckpointWriter.StateDict(SeededNet.Tensors(8, 1, 4, 1, 10).Append(("other.weight", [1], [1f])));
        var nan = CheckpointWriter.StateDict(SeededNet.Tensors(8, 1, 4, 1, 10).Select(tensor => tensor.Name == "lin_comb.bias" ? (tensor.Name, tensor.Shape, [.. tensor.Numbers.Skip(1), float.NaN]) : tensor));

        Assert.Contains("'other.weight' is none that", Assert.Throws<CheckpointException>(() => DefectNet.Load(Checkpoint.Read(more, "more.pt"))).Message, StringComparison.Ordinal);
        Assert.Contains("not finite", Assert.Throws<CheckpointException>(() => DefectNet.Load(Checkpoint.Read(nan, "nan.pt"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Averaged_weights_without_the_offsets_and_weights_below_a_prefix_are_read()
    {
        var expected = SeededNet.Make(8, 1, 4).Predict(Layer.Structure, Layer.Markers);
        var prefixed = CheckpointWriter.StateDict(SeededNet.Tensors(8, 1, 4, 1, 118)
            .Where(tensor => !tensor.Name.StartsWith("radial_basis", StringComparison.Ordinal))
            .Select(tensor => ("module." + tensor.Name, tensor.Shape, tensor.Numbers)));

        var net = DefectNet.Load(Checkpoint.Read(prefixed, "averaged.pt"));

        Assert.Equal(expected, net.Predict(Layer.Structure, Layer.Markers));
    }

    private static double Worst(IEnumerable<Vector3> some, IEnumerable<Vector3> others) => some.Zip(others, (one, other) => (one - other).Length).Max();

    private static Vector3 Rotate(Vector3 v, Vector3 axis, double angle)
    {
        axis /= axis.Length;
        return Math.Cos(angle) * v + Math.Sin(angle) * Vector3.Cross(axis, v) + (1 - Math.Cos(angle)) * Vector3.Dot(axis, v) * axis;
    }

    // A MoS2 layer of so many cells each way, every atom shaken, with a vacancy, a substitution.
    private static (Structure Structure, Marker[] Markers) MakeLayer(int size, int seed)
    {
        var random = new Random(seed);
        var lattice = Lattice.FromParameters(3.19 * size, 3.19 * size, 18, 90, 90, 120);
        var (species, positions) = (new List<Element>(), new List<Vector3>());
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                foreach (var (symbol, x, y, z) in ((string, double, double, double)[])[("Mo", 1 / 3d, 2 / 3d, 0), ("S", 2 / 3d, 1 / 3d, 1.56), ("S", 2 / 3d, 1 / 3d, -1.56)])
                {
                    species.Add(Element.Parse(symbol));
                    positions.Add(lattice.ToCartesian(new((i + x) / size, (j + y) / size, 0.5 + z / 18)) + 0.1 * new Vector3(random.NextDouble(), random.NextDouble(), random.NextDouble()));
                }

        var markers = new Marker[species.Count];
        markers[1] = Marker.Vacancy;
        markers[^1] = Marker.Substitution;
        species[^1] = Element.Parse("Se");
        return (Structure.FromCartesian(lattice, [.. species], [.. positions]), markers);
    }
}
