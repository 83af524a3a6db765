using DefiNet.Crystals;
using DefiNet.Inference.Models;
using DefiNet.Learning.Devices;
using DefiNet.Learning.Tests.Nets.DefectNets;
using DefiNet.Learning.Tests.Nets.Potentials;
using DefiNet.Relaxation;
using DefiNet.Tests;
using DefiNet.Torch.Tests;
using TorchSharp;

namespace DefiNet.Learning.Tests.Devices;

public sealed class TorchDeviceTests
{
    private readonly ModelLibrary _library = ModelLibrary.OfThisProgram();

    [Fact]
    public void A_net_answers_on_a_device_as_without_one_also_when_many_ask()
    {
        var device = Open();
        var entry = _library.Find(SharedData.Path("fixtures", "definet", "trained-64x4.pt"));
        var (here, there) = (DefectNetModel.Load(entry, 1), device.DefectNet(entry));
        var structures = ReferenceGraphs.Read();

        Parallel.For(0, 2 * structures.Count, new ParallelOptions { MaxDegreeOfParallelism = 6 }, index =>
        {
            var (_, structure, markers, _) = structures[index / 2];

            var furthest = here.Predict(structure, markers).Zip(there.Predict(structure, markers), (a, b) => (a - b).Length).Max();

            Assert.InRange(furthest, 0, 1e-4);
        });
        Assert.Equal((here.Name, here.Sha256), (there.Name, there.Sha256));
    }

    [Fact]
    public void A_DeepRelax_finds_the_same_positions_on_a_device()
    {
        var device = Open();
        var entry = _library.Find(SharedData.Path("fixtures", "deeprelax", "small.pt"));
        var structure = ReferenceGraphs.Read()[5].Structure;

        var (here, there) = (ModelLibrary.LoadDistanceNet(entry).Predict(structure, 1), device.DistanceNet(entry).Predict(structure));

        Assert.Equal((here.Pairs, here.HomePairs), (there.Pairs, there.HomePairs));
        Assert.InRange(here.Positions.Zip(there.Positions, (a, b) => (a - b).Length).Max(), 0, 1e-4);
    }

    [Theory]
    [InlineData("m3gnet/mp-2021.2.8")]
    [InlineData("chgnet/0.3.0")]
    public void Relaxations_side_by_side_on_a_device_have_the_energies_and_forces_of_each_alone(string model)
    {
        var device = Open();
        var entry = _library.Find(PublishedPotentials.PathOf(model));
        var (here, there) = (ModelLibrary.LoadPotential(entry), device.Potential(entry));
        Structure[] structures = [.. PublishedPotentials.Answers(model).Where(one => one.Structure.Count < 30).Select(one => one.Structure)];

        Parallel.For(0, structures.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, index =>
        {
            var (plain, torch) = (here.CreateEvaluator(1), there.CreateEvaluator());
            torch.Skin = 0.5;
            plain.Evaluate(structures[index]);
            torch.Evaluate(structures[index]);
            torch.Evaluate(structures[index]);

            Assert.Equal(plain.Energy / structures[index].Count, torch.Energy / structures[index].Count, 1e-5);
            Assert.InRange(plain.Forces.ToArray().Zip(torch.Forces.ToArray(), (a, b) => (a - b).Length).Max(), 0, 1e-4);
            Assert.InRange(Math.Abs(plain.Stress[0, 0] - torch.Stress[0, 0]), 0, 1e-3);
            Assert.Equal(plain.Counts, torch.Counts);
            Assert.Equal(plain.MagneticMoments.Length, torch.MagneticMoments.Length);
        });
    }

    [Fact]
    public void Without_a_GPU_a_sentence_says_what_happens_instead()
    {
        LibTorchHere.Need();
        if (torch.cuda.is_available())
            Assert.Skip("There is a CUDA device.");

        Assert.Null(TorchDevice.TryOpen(TorchDevice.Cuda, out var instead));
        Assert.Contains("managed code", instead, StringComparison.Ordinal);
    }

    private static TorchDevice Open()
    {
        LibTorchHere.Need();
        var device = TorchDevice.TryOpen(TorchDevice.TorchCpu, out var instead);
        Assert.Null(instead);
        return device!;
    }
}
