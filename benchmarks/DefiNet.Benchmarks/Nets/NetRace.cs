using System.Globalization;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats;
using DefiNet.Crystals.Neighbours;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Tests.DefectNets;
using DefiNet.Inference.Tests.DistanceNets;

namespace DefiNet.Benchmarks.Nets;

/// <summary>Times the nets, each beside the multiply-add peak of the same seconds.</summary>
internal static class NetRace
{
    private static readonly int Threads = Environment.GetEnvironmentVariable("NETS_THREADS") is { } threads ? int.Parse(threads, CultureInfo.InvariantCulture) : 2;
    private const int Channels = 512;
    private const int Layers = 4;

    private static readonly string[] Names = ["definet-512x4", "definet-64x4"];

    /// <summary>Writes what others need to run the same net on the same structure: the seeded weights and the layer.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "definet-512x4.pt"), SeededNet.Bytes(Channels, Layers, 128));
        File.WriteAllBytes(Path.Combine(folder, "definet-64x4.pt"), SeededNet.Bytes(64, Layers, 128));
        StructureFile.Write(Layer.Of(8), Path.Combine(folder, "layer.vasp"), StructureFormat.Poscar);
    }

    /// <summary>Prints a line for each net.</summary>
    /// <param name="folder">Where <see cref="Write"/> wrote.</param>
    /// <param name="structure">A structure for the potentials.</param>
    /// <param name="potentials">Their files.</param>
    /// <param name="seconds">How long each is measured.</param>
    /// <param name="only">Which nets, by a part of their names; all when empty.</param>
    public static void Run(string folder, string? structure, IReadOnlyList<string> potentials, double seconds, string only = "")
    {
        var layer = StructureFile.Read(Path.Combine(folder, "layer.vasp"));
        var markers = new Marker[layer.Count];
        var edges = NeighbourList.Of(layer, 6, 50).PairCount;
        foreach (var name in Names.Where(Wanted))
        {
            var net = DefectNet.Load(Path.Combine(folder, name + ".pt"));
            var predicted = net.Predict(layer, markers, Threads);
            File.WriteAllLines(Path.Combine(folder, name + ".positions"), predicted.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.X:R} {r.Y:R} {r.Z:R}")));
            Tell(name, layer.Count, edges, DefectNetWork(net.Channels, net.Layers, layer.Count, edges), () => net.Predict(layer, markers, Threads), seconds);
        }

        if (Wanted("deeprelax-512x4"))
        {
            var distances = SeededDistanceNet.Make(Channels, Layers, 128, 128);
            var pairs = distances.Predict(layer, Threads);
            Tell("deeprelax-512x4", layer.Count, pairs.Pairs, DistanceNetWork(Channels, Layers, layer.Count, pairs.Pairs, pairs.HomePairs), () => distances.Predict(layer, Threads), seconds);
        }

        if (structure is null)
            return;
        var crystal = StructureFile.Read(structure);
        foreach (var path in potentials.Where(Wanted))
        {
            var model = PotentialLoader.Load(path);
            var evaluator = model.CreateEvaluator(Threads);
            evaluator.Evaluate(crystal);
            Tell(model.Architecture, crystal.Count, evaluator.Counts.Bonds, null, () => evaluator.Evaluate(crystal), seconds);
        }

        bool Wanted(string name) => name.Contains(only, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Floating-point operations, in 10⁹, of the dense layers of a DefiNet that its formulas cannot do without.</summary>
    public static double DefectNetWork(int h, int layers, long atoms, long edges)
    {
        // In units of h² multiply-adds an atom: virtual node 3, message 0.5 + 1.5, activation 3, vectors 6, gates 2 + 3, activation 3, push 2.
        var perAtom = 2 + 3 + 0.5 + 1.5 + 3 + 6 + 2 + 3 + 3 + 2;
        return 2e-9 * h * h * layers * (perAtom * atoms + edges);
    }

    /// <summary>The same of a DeepRelax: three layers for each pair of its two heads.</summary>
    public static double DistanceNetWork(int h, int layers, long atoms, long pairs, long homePairs) =>
        2e-9 * h * h * ((0.5 + 1.5 + 6 + 2 + 3) * layers * atoms + 7 * atoms + 3 * (pairs + homePairs));

    private static void Tell(string name, int atoms, int edges, double? work, Action call, double seconds)
    {
        var measured = Measurement.Of(call, Threads, seconds);
        var share = work is { } flops
            ? string.Create(CultureInfo.InvariantCulture, $"{flops,6:F1} GFLOP, {flops / measured.ProcessorSeconds / measured.Peak,4:P0} of the multiply-add peak in processor time, {flops / measured.LeastSeconds / measured.PeakLeast,4:P0} by the shortest times")
            : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-16} {atoms,6} atoms {edges,8} edges  least {1e3 * measured.LeastSeconds,8:F2} ms  median {1e3 * measured.MedianSeconds,8:F2} ms  processor {1e3 * measured.ProcessorSeconds,8:F2} ms, least {1e3 * measured.LeastProcessorSeconds,8:F2} ms on {Threads} threads  peak {measured.Peak,5:F0} GFLOP/s a core in processor time, {measured.PeakLeast,5:F0} on both at best  {share}"));
    }
}
