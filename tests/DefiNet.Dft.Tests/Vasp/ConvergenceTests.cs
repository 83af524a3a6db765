using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class ConvergenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-vasp-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_relaxation_that_reached_its_accuracy_is_converged()
    {
        var read = Read(Write("6.4.2", 0.009, 2));

        Assert.True(read.Converged);
        Assert.Equal("finished", read.Ended);
    }

    [Fact]
    public void The_message_alone_does_not_converge_a_run_whose_forces_are_too_large() => Assert.False(Read(Write("6.4.2", 0.0101, 2)).Converged);

    [Fact]
    public void VASP_5_says_that_EDIFF_is_reached_even_where_the_loop_ended_at_NELM()
    {
        // The text says "EDIFF is reached" in both: the change of the last electronic step is below EDIFF.
        Assert.False(Read(Write("5.4.4", 0.009, 4)).Converged);
        Assert.True(Read(Write("6.4.2", 0.009, 4)).Converged);
        Assert.True(Read(Write("5.4.4", 0.009, 3)).Converged);
    }

    [Fact]
    public void VASP_6_says_when_the_loop_was_not_converged()
    {
        var read = Read(Write("6.4.2", 0.009, 4, change: 0.1));

        Assert.False(read.Converged);
        Assert.True(read.LastLoopUnconverged);
    }

    [Fact]
    public void A_frozen_atom_may_bear_any_force()
    {
        var path = Write("6.4.2", 0.5, 2, freeze: true);

        var blind = OutcarReader.Read(path);
        var run = RecordReader.ReadFile(path);

        Assert.False(blind.Converged);
        Assert.True(run.Last.Converged);
        Assert.Equal((0.5, 0.002), (run.LastStep!.MaxForce, run.LastStep.MaxForceFree));
    }

    [Theory]
    [InlineData("made up\n1\n5.4 0 0\n0 5.4 0\n0 0 5.4\nSi\n2\nSelective\nDirect\n0 0 0 F F F\n.25 .25 .25 T T T\n", false)]
    [InlineData("made up\n1\n5.4 0 0\n0 5.4 0\n0 0 5.4\nSi\n2\nSelective\nDirect\n0 0 0 F F F\n.25 .25 .25 T T T\n", true)]
    [InlineData("no names\n1\n5.4 0 0\n0 5.4 0\n0 0 5.4\n1 1\nSelective\nDirect\n0 0 0 F F F\n.25 .25 .25 T T T\n", false)]
    public void POSCAR_says_which_atoms_are_frozen_packed_and_without_names_too(string poscar, bool packed)
    {
        var path = Write("6.4.2", 0.5, 2);
        File.Delete(Path.Combine(_folder.FullName, "CONTCAR"));
        using (var file = File.Create(Path.Combine(_folder.FullName, packed ? "POSCAR.gz" : "POSCAR")))
        using (var text = packed ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest) : (Stream)file)
            text.Write(Encoding.ASCII.GetBytes(poscar));

        Assert.Equal((0.5, 0.002), (RecordReader.ReadFile(path).LastStep!.MaxForce, RecordReader.ReadFile(path).LastStep!.MaxForceFree));
    }

    [Fact]
    public void An_atom_free_along_one_vector_bears_what_is_across_it()
    {
        var table = new ForceTable([new(true, false, false), new(true, true, false)]);
        table.TryAdd(default, new(0.3, 0.4, 1));
        table.TryAdd(default, new(0.1, 0.2, 7));

        Assert.Equal(0.3, table.MaxForceFree(Lattice.Cubic(5)), 12);
    }

    [Fact]
    public void A_message_that_is_followed_by_another_step_is_stale()
    {
        var path = Write("6.4.2", 0.009, 2);
        var text = File.ReadAllText(path);
        var step = text.IndexOf("--------------------------------------- Iteration", StringComparison.Ordinal);
        var said = text.IndexOf(" reached required", StringComparison.Ordinal);
        var body = text[step..said].Replace("Iteration      1", "Iteration      2", StringComparison.Ordinal);

        var read = OutcarReader.Read(Bytes(text[..(text.IndexOf('\n', said) + 1)] + body + text[(text.IndexOf('\n', said) + 1)..]));

        Assert.Equal(2, read.IonicSteps);
        Assert.True(read.ReachedAccuracy);
        Assert.False(read.Converged);
    }

    [Fact]
    public void A_run_appended_to_another_adds_its_steps_and_ends_as_itself()
    {
        var once = File.ReadAllText(Write("6.4.2", 0.009, 2));

        var twice = OutcarReader.Read(Bytes(once + once));
        var cut = OutcarReader.Read(Bytes(once + once[..(once.Length / 2)]));

        Assert.Equal((2, 2, 2), (twice.IonicSteps, twice.StepsBegun, twice.Parts));
        Assert.True(twice.Converged);
        Assert.Equal(("cut", false, false), (cut.Ended, cut.Finished, cut.Converged));
        Assert.Equal([(1, "finished"), (1, "finished")], twice.RunParts.Select(part => (part.IonicSteps, part.Ended)));
        Assert.Equal([(1, "finished"), (0, "cut")], cut.RunParts.Select(part => (part.IonicSteps, part.Ended)));
        Assert.Equal((2.0, 2.0), (twice.Seconds, twice.CpuSeconds));
    }

    [Fact]
    public void A_run_appended_behind_a_line_that_a_kill_left_open_is_a_part_of_its_own()
    {
        var whole = File.ReadAllText(Write("6.4.2", 0.009, 2));
        var first = whole.Replace(" vasp.6.4.2", " vasp.6.4.2 20Jul23 (build Jan 10 2024) complex", StringComparison.Ordinal);
        var killed = first[..(first.LastIndexOf("TOTEN", StringComparison.Ordinal) + 20)];

        var read = OutcarReader.Read(Bytes(killed + first));

        Assert.Equal([(1, 1, "cut"), (1, 1, "finished")], read.RunParts.Select(part => (part.IonicSteps, part.StepsBegun, part.Ended)));
        Assert.True(read.Converged);
    }

    [Fact]
    public void An_OSZICAR_whose_numbers_begin_again_holds_two_runs()
    {
        Write("6.4.2", 0.009, 2);
        var once = File.ReadAllText(Path.Combine(_folder.FullName, "OSZICAR"));

        var read = OszicarReader.Read(Bytes(once + once + once));

        Assert.Equal((3, 3), (read.Parts, read.IonicSteps));
        Assert.All(read.RunParts, part => Assert.Equal((1, 1), (part.IonicSteps, part.StepsBegun)));
    }

    [Fact]
    public void A_table_of_a_learned_force_field_is_no_ionic_step()
    {
        var text = File.ReadAllText(Write("6.4.2", 0.009, 2)).Replace("TOTAL-FORCE (eV/Angst)", "TOTAL-FORCE (eV/Angst) (ML)", StringComparison.Ordinal);

        Assert.Equal((0, 1), (OutcarReader.Read(Bytes(text)).IonicSteps, OutcarReader.Read(Bytes(text)).StepsBegun));
    }

    [Fact]
    public void Stars_in_the_forces_are_no_number_and_no_convergence()
    {
        var text = File.ReadAllText(Write("6.4.2", 0.009, 2)).Replace("      0.009000", "**************", StringComparison.Ordinal);

        var read = OutcarReader.Read(Bytes(text));

        Assert.Equal(1, read.IonicSteps);
        Assert.True(double.IsNaN(read.Steps[0].MaxForce));
        Assert.False(read.Converged);
    }

    [Fact]
    public void An_error_has_the_name_that_the_field_gives_it()
    {
        var text = File.ReadAllText(Write("6.4.2", 0.009, 2));
        var cut = text[..text.IndexOf(" reached required", StringComparison.Ordinal)];

        var read = OutcarReader.Read(Bytes(cut + " ZBRENT: fatal error in bracketing\n     please rerun with smaller EDIFF, or copy CONTCAR\n"));

        Assert.Equal(("error", "zbrent", false), (read.Ended, read.Error, read.Converged));
    }

    [Fact]
    public void A_run_that_STOPCAR_ended_says_so()
    {
        var (structure, forces) = Silicon(0.2);
        using (var run = new VaspRunWriter(_folder.FullName, new([]), null, structure, new("vasp", "6.4.2")))
        {
            run.BeginIonicStep();
            run.CompleteIonicStep(structure, forces, -10);
            run.StoppedByStopcar();
            run.Finish(TimeSpan.Zero, TimeSpan.Zero, 1);
        }

        var read = OutcarReader.Read(Path.Combine(_folder.FullName, "OUTCAR"));

        Assert.Equal(("stopped", true, false), (read.Ended, read.Finished, read.Converged));
    }

    [Fact]
    public void The_digits_of_the_criterion_come_from_the_INCAR()
    {
        // OUTCAR prints -0.014 as -.1E-01; with the echo taken away only the INCAR beside it knows.
        var path = Write("5.4.4", 0.0135, 2, ediffg: "-0.014");
        File.WriteAllText(path, File.ReadAllText(path).Replace("   EDIFFG = -0.014\n", "", StringComparison.Ordinal));

        Assert.False(OutcarReader.Read(path).Converged);
        Assert.True(RecordReader.ReadFile(path).Last.Converged);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.ASCII.GetBytes(text));

    private static VaspOutput Read(string path) => OutcarReader.Read(path);

    private static (Structure Structure, Vector3[] Forces) Silicon(double force) =>
        (Structure.Of(Lattice.Cubic(5.4), ("Si", 0, 0, 0), ("Si", 0.25, 0.25, 0.25)), [new(force, 0, 0), new(0, 0.002, 0)]);

    private string Write(string version, double force, int electronic, double change = 1e-7, bool freeze = false, string ediffg = "-0.01")
    {
        var (structure, forces) = Silicon(force);
        if (freeze)
            structure = structure with { Freedom = [AxisFreedom.Frozen, AxisFreedom.Free] };
        var incar = new Incar([new("NSW", "10"), new("IBRION", "2"), new("NELM", "4"), new("EDIFF", "1E-6"), new("EDIFFG", ediffg)]);
        incar.Write(Path.Combine(_folder.FullName, "INCAR"));
        using var run = new VaspRunWriter(_folder.FullName, incar, null, structure, new("vasp", version));
        run.BeginIonicStep();
        for (var i = 0; i < electronic; i++)
            run.ElectronicStep(-10 - i, i + 1 == electronic ? change : 1);
        run.CompleteIonicStep(structure, forces, -10);
        run.ReachedAccuracy();
        run.Finish(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1);
        return Path.Combine(_folder.FullName, "OUTCAR");
    }
}
