using System.Collections.Immutable;
using System.Numerics;
using DefiNet.Crystals;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Potentials.Arithmetic;
using DefiNet.Inference.Potentials.CHGNet;
using DefiNet.Inference.Potentials.M3GNet;
using Vector3 = DefiNet.Crystals.Vector3;

namespace DefiNet.Inference.Tests.Potentials;

public sealed class PotentialPropertyTests
{
    private const double Step = 1e-4;

    public static TheoryData<string> Every => ["m3gnet", "m3gnet smooth", "m3gnet published", "chgnet"];

    public static TheoryData<string> Invariant => ["m3gnet", "m3gnet smooth", "chgnet"];

    [Theory, MemberData(nameof(Every))]
    public void Forces_are_the_falling_slope_of_the_energy(string name)
    {
        var evaluator = Double(name);
        foreach (var seed in (int[])[1, 2])
        {
            var structure = SmallCrystals.Random(seed);
            evaluator.Evaluate(structure);
            var forces = evaluator.Forces.ToArray();

            for (var atom = 0; atom < structure.Count; atom++)
                for (var axis = 0; axis < 3; axis++)
                {
                    var shift = Step * SmallCrystals.Unit(axis);
                    var slope = (EnergyOf(evaluator, structure.Moved(atom, shift)) - EnergyOf(evaluator, structure.Moved(atom, -shift))) / (2 * Step);
                    Assert.Equal(-slope, forces[atom][axis], 2e-6 * Math.Max(1, Math.Abs(slope)));
                }
        }
    }

    [Theory, MemberData(nameof(Every))]
    public void Stress_is_the_slope_of_the_energy_with_strain(string name)
    {
        var evaluator = Double(name);
        var structure = SmallCrystals.Random(3);
        evaluator.Evaluate(structure);
        var stress = evaluator.Stress;

        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
            {
                var slope = (EnergyOf(evaluator, structure.Strained(row, column, Step)) - EnergyOf(evaluator, structure.Strained(row, column, -Step))) / (2 * Step);
                var expected = slope / structure.Lattice.Volume * StressTensor.GigapascalPerUnit;
                Assert.Equal(expected, stress[row, column], 1e-5 * Math.Max(1, Math.Abs(expected)));
            }
    }

    [Theory, MemberData(nameof(Invariant))]
    public void A_turned_crystal_has_the_same_energy_and_turned_forces(string name)
    {
        var evaluator = Double(name);
        var structure = SmallCrystals.Random(4);
        evaluator.Evaluate(structure);
        var before = evaluator.ToResult();

        evaluator.Evaluate(SmallCrystals.Mapped(structure, Turn));

        Assert.Equal(before.Energy, evaluator.Energy, 1e-8);
        for (var atom = 0; atom < structure.Count; atom++)
            Near(Turn(before.Forces[atom]), evaluator.Forces[atom]);
    }

    [Theory, MemberData(nameof(Invariant))]
    public void A_shifted_crystal_has_the_same_energy_and_forces(string name)
    {
        var evaluator = Double(name);
        var structure = SmallCrystals.Random(5);
        evaluator.Evaluate(structure);
        var before = evaluator.ToResult();

        evaluator.Evaluate(structure.WithFractional([.. structure.Fractional.Select((f, index) => f + new Vector3(0.37 + index % 2, -1.21, 40.4))]));

        Assert.Equal(before.Energy, evaluator.Energy, 1e-8);
        for (var atom = 0; atom < structure.Count; atom++)
            Near(before.Forces[atom], evaluator.Forces[atom]);
    }

    [Theory, MemberData(nameof(Invariant))]
    public void Atoms_in_another_order_have_their_own_forces(string name)
    {
        var evaluator = Double(name);
        var structure = SmallCrystals.Random(6);
        evaluator.Evaluate(structure);
        var before = evaluator.ToResult();
        int[] order = [3, 0, 4, 2, 1];

        evaluator.Evaluate(new Structure(structure.Lattice, [.. order.Select(atom => structure.Species[atom])], [.. order.Select(atom => structure.Fractional[atom])]));

        Assert.Equal(before.Energy, evaluator.Energy, 1e-8);
        for (var place = 0; place < order.Length; place++)
            Near(before.Forces[order[place]], evaluator.Forces[place]);
    }

