using System.Diagnostics;
using System.Globalization;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Models;
using DefiNet.Inference.Tests.DefectNets;
using DefiNet.Inference.Tests.DistanceNets;
using DefiNet.Learning.Batches;
using DefiNet.Learning.Devices;
using DefiNet.Learning.Gradients;
using DefiNet.Learning.Nets.DefectNets;
using DefiNet.Learning.Training;
using DefiNet.Relaxation;

namespace DefiNet.Benchmarks.Nets;

/// <summary>Times DefiNet and DeepRelax on a GPU, or on the processor through libtorch, beside managed code: one structure, batches, and steps of training.</summary>
internal static class DeviceRace
{
    private const int Layers = 4;
    private const int Functions = 128;
    private const int InBatch = 64;
    private const double PaperRatio = 26.2; // of the published DeepRelax with its sequential search, on an RTX A6000

    /// <summary>Prints a line for each measurement.</summary>
    /// <param name="name"><c>cuda</c> or <c>torch-cpu</c>.</param>
    /// <param name="channels">Channels of the nets; the published ones have 512.</param>
    /// <param name="seconds">How long each is measured, after a warm-up.</param>
    public static int Run(string name, int channels, double seconds)
    {
        if (TorchDevice.TryOpen(name, out var instead) is not { } device)
        {
            Console.Error.WriteLine(instead);
            return 1;
        }

        var folder = Directory.CreateTempSubdirectory("definet-device-").FullName;
        try
        {
            var library = new ModelLibrary(null, Path.Combine(folder, "library"));
            var (moves, distances) = (Path.Combine(folder, "moves.pt"), Path.Combine(folder, "distances.pt"));
            File.WriteAllBytes(moves, SeededNet.Bytes(channels, Layers, Functions));
            File.WriteAllBytes(distances, SeededDistanceNet.Bytes(channels, Layers, Functions, Functions));
            Predictions(device, library.Add(moves, "moves"), library.Add(distances, "distances"), seconds);
            Training(name == TorchDevice.Cuda ? "cuda" : "cpu", channels, seconds);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Predictions(TorchDevice device, ModelEntry moves, ModelEntry distances, double seconds)
    {
        var layer = Layer.Of(8);
        var markers = new Marker[layer.Count];
        var (net, plain) = (device.DefectNet(moves), ModelLibrary.LoadDefectNet(moves));
        var apart = net.Predict(layer, markers).Zip(plain.Predict(layer, markers), (one, other) => (one - other).Length).Max();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"DefiNet: {apart:g2} Å from managed code at most"));
        var alone = Tell($"DefiNet, {layer.Count} atoms, one at a time", 1, seconds, () => net.Predict(layer, markers));
        Tell("DefiNet, managed code", 1, seconds, () => plain.Predict(layer, markers));
        Tell($"DefiNet, {InBatch} asked for at once, graphs included", InBatch, seconds, () => Together(net, layer, markers));
        foreach (var search in Enum.GetValues<PositionSearch>())
        {
            var entry = distances with { DistanceSettings = new() { Search = search } };
            var positions = device.DistanceNet(entry);
            var longer = Tell($"DeepRelax, search {search}", 1, seconds, () => positions.Predict(layer));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {longer / alone:f1} times DefiNet's; {PaperRatio} in the paper"));
        }
    }

    private static void Together(IPositionModel net, Crystals.Structure layer, Marker[] markers)
    {
        using var all = new Barrier(InBatch);
        var threads = Enumerable.Range(0, InBatch).Select(_ => new Thread(() =>
        {
            all.SignalAndWait();
            net.Predict(layer, markers);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    private static void Training(string where, int channels, double seconds)
    {
        var layer = Layer.Of(8);
        var moved = layer.Cartesian.Select((place, atom) => place + new Crystals.Vector3(0.02 * (atom % 3), 0.01, 0)).ToList();
        var graph = DefectGraph.Of(layer, new Marker[layer.Count], new DefectNetSettings(), moved);
        var layout = new WeightLayout(new DefectNetSizes { Channels = channels, Layers = Layers, RadialFunctions = Functions });
        var batch = Enumerable.Repeat(graph, 24).ToList(); // the published batch
        foreach (var isReduced in (bool[])[false, true])
        {
            using var gradients = new TorchGradients(layout, where, Environment.ProcessorCount, isReduced);
            var state = new TrainingState(layout.Initial(1));
            var gradient = new float[layout.Count];
            Tell($"training, batches of {batch.Count}, {(isReduced ? "bfloat16" : "full precision")}", batch.Count, seconds, () =>
            {
                gradients.Evaluate(state.Weights, batch, gradient);
                AdamW.Clip(gradient, 10);
                AdamW.Step(state, gradient, 1e-4, 0.01);
            });
        }
    }

    private static double Tell(string what, int structures, double seconds, Action work)
    {
        var times = new List<double>();
        work();
        var clock = Stopwatch.StartNew();
        do
        {
            var start = clock.Elapsed.TotalSeconds;
            work();
            times.Add((clock.Elapsed.TotalSeconds - start) / structures);
        }
        while (clock.Elapsed.TotalSeconds < seconds || times.Count < 3);

        times.Sort();
        var median = times[times.Count / 2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} median {1e3 * median,9:f3} ms a structure, least {1e3 * times[0],9:f3}; {1 / median,8:f1} structures/s"));
        return median;
    }
}
