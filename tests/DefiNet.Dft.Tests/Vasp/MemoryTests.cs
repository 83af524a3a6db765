using System.Collections.Immutable;
using System.IO.Compression;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

/// <summary>What reading allocates does not grow with the file, but for a few numbers a step.</summary>
public sealed class MemoryTests : IDisposable
{
    private const int Few = 20;
    private const int Many = 320;

    // A step with its lists of numbers, doubled as lists grow.
    private const int BytesPerStep = 700;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-memory-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("OUTCAR", false)]
    [InlineData("OUTCAR", true)]
    [InlineData("OSZICAR", false)]
    [InlineData("vasprun.xml", false)]
    [InlineData("vasprun.xml", true)]
    public void Reading_sixteen_times_the_steps_allocates_a_few_numbers_more_for_each(string name, bool zipped)
    {
        var (few, many) = (Write(Few, name, zipped), Write(Many, name, zipped));
        Read(few, name);
        Read(many, name);

        var (small, large) = (Allocated(few, name), Allocated(many, name));

        Assert.Equal(Many, Read(many, name).IonicSteps);
        Assert.True(large - small < (Many - Few) * BytesPerStep, $"{small} bytes for {Few} steps and {large} for {Many}, whose file has {new FileInfo(many).Length} bytes.");
    }

    private static long Allocated(string path, string name)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(path, name);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static VaspOutput Read(string path, string name) => name switch
    {
        "OUTCAR" => OutcarReader.Read(path),
        "OSZICAR" => OszicarReader.Read(path),
        _ => VasprunReader.Read(path),
    };

    private string Write(int steps, string name, bool zipped)
    {
        const int atoms = 100;
        var folder = _folder.CreateSubdirectory($"{steps}").FullName;
        var structure = new Structure(Lattice.Cubic(15), [.. Enumerable.Repeat(Element.Parse("Si"), atoms)], [.. Enumerable.Range(0, atoms).Select(atom => new Vector3(atom * 0.0099, 0.5, 0.25))]);
        var forces = ImmutableArray.CreateRange(Enumerable.Repeat(new Vector3(0.1, -0.2, 0.3), atoms));
        using (var run = new VaspRunWriter(folder, new([]), null, structure, new("vasp", "6.4.2")))
        {
            for (var step = 0; step < steps; step++)
            {
                run.BeginIonicStep();
                run.CompleteIonicStep(structure, forces.AsSpan(), -10 - step);
            }
        }

        var path = Path.Combine(folder, name);
        if (!zipped)
            return path;
        using (var packed = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest))
            packed.Write(File.ReadAllBytes(path));
        return path + ".gz";
    }
}