    [Theory, MemberData(nameof(Invariant))]
    public void A_doubled_cell_has_twice_the_energy_and_the_same_stress(string name)
    {
        var evaluator = Double(name);
        var structure = SmallCrystals.Random(7);
        evaluator.Evaluate(structure);
        var before = evaluator.ToResult();

        evaluator.Evaluate(SmallCrystals.Doubled(structure));

        Assert.Equal(2 * before.Energy, evaluator.Energy, 1e-8);
        for (var atom = 0; atom < evaluator.Atoms; atom++)
            Near(before.Forces[atom % structure.Count], evaluator.Forces[atom]);
        Near(before.Stress.X, evaluator.Stress.X);
        Near(before.Stress.Z, evaluator.Stress.Z);
    }

    [Theory, MemberData(nameof(Every))]
    public void One_and_two_threads_agree_bit_for_bit(string name)
    {
        var structure = SmallCrystals.Random(8, atoms: 60);
        var one = Model(name).CreateEvaluator(threads: 1);
        var two = Model(name).CreateEvaluator(threads: 2);
        one.Evaluate(structure);

        for (var repeat = 0; repeat < 5; repeat++)
        {
            two.Evaluate(structure);

            Assert.Equal(one.Energy, two.Energy);
            Assert.Equal(one.Forces, two.Forces);
            Assert.Equal(one.Stress, two.Stress);
            Assert.Equal(one.MagneticMoments, two.MagneticMoments);
        }
    }

    [Theory, MemberData(nameof(Every))]
    public void Without_room_for_the_tape_the_result_is_the_same_bit_for_bit(string name)
    {
        var structure = SmallCrystals.Random(9, atoms: 40);
        var taped = Of(name, KernelChoice.Best, 2, 1L << 30);
        var untaped = Of(name, KernelChoice.Best, 2, 0);

        taped.Evaluate(structure);
        untaped.Evaluate(structure);

        Assert.Equal(taped.Energy, untaped.Energy);
        Assert.Equal(taped.Forces, untaped.Forces);
        Assert.Equal(taped.Stress, untaped.Stress);
    }

    [Theory, MemberData(nameof(Every))]
    public void Single_precision_agrees_with_double(string name)
    {
        var structure = SmallCrystals.Random(10, atoms: 20);
        var single = Model(name).CreateEvaluator();
        var exact = Double(name);

        single.Evaluate(structure);
        exact.Evaluate(structure);

        Assert.Equal(exact.Energy, single.Energy, 1e-4);
        for (var atom = 0; atom < structure.Count; atom++)
            Assert.True((exact.Forces[atom] - single.Forces[atom]).Length < 1e-4 * Math.Max(1, exact.Forces[atom].Length));
    }

    [Theory, MemberData(nameof(Every))]
    public void A_structure_evaluated_after_others_gives_what_it_gives_alone(string name)
    {
        var structure = SmallCrystals.Random(11);
        var used = Model(name).CreateEvaluator();
        used.Evaluate(SmallCrystals.Random(12, atoms: 50));
        used.Evaluate(SmallCrystals.Random(13, atoms: 1));
        used.Evaluate(structure);
        var fresh = Model(name).CreateEvaluator();
        fresh.Evaluate(structure);

        Assert.Equal(fresh.Energy, used.Energy);
        Assert.Equal(fresh.Forces, used.Forces);
        Assert.Equal(fresh.Stress, used.Stress);
    }

