using System.Diagnostics;

namespace DefiNet.Benchmarks.Nets;

/// <summary>Times of a piece of work done over and over, in turns with bursts of multiply-adds: what others do on the same cores meanwhile slows both alike.</summary>
/// <param name="LeastSeconds">Shortest wall time.</param>
/// <param name="MedianSeconds">Median wall time.</param>
/// <param name="ProcessorSeconds">Processor time of a call, all threads together: the mean.</param>
/// <param name="LeastProcessorSeconds">The same of the turn that used the least.</param>
/// <param name="Peak">Multiply-add peak in GFLOP in a second of processor time.</param>
/// <param name="PeakLeast">The same by the shortest burst, in a second of wall time on all threads.</param>
internal sealed record Measurement(double LeastSeconds, double MedianSeconds, double ProcessorSeconds, double LeastProcessorSeconds, double Peak, double PeakLeast)
{
    /// <summary>Does the work for some seconds, at least three times, after a warm-up.</summary>
    public static Measurement Of(Action work, int threads, double seconds)
    {
        var clock = Stopwatch.StartNew();
        do
        {
            work();
            MultiplyAddPeak.Burst(threads);
        }
        while (clock.Elapsed.TotalSeconds < 0.3 * seconds);

        var (walls, busy, bursts, least, leastBusy) = (new List<double>(), 0.0, 0.0, double.MaxValue, double.MaxValue);
        var count = 0;
        clock.Restart();
        while (walls.Count < 3 || clock.Elapsed.TotalSeconds < seconds)
        {
            // Short calls in tens, so that a burst is not most of the time.
            var (before, done) = (ProcessorTime.Now, walls.Count);
            for (var call = 0; call < 10 && (call == 0 || walls[^1] < 0.05); call++)
            {
                var start = clock.Elapsed;
                work();
                walls.Add((clock.Elapsed - start).TotalSeconds);
            }

            var (between, at) = (ProcessorTime.Now, clock.Elapsed);
            busy += (between - before).TotalSeconds;
            leastBusy = Math.Min(leastBusy, (between - before).TotalSeconds / (walls.Count - done));
            MultiplyAddPeak.Burst(threads);
            least = Math.Min(least, (clock.Elapsed - at).TotalSeconds);
            bursts += (ProcessorTime.Now - between).TotalSeconds;
            count++;
        }

        walls.Sort();
        var flops = MultiplyAddPeak.WorkOfBurst(threads);
        return new(walls[0], walls[walls.Count / 2], busy / walls.Count, leastBusy, count * flops / bursts, flops / least);
    }
}
