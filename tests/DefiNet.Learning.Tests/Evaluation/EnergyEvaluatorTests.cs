using System.Collections.Immutable;
using System.Xml.Linq;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Tests.Potentials;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Trajectories;

namespace DefiNet.Learning.Tests.Evaluation;

public sealed class EnergyEvaluatorTests : IDisposable
{
    private static readonly IPotentialModel Potential = SeededPotential.Chgnet();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_engine_that_is_off_by_known_amounts_gives_errors_of_these_amounts()
    {
        List<EngineTrajectory> runs = [.. Enumerable.Range(0, 3).Select(run => Run(run, energyPerAtom: 0.2, force: 0.01, stress: 0.5))];
        var evaluation = new EnergyEvaluator(runs, new());

        evaluation.Add("chgnet", Potential, Split.None, fitReferences: false, () => { });

        var row = Assert.Single(evaluation.Errors);
        Assert.Equal((3, 6, 0, 6, 0), (row.Configurations, row.Frames, row.LeftOut, row.StressFrames, row.ReferenceFrames));
        Assert.Equal(0.2, row.Energy, 1e-6);
        Assert.Equal(0.01 / 3, row.Forces, 1e-6);
        Assert.Equal(runs.SelectMany(run => run.Frames).SelectMany(frame => frame.Labels.Forces!).Average(force => (Math.Abs(force.X) + Math.Abs(force.Y) + Math.Abs(force.Z)) / 3), row.EngineForces, 1e-9);
        Assert.Equal(0.5, row.Stress, 1e-6);
    }

    [Fact]
    public void Shifts_of_the_elements_take_another_zero_away_and_are_fitted_to_other_configurations()
    {
        var evaluation = new EnergyEvaluator([.. Enumerable.Range(0, 10).Select(run => Run(run, energyPerAtom: -40, force: 0, stress: null))], new());

        evaluation.Add("chgnet", Potential, Split.Validation, fitReferences: true, () => { });

        var row = Assert.Single(evaluation.Errors);
        Assert.Equal((evaluation.CountOf(Split.Validation).Frames, evaluation.CountOf(Split.Training).Frames, 0), (row.Frames, row.ReferenceFrames, row.StressFrames));
        Assert.True(row.Energy < 0.05);
        Assert.True(row.ReferencesOpen, "one composition leaves the energies of two elements open");
        Assert.True(double.IsNaN(row.Stress));
    }

    [Fact]
    public void Steps_with_an_element_that_the_potential_does_not_know_are_left_out_and_counted_and_the_report_is_written()
    {
        var strange = Run(1, 0, 0, 0.1) with { Frames = [new(1, Structure.Of(Lattice.Cubic(4), ("Og", 0, 0, 0)), new(1, [Vector3.Zero]))] };
        var evaluation = new EnergyEvaluator([Run(0, 0.1, 0, 0.1), strange], new());
        evaluation.Add("chgnet & others", Potential, Split.None, fitReferences: false, () => { });

        EnergyReport.Write(_folder.Path, "a <title>", evaluation, runsLeftOut: 2);

        Assert.Equal((2, 1), (evaluation.Errors[0].Frames, evaluation.Errors[0].LeftOut));
        Assert.Equal(2, File.ReadAllLines(Path.Combine(_folder.Path, "energies.csv")).Length);
        Assert.Equal(3, Directory.GetFiles(_folder.Path, "*.svg").Count(path => XDocument.Load(path).Root!.Name.LocalName == "svg"));
        Assert.Contains("0.013", File.ReadAllText(Path.Combine(_folder.Path, "energies.csv")), StringComparison.Ordinal);
        Assert.DoesNotContain("<title>a <title>", File.ReadAllText(Path.Combine(_folder.Path, "index.html")), StringComparison.Ordinal);
    }

    // Two steps of one configuration: what the potential says, and so much beyond.
    private static EngineTrajectory Run(int number, double energyPerAtom, double force, double? stress)
    {
        var frames = ImmutableArray.CreateBuilder<TrajectoryFrame>();
        foreach (var step in (int[])[1, 2])
        {
            var structure = Structure.Of(Lattice.Cubic(4 + 0.05 * number), ("N", 0, 0, 0), ("S", 0.5, 0.5, 0.48 + 0.02 * step));
            var said = Potential.Evaluate(structure);
            var all = new Vector3(stress ?? 0, stress ?? 0, stress ?? 0);
            frames.Add(new(step, structure, new(
                said.Energy + energyPerAtom * structure.Count, [.. said.Forces.Select(one => one + new Vector3(force, 0, 0))], stress is null ? null : new StressTensor(said.Stress.X + all, said.Stress.Y + all, said.Stress.Z + all))));
        }

        return new($"run-{number}", $"configuration-{number}", "cp2k", "1", frames.ToImmutable(), 0);
    }
}
