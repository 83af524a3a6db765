using System.IO.Compression;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class XdatcarReaderTests : IDisposable
{
    private const string Heading = "water\n   1.0\n  5.0 0.0 0.0\n  0.0 5.0 0.0\n  0.0 0.0 5.0\n   O    H\n   1    2\n";
    private const string Frame = "  0.10000000  0.20000000  0.30000000\n  0.40000000  0.50000000  0.60000000\n  0.70000000  0.80000000  0.90000000\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-xdatcar-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void In_a_fixed_cell_the_heading_stands_once()
    {
        var (frames, summary) = Read(Heading + "Direct configuration=     1\n" + Frame + "Direct configuration=     2\n" + Frame);

        Assert.Equal(new(2, 1, true), summary);
        Assert.Equal([1, 2], frames.Select(frame => frame.Number));
        Assert.Equal(["O", "H", "H"], frames[1].Species.Select(element => element.Symbol));
        Assert.Equal(new Vector3(0.4, 0.5, 0.6), frames[1].Fractional[1]);
        Assert.Equal(125, frames[1].Lattice!.Volume, 1e-9);
    }

    [Fact]
    public void Where_the_cell_changes_the_heading_stands_before_every_configuration()
    {
        var wider = Heading.Replace("  0.0 0.0 5.0", "  0.0 0.0 6.0", StringComparison.Ordinal);

        var (frames, summary) = Read(Heading + "Direct configuration=     1\n" + Frame + wider + "Direct configuration=     2\n" + Frame);

        Assert.Equal(new(2, 1, true), summary);
        Assert.Equal([125, 150], frames.Select(frame => Math.Round(frame.Lattice!.Volume, 9)));
    }

    [Fact]
    public void A_heading_whose_comment_is_empty_is_one()
    {
        var nameless = Heading["water".Length..];

        var (_, summary) = Read(nameless + "Direct configuration=     1\n" + Frame + nameless + "Direct configuration=     2\n" + Frame);

        Assert.Equal(new(2, 1, true), summary);
    }

    [Fact]
    public void A_restart_is_appended_with_numbers_from_one_even_behind_a_line_that_a_kill_left_open()
    {
        var whole = Heading + "Direct configuration=     1\n" + Frame + "Direct configuration=     2\n" + Frame;
        var killed = whole[..(whole.Length - 45)];

        var (frames, summary) = Read(killed + whole);

        Assert.Equal(new(3, 2, true), summary);
        Assert.Equal([1, 2, 2], frames.Select(frame => frame.Run));
    }

    [Fact]
    public void VASP_4_has_neither_cell_nor_species()
    {
        var (frames, summary) = Read("    3    3    1\n  0.4E+02  0.5E-09  0.5E-09  0.5E-09  0.5E-15\n  300.00\n  CAR\n water\n Konfig=       1\n" + Frame + " Konfig=       2\n" + Frame);
        var (older, _) = Read("    3    3    1\n  0.4E+02  0.5E-09  0.5E-09  0.5E-09  0.5E-15\n  300.00\n  CAR\n water\n\n" + Frame + "\n" + Frame + "\n");

        Assert.Equal(new(2, 1, true), summary);
        Assert.True(frames.TrueForAll(frame => frame.Lattice is null && frame.Species.IsDefault && frame.Fractional.Length == 3));
        Assert.Equal([1, 2], older.Select(frame => frame.Number));
    }

    [Fact]
    public void A_file_cut_anywhere_keeps_its_complete_configurations_and_never_more()
    {
        var whole = Heading + string.Concat(Enumerable.Range(1, 4).Select(number => $"Direct configuration=     {number}\n{Frame}"));
        var before = 0;
        for (var length = 0; length <= whole.Length; length++)
        {
            var (frames, summary) = Read(whole[..length]);
            Assert.InRange(frames.Count, before, before + 1);
            Assert.True(frames.TrueForAll(frame => frame.Fractional[2] == new Vector3(0.7, 0.8, 0.9)));
            Assert.Equal(frames.Count, summary.Frames);
            before = frames.Count;
        }

        Assert.Equal(4, before);
    }

    [Fact]
    public void Nonsense_has_its_line()
    {
        var complaint = Assert.Throws<DftException>(() => Read("water\n   1.0\n  5.0 x 0.0\n"));

        Assert.Equal("XDATCAR:3: '5.0 x 0.0' stands for lattice vector 1; it must be three numbers.", complaint.Message);
    }

    [Fact]
    public void What_the_writer_writes_the_reader_reads_back_plain_and_compressed()
    {
        var compared = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var run = new RandomRun(seed);
            run.Write(_folder.FullName);
            var path = Path.Combine(_folder.FullName, "XDATCAR");
            using (var zipped = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest))
                zipped.Write(File.ReadAllBytes(path));

            foreach (var file in (string[])[path, path + ".gz"])
            {
                var frames = new List<XdatcarFrame>();
                Assert.Equal(new(run.Steps.Length, 1, true), XdatcarReader.Read(file, frames.Add));
                foreach (var (frame, step) in frames.Zip(run.Steps))
                {
                    Assert.Equal(run.Start.Species, frame.Species);
                    Assert.Equal(step.Structure.Fractional, frame.Fractional);
                    Assert.Equal(0, (frame.Lattice!.A - step.Structure.Lattice.A).Length, 1e-5);
                    compared++;
                }
            }
        }

        Assert.True(compared > 400);
    }

    private static (List<XdatcarFrame> Frames, XdatcarSummary Summary) Read(string text)
    {
        var frames = new List<XdatcarFrame>();
        var summary = XdatcarReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(text)), "XDATCAR", frames.Add);
        return (frames, summary);
    }
}
