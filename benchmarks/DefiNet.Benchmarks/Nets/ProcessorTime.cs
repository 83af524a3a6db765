namespace DefiNet.Benchmarks.Nets;

/// <summary>Processor time that this process has used: what a measurement is told in where others work on the same cores.</summary>
internal static class ProcessorTime
{
    /// <summary>Until now.</summary>
    public static TimeSpan Now => Environment.CpuUsage.TotalTime;
}
