using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Tests;

namespace DefiNet.Inference.Tests.DefectNets;

public sealed class DefectNetReferenceTests
{
    [Theory]
    [InlineData("small", 248834)]
    [InlineData("medium", 2028164)]
    public void Every_atom_is_where_the_reference_implementation_puts_it(string name, long parameters)
    {
        var net = DefectNet.Load(Checkpoint.Load(SharedData.Path("fixtures", "definet", $"{name}.pt")));
        var predictions = ReferenceStructures.Predictions(name);
        var worst = 0d;

        foreach (var (title, (structure, markers)) in ReferenceStructures.Read())
        {
            var predicted = net.Predict(structure, markers, BruteEdges.Of(structure), 2);

            worst = Math.Max(worst, predicted.Zip(predictions[title], (ours, theirs) => (ours - theirs).Length).Max());
        }

        Assert.Equal(parameters, net.Parameters);
        Assert.InRange(worst, 0, 1e-4);
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {worst:g3} Å");
    }
}
