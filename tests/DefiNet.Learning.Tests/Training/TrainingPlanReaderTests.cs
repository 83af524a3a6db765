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

    [Theory]
    [InlineData("name: a\ndata: [{2dmd: x}]\ntraining:\n  steps: many\n", "plan.yaml:4:", "steps")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nnet: {channels: 7}\n", "plan.yaml:3:", "even")]
    [InlineData("name: a\ndata: [{2dmd: x, campaign: y}]\n", "plan.yaml:2:", "another place")]
    [InlineData("name: a\ndata: [{materials: [MoS2]}]\n", "plan.yaml:2:", "names no place")]
    [InlineData("name: a/b\ndata: [{2dmd: x}]\n", "plan.yaml:1:", "letters")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nvary: {noise_A: 2}\n", "plan.yaml:3:", "noise_A")]
    [InlineData("name: a\n", "plan.yaml:1:", "data")]
    [InlineData("name: a\ndata: [{2dmd: x}]\nepochs: 3\n", "plan.yaml:3:", "epochs")]
    public void A_wrong_field_is_told_with_its_line(string text, string place, string what)
    {
        var complaint = Assert.Throws<CrystalException>(() => TrainingPlanReader.Read(text, "plan.yaml"));

        Assert.StartsWith(place, complaint.Message, StringComparison.Ordinal);
        Assert.Contains(what, complaint.Message, StringComparison.Ordinal);
    }
}
