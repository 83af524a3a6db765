using System.Globalization;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Learning.Tests.DataSets;
using DefiNet.Learning.Trajectories;

namespace DefiNet.Learning.Tests.Trajectories;

public sealed class XyzTrajectoryReaderTests : IDisposable
{
    private static readonly Structure Unknown = Structure.Of(Lattice.Cubic(3.4), ("Mo", 0, 0, 0), ("S", 0.5, 0.5, 0.1));

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "steps.extxyz");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frames_belong_to_the_configuration_that_is_recognised_or_named()
    {
        var pair = PublishedPairs.Read(SampleData.Folder).First();
        Write(Frame(pair.Unrelaxed.Structure, "energy=-3 engine=vasp"), Frame(pair.Relaxed, "energy=-5 free_energy=-4 engine=vasp"), Frame(Unknown, "energy=1 configuration=cubic split=test"));

        var read = XyzTrajectoryReader.Read(File, complaint => Assert.Fail(complaint));

        Assert.Equal(2, read.Count);
        Assert.Equal((pair.Unrelaxed.CanonicalHash, "vasp", Split.None), (read[0].Configuration, read[0].Engine, read[0].Given));
        Assert.Equal([(1, -3.0), (2, -4.0)], read[0].Frames.Select(frame => (frame.Step, frame.Labels.Energy!.Value)));
        Assert.Equal(new Vector3(0, 0.5, -1), read[0].Frames[0].Labels.Forces![0]);
        Assert.Equal(("cubic", XyzTrajectoryReader.Unnamed, Split.Test), (read[1].Configuration, read[1].Engine, read[1].Given));
    }

    [Fact]
    public void Steps_with_a_larger_force_than_is_wanted_are_left_out_and_counted()
    {
        var pair = PublishedPairs.Read(SampleData.Folder).First();
        Write(Frame(pair.Unrelaxed.Structure, "energy=-3"), Frame(pair.Relaxed, "energy=-4"));
        var run = Assert.Single(XyzTrajectoryReader.Read(File, complaint => Assert.Fail(complaint)));
        var largest = run.Frames.Select(frame => frame.Labels.Forces!.Max(force => force.Length)).ToList();
        run = run with { Frames = [run.Frames[0], run.Frames[1] with { Labels = run.Frames[1].Labels with { Forces = [.. run.Frames[1].Labels.Forces!.Select(force => 3 * force)] } }] };

        var (within, without, all) = (run.Within(2 * largest[0]), run.Within(0.5 * largest[0]), run.Within(double.PositiveInfinity));

        Assert.Equal((1, 1), (Assert.Single(within.Frames).Step, within.LeftOut));
        Assert.Equal((0, 2), (without.Frames.Length, without.LeftOut));
        Assert.Equal(run, all);
    }

    [Fact]
    public void Frames_of_the_same_atoms_stay_together_where_no_host_is_recognised()
    {
        var other = Structure.Of(Lattice.Cubic(5), ("S", 0, 0, 0), ("Mo", 0.4, 0.5, 0.1));
        Write(Frame(Unknown, "energy=1"), Frame(other, "energy=2"), Frame(Structure.Of(Lattice.Cubic(5), ("Mo", 0, 0, 0)), "energy=3"));

        var read = XyzTrajectoryReader.Read(File, complaint => Assert.Fail(complaint));

        Assert.Equal([2, 1], read.Select(trajectory => trajectory.Frames.Length));
    }

    [Fact]
    public void Stress_is_in_electronvolts_over_cubic_angstroms_and_comes_out_in_gigapascals()
    {
        Write(Frame(Unknown, "energy=1 stress=\"0.01 0.02 0.03 0.04 0.05 0.06\""), Frame(Unknown, "energy=1 stress=[[0.01,0.06,0.05],[0.06,0.02,0.04],[0.05,0.04,0.03]]"));

        var frames = Assert.Single(XyzTrajectoryReader.Read(File, complaint => Assert.Fail(complaint))).Frames;

        Assert.Equal(1.6021766208, frames[0].Labels.Stress!.Value[0, 0], 1e-9);
        Assert.Equal(6.4087064832, frames[0].Labels.Stress!.Value[1, 2], 1e-9);
        Assert.Equal(frames[0].Labels.Stress, frames[1].Labels.Stress);
    }

    [Fact]
    public void Frames_without_energy_are_left_out_with_a_sentence_and_a_file_of_them_is_refused()
    {
        Write(Frame(Unknown, "energy=1"), Frame(Unknown, "charge=1"));
        var complaints = new List<string>();

        var read = Assert.Single(XyzTrajectoryReader.Read(File, complaints.Add));

        Assert.Equal((1, 1), (read.Frames.Length, read.LeftOut));
        Assert.Contains("1 of 2 frames", Assert.Single(complaints), StringComparison.Ordinal);
        Write(Frame(Unknown, "charge=1"));
        Assert.Contains("none of the 1 frames has energy", Assert.Throws<LearningException>(() => XyzTrajectoryReader.Read(File, complaints.Add)).Message, StringComparison.Ordinal);
        Write(Frame(Unknown, "energy=low"));
        Assert.Contains("frame 1: the energy has 'low'", Assert.Throws<LearningException>(() => XyzTrajectoryReader.Read(File, complaints.Add)).Message, StringComparison.Ordinal);
    }

    private void Write(params string[] frames) => System.IO.File.WriteAllText(File, string.Concat(frames));

    private static string Frame(Structure structure, string comment)
    {
        var cell = structure.Lattice;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{structure.Count}\nLattice=\"{cell.A.X} {cell.A.Y} {cell.A.Z} {cell.B.X} {cell.B.Y} {cell.B.Z} {cell.C.X} {cell.C.Y} {cell.C.Z}\" Properties=species:S:1:pos:R:3:forces:R:3 {comment}\n");
        for (var atom = 0; atom < structure.Count; atom++)
            text.Append(CultureInfo.InvariantCulture, $"{structure.Species[atom].Symbol} {structure.Cartesian[atom].X} {structure.Cartesian[atom].Y} {structure.Cartesian[atom].Z} 0 0.5 -1\n");
        return text.ToString();
    }
}
