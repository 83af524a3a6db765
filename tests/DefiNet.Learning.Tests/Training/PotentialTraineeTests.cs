using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Inference.Models;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Potentials.CHGNet;
using DefiNet.Learning.Training;
using DefiNet.Learning.Trajectories;
using DefiNet.Torch.Tests;

namespace DefiNet.Learning.Tests.Training;

[Collection(nameof(AloneInTheProcess))]
public sealed class PotentialTraineeTests : IDisposable
{
    private const double Spring = 4; // eV/Å²

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-potentials-").FullName;

    public PotentialTraineeTests() => LibTorchHere.Need();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(NetKind.M3GNet)]
    [InlineData(NetKind.Chgnet)]
    public void A_training_that_died_ends_as_one_that_did_not_and_its_model_is_loaded(NetKind kind)
    {
        var plan = Plan(kind) with { Steps = 6, ValidateEvery = 3, CheckpointEvery = 2 };
        using var first = new PotentialTrainee(plan, Steps(), "cpu");
        using var second = new PotentialTrainee(plan, Steps(), "cpu");
        using var third = new PotentialTrainee(plan, Steps(), "cpu");
        var undisturbed = new TrainingRun(plan, first, Path.Combine(_folder, "whole"));
        undisturbed.Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Throws<InvalidOperationException>(() => new TrainingRun(plan, second, Path.Combine(_folder, "died"))
            .Run((step, _, _) => _ = step == 5 ? throw new InvalidOperationException("killed") : 0, cancellation: TestContext.Current.CancellationToken));
        var again = new TrainingRun(plan, third, Path.Combine(_folder, "died"));
        again.Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(undisturbed.State.Weights, again.State.Weights);
        Assert.Equal(undisturbed.State.Curve.Select(row => row.ValidationError), again.State.Curve.Select(row => row.ValidationError));
        var written = TrainedModel.Write(Path.Combine(_folder, "model"), again, [new("runs", null)]);
        var entry = new ModelLibrary(_folder, Path.Combine(_folder, "none")).Find(Path.Combine(_folder, "model"));
        var potential = ModelLibrary.LoadPotential(entry);
        Assert.Equal(written.Sha256, entry.Sha256);
        Assert.Equal(again.State.Curve[^1].Columns["forces_eV_per_A"], ForceError(potential), 1e-4);
        Assert.Contains("| Engine | made; 6 runs of 6 configurations, 0 ionic steps left out |", File.ReadAllText(entry.CardPath!), StringComparison.Ordinal);
    }

    [Fact]
    public void It_learns_and_goes_on_from_weights_with_other_energies_of_lone_atoms()
    {
        var plan = Plan(NetKind.M3GNet) with { Steps = 30, Batch = 16, Rate = 2e-2, ValidateEvery = 30 };
        using var trainee = new PotentialTrainee(plan, Steps(), "cpu");
        var run = new TrainingRun(plan, trainee, Path.Combine(_folder, "learns"));
        var losses = new List<double>();
        run.Run((_, loss, _) => losses.Add(loss), cancellation: TestContext.Current.CancellationToken);
        var model = TrainedModel.Write(Path.Combine(_folder, "model"), run, [new("runs", null)]);

        var tuned = plan with { BeginFrom = model.Path, Potential = new() };
        using var shifted = new PotentialTrainee(tuned, Steps(energyPerAtom: 7), "cpu");

        var was = trainee.Validate(run.State.BestWeights, run.ValidationSamples);
        var becomes = shifted.Validate(shifted.Begin(), run.ValidationSamples);
        Assert.True(losses[^1] < 0.7 * losses[0], $"{losses[0]:g3} became {losses[^1]:g3}");
        Assert.InRange(becomes.Columns["energy_eV_per_atom"], 0, was.Columns["energy_eV_per_atom"] + 0.05);
        Assert.Equal(was.Columns["forces_eV_per_A"], becomes.Columns["forces_eV_per_A"], 1e-5);
        var other = Assert.Throws<LearningException>(() => new PotentialTrainee(tuned with { Kind = NetKind.Chgnet }, Steps(), "cpu"));
        Assert.Contains("m3gnet; the plan trains chgnet", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_bfloat16_the_loss_is_nearly_the_same()
    {
        using var full = new PotentialTrainee(Plan(NetKind.M3GNet), Steps(), "cpu");
        using var reduced = new PotentialTrainee(Plan(NetKind.M3GNet) with { IsReduced = true }, Steps(), "cpu");
        var gradient = new float[full.Begin().Length];

        var loss = full.Evaluate(full.Begin(), [.. full.Samples.Take(8)], 0, gradient);
        var nearly = reduced.Evaluate(full.Begin(), [.. full.Samples.Take(8)], 0, gradient);

        Assert.NotEqual(loss, nearly);
        Assert.InRange(Math.Abs(nearly - loss) / loss, 0, 1e-2);
        Assert.All(gradient, slope => Assert.True(float.IsFinite(slope)));
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_it_with_a_sentence()
    {
        var plan = Plan(NetKind.M3GNet) with { Steps = 8, Potential = Plan(NetKind.M3GNet).Potential! with { Loss = new() { Energy = double.NaN } } };
        using var trainee = new PotentialTrainee(plan, Steps(), "cpu");
        var run = new TrainingRun(plan with { Potential = null }, trainee, Path.Combine(_folder, "broken"));

        var failure = Assert.Throws<TrainingFailedException>(() => run.Run(cancellation: TestContext.Current.CancellationToken));

        Assert.StartsWith("Step 1: the loss is NaN", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_of_two_engines_are_refused_and_no_configuration_is_on_both_sides()
    {
        var data = Steps();

        var mixed = Assert.Throws<LearningException>(() => new TrajectorySamples([[Run(0, 0)], [Run(1, 0) with { Engine = "other" }]], new()));

        Assert.Contains("made and other", mixed.Message, StringComparison.Ordinal);
        Assert.All(data.Samples.GroupBy(sample => sample.CanonicalHash), configuration => Assert.Single(configuration.Select(sample => sample.Split).Distinct()));
        Assert.Equal(24, data.Samples.Count);
    }

    private static TrainingPlan Plan(NetKind kind) => new()
    {
        Name = "tiny",
        Kind = kind,
        Data = [new(DataKind.Runs, "runs", [], null, null)],
        Batch = 3,
        Rate = 3e-3,
        Schedule = new() { WarmUpSteps = 1 },
        Workers = 1,
        Potential = new()
        {
            M3GNet = kind == NetKind.M3GNet ? new() { Channels = 16, Hidden = 16, Blocks = 1, Readout = [8], Settings = new([], 4, 3, 2, 2, Smooth: false) } : null,
            Chgnet = kind == NetKind.Chgnet ? new() { Channels = 16, Hidden = 16, Layers = 2, RadialFunctions = 5, AngularFrequencies = 3, Readout = [8], Settings = new ChgnetSettings(4, 3, 6) } : null,
            Loss = new() { Energy = 1, Forces = 1, Stress = 0, Huber = 1 },
        },
    };

    private static TrajectorySamples Steps(double energyPerAtom = -3) => new([[.. Enumerable.Range(0, 6).Select(run => Run(run, energyPerAtom))]], new() { Validation = 0.3, Test = 0 });

    // Atoms on springs, each run from another displacement back to its sites.
    private static EngineTrajectory Run(int number, double energyPerAtom)
    {
        var sites = Structure.Of(Lattice.Cubic(3.4), ("Mo", 0, 0, 0), ("S", 0.5, 0.5, 0.1), ("S", 0.5, 0, 0.5));
        var frames = Enumerable.Range(0, 4).Select(step =>
        {
            var moves = Enumerable.Range(0, 3).Select(atom => (0.3 / (step + 1)) * new Vector3(Math.Sin(number + atom), Math.Cos(2 * number + 3 * atom), Math.Sin(5 * number + atom))).ToArray();
            var energy = energyPerAtom * 3 + moves.Sum(move => 0.5 * Spring * Vector3.Dot(move, move));
            return new TrajectoryFrame(step + 1, sites.WithCartesian([.. sites.Cartesian.Zip(moves, (place, move) => place + move)]), new(energy, [.. moves.Select(move => -Spring * move)]));
        });
        return new($"run-{number}", $"configuration-{number}", "made", null, frames.ToImmutableArray(), 0);
    }

    private static double ForceError(IPotentialModel potential)
    {
        var (sum, count) = (0.0, 0);
        var data = Steps();
        foreach (var frame in data.Samples.Where(sample => sample.Split == Crystals.DataSets.Split.Validation).Select(data.Read))
            foreach (var (one, other) in potential.Evaluate(frame.Structure).Forces.Zip(frame.Labels.Forces!))
                (sum, count) = (sum + Math.Abs(one.X - other.X) + Math.Abs(one.Y - other.Y) + Math.Abs(one.Z - other.Z), count + 3);
        return sum / count;
    }
}
