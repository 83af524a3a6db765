using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Tests.Vasp;

public sealed class RoundTripTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definet-vasp-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_the_writers_write_the_readers_read_back_for_a_thousand_made_up_runs()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var run = new RandomRun(seed);
            run.Write(_folder.FullName);
            var options = new VaspReadOptions { KeepEveryStep = true, Freedom = run.Start.Freedom };

            var outcar = OutcarReader.Read(Path.Combine(_folder.FullName, "OUTCAR"), options);
            var vasprun = VasprunReader.Read(Path.Combine(_folder.FullName, "vasprun.xml"), options);
            var oszicar = OszicarReader.Read(Path.Combine(_folder.FullName, "OSZICAR"));

            SameRun(run, outcar, 2e-5);
            SameRun(run, vasprun, 2e-7);
            Assert.Equal(run.Steps.Select(step => step.Electronic), oszicar.ElectronicSteps);
            Assert.All(run.Steps.Zip(oszicar.Toten), pair => Assert.Equal(pair.First.Energy, pair.Second, 1e-7 * Math.Max(1, Math.Abs(pair.First.Energy))));
            Assert.Equal(run.Reached, outcar.ReachedAccuracy);
            Assert.Equal((13.25, 12.5, 4096.0), (outcar.Seconds, outcar.CpuSeconds, outcar.PeakKilobytes));
            Assert.All(run.Steps.Zip(outcar.Steps), pair => Assert.Equal(pair.First.Seconds, pair.Second.Seconds));
            Assert.Equal("surrogate", VaspProgram.EngineOf(oszicar.Program));
        }
    }

    [Fact]
    public void The_record_has_the_last_structure_with_the_digits_of_CONTCAR()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var run = new RandomRun(seed);
            run.Write(_folder.FullName);

            var record = RecordReader.ReadRecord([_folder.FullName]);

            Assert.Equal(("surrogate", "6.1.0", "finished", 1), (record.Engine, record.EngineVersion, record.Ended, record.Parts));
            Assert.Equal(run.Start.Species, record.FinalStructure!.Species);
            Assert.All(run.Steps[^1].Structure.Fractional.Zip(record.FinalStructure.Fractional), pair => Assert.Equal(0, (pair.First - pair.Second).Length, 1e-12));
        }
    }

    private static void SameRun(RandomRun run, VaspOutput read, double positionError)
    {
        Assert.Equal(("surrogate", "6.1.0"), (read.Program, read.Version));
        Assert.Equal(run.Start.Count, read.Atoms);
        Assert.Equal(run.Start.Species, read.Species);
        Assert.Equal((50, run.Incar.Ibrion, run.Nelm, 2), (read.Settings.Nsw, read.Settings.Ibrion, read.Settings.Nelm, read.Settings.Isif));
        Assert.Equal((1e-6, run.Ediffg), (read.Settings.Ediff, read.Settings.Ediffg));
        Assert.True(read.Finished);
        Assert.Equal(run.Steps.Length, read.IonicSteps);
        Assert.Equal(run.Steps.Select(step => step.Electronic), read.ElectronicSteps);
        Assert.Equal(run.Steps.Select(step => step.Energy), read.Toten);
        Assert.Equal(run.Steps.Select(step => step.Sigma0), read.EnergySigma0);
        for (var index = 0; index < run.Steps.Length; index++)
        {
            var (step, geometry) = (run.Steps[index], read.Geometries[index]);
            Assert.Equal(step.Forces, geometry.Forces);
            Assert.Equal(step.Stress, geometry.Stress);
            Assert.Equal(step.Forces.Max(force => force.Length), read.Steps[index].MaxForce, 1e-12);
            Assert.Equal(step.Energy, read.Steps[index].Energy);
            Assert.Equal(0, (geometry.Lattice!.A - step.Structure.Lattice.A).Length, 1e-7);
            Assert.All(step.Structure.Cartesian.Zip(geometry.Positions), pair => Assert.Equal(0, (pair.First - pair.Second).Length, positionError));
        }
    }
}
