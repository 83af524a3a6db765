using System.Diagnostics;
using System.Globalization;

namespace DefiNet.Benchmarks.Workflows;

/// <summary>Seconds of the processor that this process and a PostgreSQL server on this machine have used.</summary>
internal readonly record struct ProcessorSeconds(double Here, double Database)
{
    private const double TicksPerSecond = 100;

    /// <summary>Until now.</summary>
    /// <param name="postmaster">The process that PostgreSQL's others descend from; 0 for none.</param>
    public static ProcessorSeconds Now(int postmaster)
    {
        using var self = Process.GetCurrentProcess();
        return new(self.TotalProcessorTime.TotalSeconds, postmaster == 0 ? 0 : Directory.EnumerateDirectories("/proc").Sum(folder => Of(folder, postmaster)));
    }

    public static ProcessorSeconds operator -(ProcessorSeconds after, ProcessorSeconds before) => new(after.Here - before.Here, after.Database - before.Database);

    // Fields of /proc/PID/stat after the name: parent is the second, utime and stime the 12th and 13th, those of ended children the two after them.
    private static double Of(string folder, int postmaster)
    {
        if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            return 0;
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            double Ticks(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture) / TicksPerSecond;
            return process == postmaster ? Ticks(11) + Ticks(12) + Ticks(13) + Ticks(14) : int.Parse(fields[1], CultureInfo.InvariantCulture) == postmaster ? Ticks(11) + Ticks(12) : 0;
        }
        catch (IOException)
        {
            return 0; // It ended meanwhile.
        }
    }
}
