using System.Diagnostics;
using System.Globalization;
using DefiNet.Dft.Vasp;

namespace DefiNet.Benchmarks.Dft;

/// <summary>Times the reading of one OUTCAR the way the scripts beside it time others: after a warm-up the median of many calls, and what one call allocates.</summary>
internal static class OutcarRace
{
    private const double WarmUpSeconds = 1;
    private const int Calls = 31;

    /// <summary>Prints one line.</summary>
    public static void Run(string file)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < WarmUpSeconds)
            OutcarReader.Read(file);

        var steps = 0;
        var milliseconds = new double[Calls];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var processor = Environment.CpuUsage.TotalTime;
        for (var call = 0; call < Calls; call++)
        {
            clock.Restart();
            steps = OutcarReader.Read(file).IonicSteps;
            milliseconds[call] = clock.Elapsed.TotalMilliseconds;
        }

        processor = (Environment.CpuUsage.TotalTime - processor) / Calls;
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Calls;
        Array.Sort(milliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"DefiNet                {steps,5} steps  {milliseconds[Calls / 2],10:F3} ms (median; least {milliseconds[0]:F3}; of the processor {processor.TotalMilliseconds:F3}; {allocated / 1024} KB allocated)"));
    }
}
