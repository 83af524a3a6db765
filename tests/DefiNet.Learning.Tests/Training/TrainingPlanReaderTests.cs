using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Inference.DefectNets;
using DefiNet.Learning.Tests.DataSets;
using DefiNet.Learning.Training;

namespace DefiNet.Learning.Tests.Training;

public sealed class TrainingPlanReaderTests
{
    [Fact]
    public void Every_plan_that_ships_can_be_read()
    {
        var plans = Directory.GetFiles(Path.Combine(SampleData.Root(), "config", "training"), "*.yaml");

        Assert.NotEmpty(plans);
        Assert.All(plans, path => Assert.NotEmpty(TrainingPlanReader.ReadFile(path).Name));
    }

    [Fact]
    public void Fields_are_what_they_say()
    {
        var plan = TrainingPlanReader.Read(
            """
            name: own
            net: {channels: 32, layers: 2, defect_aware_moves: false}
            graph: {cutoff_A: 5, self_edges: rounding}
            data:
              - {2dmd: a/folder, density: low, materials: [MoS2, WSe2], repeat: 3}
              - {extxyz: b.xyz, license: CC0}
            leakage: drop
            vary: {share: 0.5, noise_A: 0.04}
            training: {steps: 7, batch_atoms: 900, schedule: plateau, device: cuda}
            """, "plan.yaml");

        Assert.Equal(("own", 32, 2, true, false), (plan.Name, plan.Net.Channels, plan.Net.Layers, plan.Net.DefectAwareMessages, plan.Net.DefectAwareMoves));
        Assert.Equal((5, SelfEdges.Rounding), (plan.Graph.EdgeCutoff, plan.Graph.SelfEdges));
        Assert.Equal((DataKind.Published, "a/folder", DefectDensity.Low, 2), (plan.Data[0].Kind, plan.Data[0].Place, plan.Data[0].Density, plan.Data[0].Materials.Length));
        Assert.Equal((DataKind.ExtendedXyz, "CC0"), (plan.Data[1].Kind, plan.Data[1].License));
        Assert.Equal((7, 900, true, "cuda", true), (plan.Steps, plan.BatchAtoms, plan.Schedule.OnPlateaus, plan.Device, plan.DropsLeaks));
        Assert.Equal((3, 1), (plan.Data[0].Repeat, plan.Data[1].Repeat));
        Assert.Equal(new StartVariation { Share = 0.5, Noise = 0.04 }, plan.Variation);
    }

    [Fact]
    public void Each_kind_of_net_has_its_own_sizes()
    {
        var distances = TrainingPlanReader.Read("name: a\nnet: {kind: deeprelax, place_functions: 32}\ndata: [{2dmd: x}]\n", "plan.yaml");
        var fresh = TrainingPlanReader.Read("name: a\nnet: {kind: m3gnet, channels: 48, elements: [Mo, S]}\nloss: {forces: 10, huber: 0.1}\ndata: [{runs: x}]\n", "plan.yaml");
        var tuned = TrainingPlanReader.Read("name: a\nnet: {kind: chgnet, references: fit}\ndata: [{campaign: c}, {extxyz: x}, {runs: r, largest_force_eV_per_A: 12}]\ntraining: {begin_from: w.pt}\n", "plan.yaml");

        Assert.Equal((NetKind.DeepRelax, 64, 4, 32, 30), (distances.Kind, distances.DistanceNet!.Channels, distances.DistanceNet.Layers, distances.DistanceNet.PlaceFunctions, distances.Graph.MaxNeighbours));
        Assert.Equal((48, 2, true), (fresh.Potential!.M3GNet!.Channels, fresh.Potential.M3GNet.Settings.Elements.Length, fresh.Potential.FitsReferences));
        Assert.Equal((1, 10, 0.1), (fresh.Potential.Loss.Energy, fresh.Potential.Loss.Forces, fresh.Potential.Loss.Huber));
        Assert.Equal([DataKind.Campaign, DataKind.ExtendedXyz, DataKind.Runs], tuned.Data.Select(choice => choice.Kind));
        Assert.Equal([double.PositiveInfinity, double.PositiveInfinity, 12], tuned.Data.Select(choice => choice.LargestForce));
        Assert.Equal((NetKind.Chgnet, null, true), (tuned.Kind, tuned.Potential!.Chgnet, tuned.Potential.FitsReferences));
    }

