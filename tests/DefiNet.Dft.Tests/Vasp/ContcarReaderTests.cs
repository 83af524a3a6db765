using System.Text;
using DefiNet.Crystals;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft.Surrogate;
using DefiNet.Dft.Tests.Potentials;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class ContcarReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-contcar-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_CONTCAR_cut_anywhere_is_refused_unless_only_the_zeros_behind_the_positions_are_missing()
    {
        var start = new RandomRun(3).Start;
        var path = PathOf("CONTCAR");
        ContcarFile.Replace(path, start, "made up");
        var whole = File.ReadAllBytes(path);
        var positionsEnd = Encoding.ASCII.GetString(whole).IndexOf("\n\n", StringComparison.Ordinal) + 1;
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);

            var structure = ContcarReader.TryRead(path, start, out var complaint);

            Assert.Equal(length >= positionsEnd && whole.AsSpan(positionsEnd, length - positionsEnd).IndexOfAnyExcept(" \n"u8) < 0, structure is not null);
            Assert.True(structure is not null || complaint!.StartsWith(path, StringComparison.Ordinal), complaint);
        }
    }

    [Fact]
    public void A_CONTCAR_of_other_atoms_is_not_the_runs_own()
    {
        var path = PathOf("CONTCAR");
        ContcarFile.Replace(path, Structure.Of(Lattice.Cubic(5), ("Si", 0, 0, 0), ("Ge", 0.5, 0.5, 0.5)), "other");

        Assert.Null(ContcarReader.TryRead(path, Structure.Of(Lattice.Cubic(5), ("Ge", 0.5, 0.5, 0.5), ("Si", 0, 0, 0)), out var complaint));
        Assert.Equal($"{path}: there are other atoms, or in another order, than the run began with (2 against 2); this is not its CONTCAR.", complaint);
    }

    [Fact]
    public void Zero_bytes_that_a_broken_disk_left_are_refused()
    {
        var path = PathOf("CONTCAR");
        ContcarFile.Replace(path, new RandomRun(3).Start, "made up");
        File.AppendAllText(path, "\0\0\0\n");

        Assert.Null(ContcarReader.TryRead(path, null, out var complaint));
        Assert.Contains("zero bytes", complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cut")]
    public void A_run_whose_CONTCAR_is_empty_or_cut_goes_on_from_its_last_complete_step(string damage)
    {
        var run = new RandomRun(5);
        run.Write(_folder.FullName);
        using (var text = File.CreateText(PathOf("POSCAR")))
            PoscarWriter.Write(run.Start, text);
        var contcar = PathOf("CONTCAR");
        File.WriteAllText(contcar, damage.Length == 0 ? "" : File.ReadAllText(contcar)[..^9]);

        var start = ContinuationStart.In(_folder.FullName)!;

        Assert.Equal("XDATCAR", Path.GetFileName(start.File));
        Assert.Equal(run.Steps[^1].Structure.Fractional, start.Structure.Fractional);
        Assert.Equal(run.Start.Freedom.IsDefault, start.Structure.Freedom.IsDefault);
        Assert.StartsWith(contcar, Assert.Single(start.Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_complete_step_a_run_does_not_go_on()
    {
        using (new VaspRunWriter(_folder.FullName, new([]), null, new RandomRun(1).Start, new("vasp", "6.4.2")))
        {
        }

        File.WriteAllText(PathOf("CONTCAR"), "");

        Assert.Null(ContinuationStart.In(_folder.FullName));
    }

    [Fact]
    public void The_surrogate_goes_on_from_its_last_complete_step_where_CONTCAR_is_cut()
    {
        var engine = new SurrogateEngine("bonded");
        engine.WriteInputs(new(Sheets.Pristine("hBN", 4, 4), SurrogateEngine.DefaultSettings), _folder.FullName);
        new SurrogateRun(_folder.FullName, "bonded").Run();
        var whole = ContcarReader.Read(PathOf("CONTCAR"));
        File.WriteAllText(PathOf("CONTCAR"), File.ReadAllText(PathOf("CONTCAR"))[..^3]);
        var next = _folder.CreateSubdirectory("next");

        Assert.True(engine.TryWriteContinuation([_folder.FullName], next.FullName));

        var start = ContcarReader.Read(Path.Combine(next.FullName, "POSCAR"));
        Assert.Equal(whole.Species, start.Species);
        Assert.All(whole.Cartesian.Zip(start.Cartesian), pair => Assert.Equal(0, (pair.First - pair.Second).Length, 1e-3));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