    [Theory, MemberData(nameof(Every))]
    public void Evaluating_again_allocates_nothing(string name)
    {
        var structure = SmallCrystals.Random(14, atoms: 12);
        var evaluator = Model(name).CreateEvaluator(threads: 1);
        for (var warm = 0; warm < 3; warm++)
            evaluator.Evaluate(structure);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var repeat = 0; repeat < 10; repeat++)
            evaluator.Evaluate(structure);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2048);
    }

    [Theory, MemberData(nameof(Every))]
    public void An_atom_far_from_all_others_feels_nothing(string name)
    {
        var evaluator = Double(name);

        evaluator.Evaluate(Structure.Of(Lattice.Cubic(30), ("C", 0.1, 0.1, 0.1), ("N", 0.6, 0.6, 0.6)));

        Assert.All(evaluator.Forces.ToArray(), force => Assert.Equal(Vector3.Zero, force));
        Assert.Equal(0, evaluator.Counts.Bonds);
    }

    [Theory, MemberData(nameof(Every))]
    public void Atoms_at_one_place_are_refused(string name)
    {
        var structure = Structure.Of(Lattice.Cubic(5), ("C", 0.5, 0, 0), ("C", 0, 0, 0), ("N", -1, 0, 1));

        var complaint = Assert.Throws<InferenceException>(() => Model(name).Evaluate(structure));

        Assert.StartsWith("Atoms 2 and 3 lie at one place", complaint.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Every))]
    public void An_element_that_the_potential_does_not_know_is_named(string name)
    {
        var complaint = Assert.Throws<InferenceException>(() => Model(name).Evaluate(Structure.Of(Lattice.Cubic(5), ("C", 0, 0, 0), ("U", 0.5, 0.5, 0.5))));

        Assert.Contains("Atom 2 is U", complaint.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Every))]
    public void A_cell_without_atoms_or_too_flat_is_refused(string name)
    {
        var model = Model(name);

        Assert.Throws<InferenceException>(() => model.Evaluate(new Structure(Lattice.Cubic(5), [], [])));
        Assert.Throws<InferenceException>(() => model.Evaluate(Structure.Of(new Lattice(new(1e4, 0, 0), new(0, 1e4, 0), new(0, 0, 1e-6)), ("C", 0, 0, 0))));
        Assert.Throws<InferenceException>(() => model.Evaluate(Structure.Of(Lattice.Cubic(1e6), ("C", 0, 0, 0), ("C", 0.5, 0.5, 0.5))));
    }

    private static Vector3 Turn(Vector3 v)
    {
        var (s, c) = Math.SinCos(0.7);
        v = new Vector3(c * v.X - s * v.Y, s * v.X + c * v.Y, v.Z);
        (s, c) = Math.SinCos(-1.1);
        return new Vector3(v.X, c * v.Y - s * v.Z, s * v.Y + c * v.Z);
    }

    private static void Near(Vector3 expected, Vector3 actual) => Assert.True((expected - actual).Length < 1e-8 * Math.Max(1, expected.Length), $"{expected} is not {actual}");

    private static double EnergyOf(PotentialEvaluator evaluator, Structure structure)
    {
        evaluator.Evaluate(structure);
        return evaluator.Energy;
    }

    private static PotentialEvaluator Double(string name) => Of(name, new PlainKernels<double>(), 1, 1L << 30);

    private static PotentialEvaluator Of<T>(string name, PotentialKernels<T> kernels, int threads, long tape)
        where T : unmanaged, IFloatingPointIeee754<T> => Model(name) switch
        {
            M3GNetModel model => model.CreateEvaluator(kernels, threads, tape),
            ChgnetModel model => model.CreateEvaluator(kernels, threads, tape),
            _ => throw new InvalidOperationException(),
        };

    private static IPotentialModel Model(string name) => name switch
    {
        "m3gnet" => SeededPotential.M3GNet(),
        "m3gnet smooth" => SeededPotential.M3GNet(smooth: true),
        "m3gnet published" => SeededPotential.M3GNet(indexing: ThreeBodyIndexing.Published),
        _ => SeededPotential.Chgnet(),
    };
}