    [Theory]
    [InlineData("name: a\ndata: [{2dmd: x}]\ntraining:\n  steps: many\n", "plan.yaml:4:", "steps")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nnet: {channels: 7}\n", "plan.yaml:3:", "even")]
    [InlineData("name: a\ndata: [{2dmd: x, campaign: y}]\n", "plan.yaml:2:", "another place")]
    [InlineData("name: a\ndata: [{materials: [MoS2]}]\n", "plan.yaml:2:", "names no place")]
    [InlineData("name: a/b\ndata: [{2dmd: x}]\n", "plan.yaml:1:", "letters")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nvary: {noise_A: 2}\n", "plan.yaml:3:", "noise_A")]
    [InlineData("name: a\n", "plan.yaml:1:", "data")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nepochs: 3\n", "plan.yaml:3:", "epochs")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nnet: {kind: deeprelax, defect_aware_moves: true}\n", "plan.yaml:3:", "defect_aware_moves")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nnet: {kind: deeprelax, search: simplex}\n", "plan.yaml:3:", "least_squares")]
    [InlineData("name: a\ndata: [{runs: x}]\nnet: {kind: m3gnet}\nvary: {share: 0.5}\n", "plan.yaml:4:", "nets that move atoms")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nnet: {kind: m3gnet}\n", "plan.yaml:2:", "runs: FOLDER, campaign: NAME or extxyz: FILE")]
    [InlineData("name: a\ndata:\n- {campaign: x}\n- {runs: y, density: high}\nnet: {kind: m3gnet}\n", "plan.yaml:4:", "choose from 2DMD")]
    [InlineData("name: a\ndata: [{runs: x}]\n", "plan.yaml:2:", "learns from pairs")]
    [InlineData("name: a\ndata:\n- {extxyz: x, largest_force_eV_per_A: 5}\n", "plan.yaml:3:", "goes with potentials")]
    [InlineData("name: a\ndata:\n- {runs: x, largest_force_eV_per_A: 0}\nnet: {kind: m3gnet}\n", "plan.yaml:3:", "largest_force_eV_per_A")]
    [InlineData("name: a\ndata: [{runs: x}]\nnet: {kind: chgnet, channels: 24}\n", "plan.yaml:3:", "multiple of 16")]
    [InlineData("name: a\ndata: [{runs: x}]\nnet: {kind: chgnet}\ngraph: {cutoff_A: 5}\n", "plan.yaml:4:", "'graph'")]
    [InlineData("name: a\ndata: [{runs: x}]\nnet: {kind: chgnet, channels: 32}\ntraining: {begin_from: w.pt}\n", "plan.yaml:3:", "come with the weights")]
    [InlineData("name: a\ndata: [{runs: x}]\nnet: {kind: m3gnet, references: keep}\n", "plan.yaml:3:", "begin_from")]
    [InlineData("name: a\ndata: [{2dmd: x}]\ntraining:\n  precision: bfloat16\n", "plan.yaml:4:", "device: torch")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nloss: {energy: 1}\n", "plan.yaml:3:", "'loss'")]
    public void A_wrong_field_is_told_with_its_line(string text, string place, string what)
    {
        var complaint = Assert.Throws<CrystalException>(() => TrainingPlanReader.Read(text, "plan.yaml"));

        Assert.StartsWith(place, complaint.Message, StringComparison.Ordinal);
        Assert.Contains(what, complaint.Message, StringComparison.Ordinal);
    }
}
