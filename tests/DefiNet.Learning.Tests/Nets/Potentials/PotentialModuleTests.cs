using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Potentials.M3GNet;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Nets.CHGNet;
using DefiNet.Learning.Nets.M3GNet;
using DefiNet.Learning.Nets.Potentials;
using DefiNet.Tests;
using DefiNet.Torch.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DefiNet.Learning.Tests.Nets.Potentials;

public sealed class PotentialModuleTests : IDisposable
{
    private readonly DisposeScope _scope;

    public PotentialModuleTests()
    {
        LibTorchHere.Need();
        _scope = NewDisposeScope();
    }

    public static TheoryData<string> Published => [.. PublishedPotentials.Models];

    public static TheoryData<string> Small => ["m3gnet", "m3gnet smooth", "m3gnet by bond", "chgnet"];

    public void Dispose() => _scope?.Dispose();

    [Theory, MemberData(nameof(Published))]
    public void Energies_forces_stresses_and_moments_are_those_of_the_published_code(string model)
    {
        using var net = PotentialWeightFile.Load(PublishedPotentials.PathOf(model));
        net.eval();
        var (furthest, worstEnergy) = (0d, 0d);
        foreach (var (name, structure, labels) in PublishedPotentials.Answers(model))
        {
            using var batch = new PotentialBatch([net.GraphOf(structure, labels)]);

            var answers = net.call(batch);

            var energy = answers.Energies.item<double>();
            worstEnergy = Math.Max(worstEnergy, Math.Abs(energy / labels.Energy!.Value - 1));
            Assert.True(Math.Abs(energy - labels.Energy.Value) <= 1e-5 * structure.Count, $"{name}: the energy is {energy}, not {labels.Energy}");
            var largest = batch.Forces.abs().max().item<double>();
            var off = (answers.Forces - batch.Forces).abs().max().item<double>();
            furthest = Math.Max(furthest, off / Math.Max(1, largest));
            Assert.True(off <= 1e-4 * Math.Max(1, largest), $"{name}: forces are off by {off:g3} eV/Å");
            Assert.InRange((answers.Stresses - batch.Stresses).abs().max().item<double>(), 0, 1e-3);
            if (labels.MagneticMoments is not null)
                Assert.InRange((answers.MagneticMoments! - batch.Moments).abs().max().item<double>(), 0, 1e-4);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{model}: energies within {worstEnergy:g2} of themselves, forces within {furthest:g2} of the largest or eV/Å");
    }

    [Theory, MemberData(nameof(Published))]
    public void Structures_side_by_side_are_answered_as_without_libtorch(string model)
    {
        using var net = PotentialWeightFile.Load(PublishedPotentials.PathOf(model));
        net.eval();
        var plain = PotentialLoader.Load(PublishedPotentials.PathOf(model));
        Structure[] structures = [.. PublishedPotentials.Answers(model).Where(one => one.Structure.Count < 30).Select(one => one.Structure)];
        using var batch = new PotentialBatch([.. structures.Select(structure =>
        {
            var result = plain.Evaluate(structure);
            return net.GraphOf(structure, new(result.Energy, result.Forces, result.Stress, result.MagneticMoments.IsDefault ? null : result.MagneticMoments));
        })]);

        var answers = net.call(batch);

        Assert.InRange(((answers.Energies - batch.Energies) / batch.Sizes).abs().max().item<double>(), 0, 1e-5);
        Assert.InRange((answers.Forces - batch.Forces).abs().max().item<double>(), 0, 1e-4);
        Assert.InRange((answers.Stresses - batch.Stresses).abs().max().item<double>(), 0, 1e-3);
        Assert.False(answers.Forces.requires_grad);
    }

    [Theory, MemberData(nameof(Small))]
    public void Weights_that_were_written_answer_the_same_with_and_without_libtorch(string kind)
    {
        using var net = SmallNet(kind);
        net.eval();
        net.SetReferences([.. Enumerable.Range(0, net.Settings.Elements.Length).Select(type => -0.1 * type)]);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, net.Architecture == "chgnet" ? "net.safetensors" : "net");
        PotentialWeightFile.Save(net, path);
        using var again = PotentialWeightFile.Load(path);
        again.eval();
        var structure = Crystal(1);
        using var batch = new PotentialBatch([net.GraphOf(structure)]);

        var (here, there) = (net.call(batch), again.call(batch));

        Assert.Equal(here.Energies.item<double>(), there.Energies.item<double>(), 1e-9);
        if (kind == "m3gnet by bond")
            return; // no file says how sums are numbered
        var plain = PotentialLoader.Load(path).Evaluate(structure);
        Assert.Equal(plain.Energy, here.Energies.item<double>(), 1e-4);
        Assert.InRange(here.Forces.data<double>().Zip(plain.Forces.SelectMany(force => (double[])[force.X, force.Y, force.Z]), (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4);
    }

    [Theory, MemberData(nameof(Small))]
    public void Forces_and_stresses_are_slopes_of_the_energy(string kind)
    {
        using var net = SmallNet(kind).to(float64);
        net.eval();
        const double step = 1e-4;
        var structure = Crystal(2);

        var (energy, answers) = Evaluate(structure);

        for (var axis = 0; axis < 3; axis++)
        {
            var along = new Vector3(axis == 0 ? step : 0, axis == 1 ? step : 0, axis == 2 ? step : 0);
            var slope = (Evaluate(Moved(along)).Energy - Evaluate(Moved(-1 * along)).Energy) / (2 * step);
            Assert.Equal(-slope, answers.Forces[1, axis].item<double>(), 1e-5 + 1e-4 * Math.Abs(slope));
            var strained = (Evaluate(Strained(axis, step)).Energy - Evaluate(Strained(axis, -step)).Energy) / (2 * step) / structure.Lattice.Volume * StressTensor.GigapascalPerUnit;
            Assert.Equal(strained, answers.Stresses[0][axis, axis].item<double>(), 1e-3 + 1e-4 * Math.Abs(strained));
        }

        Assert.True(double.IsFinite(energy));

        (double Energy, PotentialAnswers Answers) Evaluate(Structure one)
        {
            using var batch = new PotentialBatch([net.GraphOf(one)]);
            var result = net.call(batch);
            return (result.Energies.item<double>(), result);
        }

        Structure Moved(Vector3 by) => structure.WithCartesian(structure.Cartesian.SetItem(1, structure.Cartesian[1] + by));

        Structure Strained(int axis, double strain)
        {
            Vector3 Map(Vector3 r) => r + strain * r[axis] * new Vector3(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
            return new(new Lattice(Map(structure.Lattice.A), Map(structure.Lattice.B), Map(structure.Lattice.C)), structure.Species, structure.Fractional);
        }
    }

    [Theory, MemberData(nameof(Small))]
    public void The_loss_of_energies_forces_and_stresses_has_gradients_that_agree_with_differences(string kind)
    {
        using var net = SmallNet(kind).to(float64);
        using var batch = Labelled(net);

        var (derivative, difference) = Differences.Along(net, () => PotentialLoss.Of(net.call(batch), batch, new() { Moments = 1 }), 1e-5);

        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {derivative:g8} by gradients, {difference:g8} by differences");
        Assert.Equal(derivative, difference, 1e-5 * Math.Abs(derivative) + 1e-8);
    }

    [Theory, MemberData(nameof(Small))]
    public void Steps_lower_the_loss_and_bring_the_forces_nearer(string kind)
    {
        using var teacher = SmallNet(kind, seed: 9);
        using var net = SmallNet(kind);
        teacher.eval();
        using var batch = new PotentialBatch([.. Enumerable.Range(4, 4).Select(seed => net.GraphOf(Crystal(seed), LabelsBy(teacher, Crystal(seed))))]);
        var before = Errors();

        var losses = Differences.Train(net, () => PotentialLoss.Of(net.call(batch), batch, new() { Forces = 10, Huber = 0.1 }), 25, 3e-3);

        var after = Errors();
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: loss {losses[0]:g3} to {losses[^1]:g3}, forces {before.Forces:g3} to {after.Forces:g3} eV/Å");
        Assert.True(losses[^1] < 0.8 * losses[0], $"the losses are {string.Join(' ', losses)}");
        Assert.True(after.Forces < 0.9 * before.Forces, $"the error of forces went from {before.Forces} to {after.Forces} eV/Å");

        PotentialErrors Errors()
        {
            var errors = new PotentialErrors();
            net.eval();
            errors.Add(net.call(batch), batch);
            net.train();
            return errors;
        }
    }

    [Fact]
    public void What_an_engine_did_not_tell_counts_nothing()
    {
        using var net = SmallNet("m3gnet");
        net.eval();
        var structure = Crystal(3);
        using var batch = new PotentialBatch([net.GraphOf(structure, new(1)), net.GraphOf(structure)]);
        var answers = net.call(batch);
        var errors = new PotentialErrors();

        errors.Add(answers, batch);

        Assert.Equal(Math.Abs(answers.Energies[0].item<double>() - 1), errors.Energy, 1e-9);
        Assert.Equal(errors.Energy / structure.Count, errors.EnergyPerAtom, 1e-9);
        Assert.True(double.IsNaN(errors.Forces) && double.IsNaN(errors.Stress));
        Assert.Equal(errors.EnergyPerAtom * errors.EnergyPerAtom, PotentialLoss.Of(answers, batch, new()).item<double>(), 1e-9);
    }

    [Fact]
    public void An_element_without_an_embedding_is_refused_by_name()
    {
        using var net = SmallNet("m3gnet");
        var gold = new Structure(Lattice.Cubic(4), [Element.Parse("Au")], [Vector3.Zero]);

        Assert.Contains("Atom 1 is Au", Assert.Throws<LearningException>(() => net.GraphOf(gold)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_net_are_refused_in_one_sentence() =>
        Assert.Contains("CHGNet", Assert.Throws<LearningException>(() => PotentialWeightFile.Load(SharedData.Path("fixtures", "definet", "small.pt"))).Message, StringComparison.Ordinal);

    private static PotentialLabels LabelsBy(PotentialModule teacher, Structure structure)
    {
        using var batch = new PotentialBatch([teacher.GraphOf(structure)]);
        var answers = teacher.call(batch);
        var (forces, stress) = (answers.Forces.data<double>().ToArray(), answers.Stresses.data<double>().ToArray());
        return new(answers.Energies.item<double>(), [.. forces.Chunk(3).Select(Row)], new StressTensor(Row(stress[..3]), Row(stress[3..6]), Row(stress[6..])), answers.MagneticMoments?.data<double>().ToArray());

        static Vector3 Row(double[] row) => new(row[0], row[1], row[2]);
    }

    private static PotentialModule SmallNet(string kind, int seed = 3)
    {
        manual_seed(seed);
        ImmutableArray<Element> elements = [new(6), new(7), new(16)];
        if (kind == "chgnet")
            return new ChgnetModule(new() { Settings = new(5, 3.2, 6), Elements = 20, Channels = 16, Hidden = 16, Layers = 3, RadialFunctions = 7, AngularFrequencies = 4, Readout = [16] });
        var net = new M3GNetModule(new()
        {
            Settings = new(elements, 4.5, 3.5, 3, 3, kind == "m3gnet smooth") { Indexing = kind == "m3gnet by bond" ? ThreeBodyIndexing.ByBond : ThreeBodyIndexing.Published },
            Channels = 16,
            Hidden = 16,
            Blocks = 2,
            Readout = [16, 16],
        });
        net.SetUnit(5);
        return net;
    }

    private static PotentialBatch Labelled(PotentialModule net) => new([.. Enumerable.Range(4, 2).Select(seed =>
    {
        var structure = Crystal(seed);
        var random = new Random(seed);
        double Any() => 2 * random.NextDouble() - 1;
        Vector3 Row() => new(Any(), Any(), Any());
        return net.GraphOf(structure, new(3 * Any(), [.. structure.Species.Select(_ => Row())], new StressTensor(Row(), Row(), Row()), [.. structure.Species.Select(_ => Math.Abs(Any()))]));
    })]);

    private static Structure Crystal(int seed)
    {
        var random = new Random(seed);
        var lattice = new Lattice(new(4.1, 0.1, 0.2), new(1.2, 4.4, -0.1), new(-0.2, 0.6, 3.9));
        Vector3[] sites = [new(0, 0, 0), new(0.5, 0.5, 0.1), new(0.5, 0, 0.5), new(0.05, 0.5, 0.55)];
        double Shake() => 0.06 * (random.NextDouble() - 0.5);
        return new(lattice, [new(6), new(7), new(16), new(7)], [.. sites.Select(site => site + new Vector3(Shake(), Shake(), Shake()))]);
    }
}
