using BenchmarkDotNet.Attributes;
using DefiNet.Dft.Vasp;

namespace DefiNet.Benchmarks.Dft;

/// <summary>Reads an OUTCAR from a file: the steps of a real relaxation, named by the variable OUTCAR, repeated to some length.</summary>
[Config(typeof(InThisProcess))]
public class OutcarReadBenchmark
{
    private string _path = "";

    /// <summary>Length in megabytes; 0 for the first 20 KB alone.</summary>
    [Params(0, 5, 55, 220)]
    public int Megabytes { get; set; }

    /// <summary>Makes the file.</summary>
    [GlobalSetup]
    public void MakeFile()
    {
        const int Short = 20_000;
        var source = Environment.GetEnvironmentVariable("OUTCAR") ?? throw new InvalidOperationException("Name an OUTCAR of at least two ionic steps in the variable OUTCAR.");
        _path = Path.GetTempFileName();
        LongOutcar.Write(source, _path, Math.Max(1, Megabytes) * 1_000_000L);
        if (Megabytes > 0)
            return;
        using var file = new FileStream(_path, FileMode.Open);
        file.SetLength(Short);
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void RemoveFile() => File.Delete(_path);

    /// <summary>All of it.</summary>
    [Benchmark]
    public int Read() => OutcarReader.Read(_path).IonicSteps;
}
