using DefiNet.Crystals;
using DefiNet.Dft.Records;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class VaspRunWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-vasp-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_same_run_writes_the_same_text_and_its_note_into_every_file()
    {
        var once = Directory.CreateDirectory(Path.Combine(_folder.FullName, "once")).FullName;
        var twice = Directory.CreateDirectory(Path.Combine(_folder.FullName, "twice")).FullName;
        Write(once);
        Write(twice);

        foreach (var name in (string[])["OUTCAR", "OSZICAR", "XDATCAR", "vasprun.xml", "CONTCAR"])
        {
            var text = File.ReadAllText(Path.Combine(once, name));
            Assert.Equal(text, File.ReadAllText(Path.Combine(twice, name)));
            Assert.Contains("REHEARSAL", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_step_in_the_making_leaves_the_last_complete_CONTCAR_and_an_open_document()
    {
        var (structure, forces) = Boron();
        using var run = new VaspRunWriter(_folder.FullName, new([]), null, structure, new("surrogate", "0.1.0", "REHEARSAL"));
        run.BeginIonicStep();
        run.CompleteIonicStep(structure, forces, -1);
        var contcar = File.ReadAllText(Path.Combine(_folder.FullName, "CONTCAR"));

        run.BeginIonicStep();
        run.ElectronicStep(-1.5, -0.5);

        Assert.Equal(contcar, File.ReadAllText(Path.Combine(_folder.FullName, "CONTCAR")));
        Assert.Contains("Iteration      2(   1)", Shared("OUTCAR"), StringComparison.Ordinal);
        Assert.DoesNotContain("</modeling>", Shared("vasprun.xml"), StringComparison.Ordinal);
    }

    private string Shared(string name)
    {
        using var text = new StreamReader(new FileStream(Path.Combine(_folder.FullName, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return text.ReadToEnd();
    }

    private static (Structure Structure, Vector3[] Forces) Boron() =>
        (Structure.Of(Lattice.FromParameters(2.5, 2.5, 15, 90, 90, 120), ("B", 1 / 3.0, 2 / 3.0, 0.5), ("N", 2 / 3.0, 1 / 3.0, 0.5)), [new(0.1, 0, -0.02), new(-0.1, 0, 0.02)]);

    private static void Write(string folder)
    {
        var (structure, forces) = Boron();
        var incar = Incar.Read(new StringReader("SYSTEM = hBN\nNSW = 3; IBRION = 2; EDIFFG = -0.05\nEDIFF = 1E-5"), "INCAR");
        using var run = new VaspRunWriter(folder, incar, Kpoints.Gamma(2, 2, 1), structure with { Comment = "hBN" }, new("surrogate", "0.1.0", "REHEARSAL on a model potential; not DFT"));
        run.BeginIonicStep();
        run.ElectronicStep(-17, -17);
        run.ElectronicStep(-17.5, -0.5);
        run.CompleteIonicStep(structure, forces, -17.5, new Stress(1, 2, 3, 4, 5, 6), 0.25);
        run.BeginIonicStep();
        run.ElectronicStep(-17.6, -0.1);
        run.CompleteIonicStep(structure, [new(0.01, 0, 0), new(-0.01, 0, 0)], -17.6);
        run.ReachedAccuracy();
        run.Finish(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2), 1024);
        if (Environment.GetEnvironmentVariable("DEFINET_KEEP_RUN") is { } keep)
            foreach (var file in Directory.GetFiles(folder))
                File.Copy(file, Path.Combine(keep, Path.GetFileName(file)), overwrite: true);
    }
}
