using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class InterruptionTests : IDisposable
{
    private const string TimeLimit = "slurmstepd: error: *** JOB 4711 ON n01 CANCELLED AT 2026-01-01T00:00:00 DUE TO TIME LIMIT ***\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-interruption-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_cut_run_beside_the_schedulers_word_ended_at_its_walltime()
    {
        Cut();
        File.WriteAllText(PathOf("slurm-4711.out"), TimeLimit);

        var run = RecordReader.ReadFolders([_folder.FullName]);

        Assert.Equal(("walltime", false, false), (run.Last.Ended, run.Last.Finished, run.Last.Converged));
        Assert.Equal("walltime", run.ToRecord().Ended);
        Assert.Equal("walltime", Assert.Single(run.RunParts).Ended);
    }

    [Fact]
    public void The_word_about_an_older_job_is_not_about_this_one()
    {
        Cut();
        File.WriteAllText(PathOf("slurm-4710.out"), TimeLimit);
        File.SetLastWriteTimeUtc(PathOf("slurm-4710.out"), DateTime.UtcNow.AddHours(-3));

        Assert.Equal("cut", RecordReader.ReadFolders([_folder.FullName]).Last.Ended);
    }

    [Fact]
    public void A_finished_run_needs_no_explanation()
    {
        new RandomRun(4).Write(_folder.FullName);
        File.WriteAllText(PathOf("slurm-4711.out"), TimeLimit);

        Assert.Equal("finished", RecordReader.ReadFolders([_folder.FullName]).Last.Ended);
    }

    [Fact]
    public void An_XDATCAR_alone_tells_its_steps_and_the_last_positions()
    {
        var run = new RandomRun(4);
        run.Write(_folder.FullName);
        var odd = PathOf("trajectory of a run");
        File.Move(PathOf("XDATCAR"), odd);

        var read = RecordReader.ReadFile(odd);

        Assert.Equal((VaspFileKind.Xdatcar, run.Steps.Length, run.Start.Count), (read.Last.Kind, read.IonicSteps, read.Atoms));
        Assert.Null(read.Last.Ended);
        Assert.All(run.Steps[^1].Structure.Cartesian.Zip(read.FinalStructure!.Cartesian), pair => Assert.Equal(0, (pair.First - pair.Second).Length, 1e-4));
    }

    private void Cut()
    {
        new RandomRun(4).Write(_folder.FullName);
        var outcar = File.ReadAllText(PathOf("OUTCAR"));
        File.WriteAllText(PathOf("OUTCAR"), outcar[..(outcar.Length / 2)]);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
