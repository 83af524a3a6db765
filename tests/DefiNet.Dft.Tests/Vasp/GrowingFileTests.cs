using System.IO.Compression;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

/// <summary>Files of running jobs, read a thousand times while they grow.</summary>
public sealed class GrowingFileTests : IDisposable
{
    private const int Reads = 1000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-growing-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("OUTCAR")]
    [InlineData("OSZICAR")]
    [InlineData("vasprun.xml")]
    public void A_file_read_a_thousand_times_while_it_grows_never_takes_a_step_back(string name)
    {
        var runs = new List<byte[]>();
        for (var seed = 20; seed < 26; seed++)
        {
            new RandomRun(seed).Write(_folder.FullName);
            runs.Add(File.ReadAllBytes(Path.Combine(_folder.FullName, name)));
        }

        // An OUTCAR and an OSZICAR grow on when a restart is appended.
        byte[] whole = name == "vasprun.xml" ? runs.MaxBy(run => run.Length)! : [.. runs.SelectMany(run => run)];
        var path = Path.Combine(_folder.CreateSubdirectory("job").FullName, name);
        var random = new Random(4);
        var cuts = Enumerable.Range(0, Reads - 1).Select(_ => random.Next(whole.Length)).Append(whole.Length).Order().ToList();

        var (steps, begun, written) = (0, 0, 0);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        foreach (var cut in cuts)
        {
            file.Write(whole, written, cut - written);
            written = cut;
            if (Read(path) is not { } read)
                continue;
            Assert.True(read.IonicSteps >= steps && read.StepsBegun >= begun, $"{steps} steps became {read.IonicSteps} at {cut} of {whole.Length} bytes.");
            (steps, begun) = (read.IonicSteps, read.StepsBegun);
        }

        var last = Read(path)!;
        Assert.Equal(name == "vasprun.xml" ? VasprunReader.Read(new MemoryStream(whole), name).IonicSteps : Enumerable.Range(20, 6).Sum(seed => new RandomRun(seed).Steps.Length), last.IonicSteps);
        Assert.NotEqual(false, last.Last.Finished);
    }

    [Fact]
    public void Real_files_cut_at_a_thousand_places_each_never_take_a_step_back_and_end_only_at_their_end()
    {
        if (RealOutputs.Folder is null)
            Assert.Skip("The folder of real VASP outputs (shared/vasp) is not here.");
        (string Folder, string File)[] files =
        [
            ("outcar", "aiida-vasp__src__aiida_vasp__test_data__relax-wc-keep-magmom__calc-000__out__OUTCAR.gz"),
            ("outcar", "aiida-vasp__src__aiida_vasp__test_data__exit_codes__ionic-unconverged__out__OUTCAR.gz"),
            ("other", "aiida-vasp__src__aiida_vasp__test_data__relax__vasprun.xml.gz"),
        ];
        foreach (var (folder, name) in files)
        {
            var whole = Unpacked(Path.Combine(RealOutputs.Folder, folder, name));
            var complete = ReadBytes(name, whole, whole.Length)!;
            var random = new Random(5);
            var (steps, begun) = (0, 0);
            foreach (var cut in Enumerable.Range(0, Reads).Select(_ => random.Next(whole.Length)).Order())
            {
                if (ReadBytes(name, whole, cut) is not { } read)
                    continue;
                Assert.True(read.IonicSteps >= steps && read.StepsBegun >= begun && read.IonicSteps <= complete.IonicSteps, $"{name}, {cut} bytes");
                Assert.True(read.Finished != true || whole.AsSpan(cut).IndexOfAnyExcept(" \n"u8) < 0, $"{name}, {cut} of {whole.Length} bytes");
                (steps, begun) = (read.IonicSteps, read.StepsBegun);
            }

            Assert.True(steps > 0);
        }
    }

    private static VaspRun? Read(string path)
    {
        try
        {
            return RecordReader.ReadFile(path);
        }
        catch (DftException)
        {
            return null; // so short that it is of no kind yet
        }
    }

    private static VaspOutput? ReadBytes(string name, byte[] whole, int length)
    {
        var stream = new MemoryStream(whole, 0, length);
        if (name.EndsWith("OUTCAR.gz", StringComparison.Ordinal))
            return OutcarReader.Read(stream);
        try
        {
            return VasprunReader.Read(stream, name);
        }
        catch (DftException)
        {
            return null; // cut before its first element
        }
    }

    private static byte[] Unpacked(string path)
    {
        using var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zipped.CopyTo(plain);
        return plain.ToArray();
    }
}
