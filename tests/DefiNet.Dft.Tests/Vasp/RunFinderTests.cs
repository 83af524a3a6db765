using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class RunFinderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-vasp-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_parts_of_a_restarted_run_are_one_run_whose_steps_add_up()
    {
        for (var part = 1; part <= 11; part++)
            Write($"host/run-a/part-{part}", 0.1 + 0.001 * part, moved: 0.001, steps: part == 11 ? 3 : 1);
        Write("host/run-b/part-1", 0.5, moved: 0.001);

        var runs = Find();

        Assert.Equal(["host/run-a", "host/run-b"], runs.Select(Name));
        var restarted = runs[0].Read();
        Assert.Equal((11, 13, "part-11"), (restarted.PartCount, restarted.IonicSteps, Path.GetFileName(runs[0].Folders[^1])));
        Assert.Equal(Enumerable.Range(1, 13), restarted.ToRecord().Steps.Select(step => step.Index));
        Assert.Equal(1, runs[1].Read().PartCount);
    }

    [Fact]
    public void A_folder_that_goes_on_from_where_another_ended_is_its_next_part()
    {
        Write("relax/01", 0.1, moved: 0.02);
        Write("relax/02", 0.12, moved: 0.01);

        Assert.Equal("relax/01", Name(Assert.Single(Find())));
    }

    [Fact]
    public void Folders_that_begin_from_other_positions_are_runs_of_their_own()
    {
        Write("images/01", 0.1, moved: 0.02);
        Write("images/02", 0.3, moved: 0.02);
        Write("still/01", 0.1, moved: 0);
        Write("still/02", 0.1, moved: 0);

        Assert.Equal(["images/01", "images/02", "still/01", "still/02"], Find().Select(Name));
    }

    [Fact]
    public void Files_with_odd_names_are_runs_of_their_own()
    {
        Write("a", 0.1, 0.01);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "collected"));
        File.Copy(Path.Combine(_folder.FullName, "a", "OUTCAR"), Path.Combine(_folder.FullName, "collected", "x__OUTCAR_1"));
        File.Copy(Path.Combine(_folder.FullName, "a", "vasprun.xml"), Path.Combine(_folder.FullName, "collected", "y__vasprun.xml"));

        Assert.Equal(["a", "collected/x__OUTCAR_1", "collected/y__vasprun.xml"], Find().Select(Name));
    }

    [Theory]
    [InlineData("OUTCAR", VaspFileKind.Outcar)]
    [InlineData("OSZICAR", VaspFileKind.Oszicar)]
    [InlineData("vasprun.xml", VaspFileKind.Vasprun)]
    public void A_file_is_known_by_what_it_holds(string name, VaspFileKind kind)
    {
        Write("a", 0.1, 0.01);
        var odd = Path.Combine(_folder.FullName, "some output");
        File.Copy(Path.Combine(_folder.FullName, "a", name), odd);

        Assert.Equal(kind, VaspFileSniffer.KindOf(odd));
        Assert.Equal(1, RecordReader.ReadFile(odd).IonicSteps);
    }

    [Fact]
    public void A_folder_without_output_has_no_record()
    {
        var complaint = Assert.Throws<DftException>(() => RecordReader.ReadRecord([_folder.FullName]));

        Assert.Equal($"{_folder.FullName}: there is no OUTCAR, vasprun.xml or OSZICAR; a run's folder has one of them.", complaint.Message);
    }

    private List<RunLocation> Find() => [.. RunFinder.Find(_folder.FullName, sentence => Assert.Fail(sentence))];

    private string Name(RunLocation run) => Path.GetRelativePath(_folder.FullName, run.Path);

    // A run that begins with its second atom at `x` and ends with it `moved` farther.
    private void Write(string name, double x, double moved, int steps = 1)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;
        var start = Structure.Of(Lattice.Cubic(5), ("Si", 0, 0, 0), ("Si", x, 0.25, 0.25));
        var end = Structure.Of(Lattice.Cubic(5), ("Si", 0, 0, 0), ("Si", x + moved, 0.25, 0.25));
        var incar = new Incar([new("NSW", "10"), new("IBRION", "2")]);
        incar.Write(Path.Combine(folder, "INCAR"));
        ContcarFile.Replace(Path.Combine(folder, "POSCAR"), start, "start");
        using var run = new VaspRunWriter(folder, incar, null, start, new("vasp", "6.4.2"));
        for (var step = 0; step < steps; step++)
        {
            run.BeginIonicStep();
            run.CompleteIonicStep(end, [new(0.1, 0, 0), new(-0.1, 0, 0)], -10);
        }
    }
}
