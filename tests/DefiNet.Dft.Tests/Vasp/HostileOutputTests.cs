using System.IO.Compression;
using System.Text;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

/// <summary>Cut, growing and spoilt files.</summary>
public sealed class HostileOutputTests : IDisposable
{
    private static readonly (string Name, Func<byte[], VaspOutput> Read)[] Readers =
    [
        ("OUTCAR", bytes => OutcarReader.Read(new MemoryStream(bytes))),
        ("OSZICAR", bytes => OszicarReader.Read(new MemoryStream(bytes))),
        ("vasprun.xml", bytes => VasprunReader.Read(new MemoryStream(bytes), "vasprun.xml")),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-vasp-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("OUTCAR", 0)]
    [InlineData("OSZICAR", 1)]
    [InlineData("vasprun.xml", 2)]
    public void A_file_cut_at_any_byte_is_never_finished_nor_converged_and_its_steps_never_shrink(string name, int reader)
    {
        var whole = Written(7, name);
        var complete = Readers[reader].Read(whole);
        var (steps, begun) = (0, 0);
        for (var length = 0; length < whole.Length; length++)
        {
            if (TryRead(reader, whole[..length]) is not { } read)
                continue;
            if (name == "vasprun.xml" && length == whole.Length - 1)
                continue; // only the line feed behind the last tag is missing
            Assert.True(read.IonicSteps >= steps && read.StepsBegun >= begun, $"at {length} bytes");
            Assert.True(read.Finished != true && read.Converged != true, $"at {length} bytes of {whole.Length}");
            (steps, begun) = (read.IonicSteps, read.StepsBegun);
        }

        // The last line of an OSZICAR is a step, complete only with its line feed.
        Assert.InRange(complete.IonicSteps - steps, 0, 1);
        Assert.Equal(complete.StepsBegun, begun);
        Assert.True(steps > 1);
    }

    [Fact]
    public void A_file_read_while_it_is_written_never_takes_a_step_back()
    {
        var path = Path.Combine(_folder.FullName, "GROWING");
        var whole = Written(11, "OUTCAR");
        var random = new Random(3);
        var steps = 0;
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        for (var written = 0; written < whole.Length;)
        {
            var next = Math.Min(whole.Length - written, random.Next(1, 60));
            file.Write(whole, written, next);
            written += next;
            var read = OutcarReader.Read(path);
            Assert.True(read.IonicSteps >= steps);
            steps = read.IonicSteps;
        }

        Assert.Equal(new RandomRun(11).Steps.Length, steps);
    }

    [Fact]
    public void A_compressed_file_that_is_cut_keeps_its_complete_steps_and_is_not_finished()
    {
        var path = Path.Combine(_folder.FullName, "OUTCAR.gz");
        var whole = Written(7, "OUTCAR");
        using (var zipped = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            zipped.Write(whole);
        var bytes = File.ReadAllBytes(path);
        var complete = OutcarReader.Read(path);

        for (var missing = 1; missing < 12; missing++)
        {
            File.WriteAllBytes(path, bytes[..^missing]);
            Assert.False(OutcarReader.Read(path).Finished, $"{missing} bytes are missing.");
        }

        var cut = OutcarReader.Read(path);
        File.WriteAllBytes(path, [.. bytes, .. bytes]);
        Assert.Equal((true, 2), (OutcarReader.Read(path).Finished, OutcarReader.Read(path).Parts));

        Assert.True(complete.Finished);
        Assert.Equal(OutcarReader.Read(new MemoryStream(whole)).IonicSteps, complete.IonicSteps);
        Assert.False(cut.Finished);
        Assert.InRange(cut.IonicSteps, 0, complete.IonicSteps);
    }

    [Fact]
    public void A_document_type_is_refused()
    {
        var bomb = Encoding.ASCII.GetBytes("<?xml version=\"1.0\"?>\n<!DOCTYPE modeling [<!ENTITY a \"b\">]>\n<modeling>&a;</modeling>\n");

        var refusal = Assert.Throws<DftException>(() => VasprunReader.Read(new MemoryStream(bomb), "vasprun.xml"));

        Assert.StartsWith("vasprun.xml: the document declares a type", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_longer_than_any_buffer_is_passed_over()
    {
        var whole = Written(7, "OUTCAR");
        var longLine = new byte[3_000_000];
        Array.Fill(longLine, (byte)'x');
        longLine[^1] = (byte)'\n';

        var read = OutcarReader.Read(new MemoryStream([.. longLine, .. whole]));

        Assert.Equal(OutcarReader.Read(new MemoryStream(whole)).IonicSteps, read.IonicSteps);
        Assert.True(read.Finished);
    }

    [Fact]
    public void Carriage_returns_change_nothing()
    {
        var plain = OutcarReader.Read(new MemoryStream(Written(7, "OUTCAR")));
        var returns = OutcarReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Written(7, "OUTCAR")).ReplaceLineEndings("\r\n"))));

        Assert.Equal(plain.Toten, returns.Toten);
        Assert.Equal(plain.Steps, returns.Steps);
        Assert.Equal((plain.Finished, plain.ReachedAccuracy, plain.Converged, plain.Settings), (returns.Finished, returns.ReachedAccuracy, returns.Converged, returns.Settings));
    }

    private byte[] Written(int seed, string name)
    {
        new RandomRun(seed).Write(_folder.FullName);
        return File.ReadAllBytes(Path.Combine(_folder.FullName, name));
    }

    private static VaspOutput? TryRead(int reader, byte[] bytes)
    {
        try
        {
            return Readers[reader].Read(bytes);
        }
        catch (DftException complaint)
        {
            Assert.EndsWith(".", complaint.Message, StringComparison.Ordinal);
            return null;
        }
    }
}
