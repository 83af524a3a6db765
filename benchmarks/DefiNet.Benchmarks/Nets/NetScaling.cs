using System.Globalization;
using DefiNet.Crystals.Defects;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.Potentials;
using DefiNet.Inference.Tests.DefectNets;

namespace DefiNet.Benchmarks.Nets;

/// <summary>Time and memory of one prediction from 48 to 20,000 atoms.</summary>
internal static class NetScaling
{
    private static readonly int[] Repeats = [4, 8, 16, 32, 58, 82];

    /// <summary>Prints a line of numbers with tabs for each size: net, atoms, processor seconds, wall seconds, largest working set in MiB.</summary>
    public static void Run(string what, string? path)
    {
        var net = what.StartsWith("definet", StringComparison.Ordinal) ? DefectNet.Load(Checkpoint.Read(SeededNet.Bytes(what.EndsWith("512x4", StringComparison.Ordinal) ? 512 : 64, 4, 128), what)) : null;
        var evaluator = net is null ? PotentialLoader.Load(path!).CreateEvaluator(2) : null;
        foreach (var repeat in Repeats)
        {
            var layer = Layer.Of(repeat);
            var markers = new Marker[layer.Count];
            Action call = net is null ? () => evaluator!.Evaluate(layer) : () => net.Predict(layer, markers, 2);
            if (layer.Count < 5000)
                call();
            var (clock, before) = (System.Diagnostics.Stopwatch.StartNew(), ProcessorTime.Now);
            call();
            var (wall, busy) = (clock.Elapsed.TotalSeconds, (ProcessorTime.Now - before).TotalSeconds);
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}\t{layer.Count}\t{busy:F4}\t{wall:F4}\t{process.PeakWorkingSet64 >> 20}"));
        }
    }
}
