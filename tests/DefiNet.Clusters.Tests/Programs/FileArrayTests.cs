using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Programs;
using DefiNet.Clusters.Schedulers;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.Clusters.Tests.Programs;

/// <summary>A program that is brought to a cluster once and treats many files there as an array job, over a real sshd and Slurm.</summary>
public sealed class FileArrayTests : IClassFixture<SharedSlurm>, IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly SharedSlurm _slurm;
    private readonly string _here = Directory.CreateTempSubdirectory("definet-array-").FullName;

    public FileArrayTests(SharedSlurm slurm) => _slurm = slurm;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_treated_there_and_their_results_come_back()
    {
        if (SshServer.Lacking is { } reason)
            Assert.Skip(reason);
        await using var server = SshServer.Start(_slurm.Cluster().SshdLine);
        await using var host = server.Connect();
        var cluster = new ClusterDefinition { Name = "test", Host = "dfn-test", Scheduler = "slurm", Folder = server.MakeFolder("definet"), Poll = TimeSpan.FromSeconds(0.5), Grace = TimeSpan.FromSeconds(5) };
        var runner = new FileArrayRunner(cluster, host, SchedulerFactory.Create(cluster));
        var program = WriteProgram();

        var first = await ProgramStaging.StageAsync(host, cluster.Folder, program, "bin/treat", Long, Stop);
        var second = await ProgramStaging.StageAsync(host, cluster.Folder, program, "bin/treat", Long, Stop);
        var files = Enumerable.Range(1, 7).Select(number => Write($"start {number}.vasp", $"{number}")).ToList();
        var array = new FileArray("dfn-relax-1", [first, "--with", "it's"], files, FilesPerRun: 2, Tasks: 3, ["*.out"]);
        var runs = await runner.RunAsync(array, Path.Combine(_here, "back"), _ => { }, Stop);
        var repeated = await runner.RunAsync(array, Path.Combine(_here, "again"), _ => { }, Stop);
        await runner.RemoveAsync(array, Stop);

        Assert.Equal(first, second);
        Assert.Equal([2, 2, 2, 1], runs.Select(run => run.Files.Count));
        Assert.All(runs, run => Assert.Equal((0, null), (run.ExitCode, run.Problem)));
        Assert.Equal("treated 1 with it's\n", await File.ReadAllTextAsync(Path.Combine(runs[0].Folder, "start 1.vasp.out"), Stop));
        Assert.Equal("a library\n", await File.ReadAllTextAsync(Path.Combine(runs[3].Folder, "stdout"), Stop));
        Assert.Equal(runs.Select(run => run.ExitCode), repeated.Select(run => run.ExitCode));
        Assert.Equal([".ended", ".programs", ".stage"], Directory.GetDirectories(cluster.Folder).Select(Path.GetFileName).OrderBy(name => Array.IndexOf([".ended", ".programs", ".stage", ".collect"], name)));
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(cluster.Folder, ".programs")));
    }

    [Fact]
    public async Task A_run_that_fails_tells_its_exit_code_and_the_others_go_on()
    {
        await using var host = new LocalHost();
        var cluster = new ClusterDefinition { Name = "here", Scheduler = "direct", Folder = _here + "/root", Poll = TimeSpan.FromSeconds(0.1), Slots = 2 };
        var runner = new FileArrayRunner(cluster, host, SchedulerFactory.Create(cluster));
        var files = Enumerable.Range(1, 3).Select(number => Write($"f{number}", number == 2 ? "bad" : "good")).ToList();

        var runs = await runner.RunAsync(new FileArray("dfn-relax-2", ["sh", "-c", "grep -q good \"$1\" || exit 3", "sh"], files, 1, 1, []), _here + "/back", _ => { }, Stop);

        Assert.Equal([0, 3, 0], runs.Select(run => run.ExitCode));
    }

    [Fact]
    public async Task Two_files_of_one_name_are_refused()
    {
        await using var host = new LocalHost();
        var cluster = new ClusterDefinition { Name = "here", Scheduler = "direct", Folder = _here + "/root" };

        await Assert.ThrowsAsync<ClusterException>(() => new FileArrayRunner(cluster, host, SchedulerFactory.Create(cluster)).RunAsync(new FileArray("dfn-relax-3", ["true"], ["/a/x", "/b/x"], 1, 1, []), _here, _ => { }, Stop));
    }

    public void Dispose() => Directory.Delete(_here, recursive: true);

    private string WriteProgram()
    {
        var folder = Path.Combine(_here, "program");
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        Directory.CreateDirectory(Path.Combine(folder, "lib"));
        File.WriteAllText(Path.Combine(folder, "lib", "words"), "a library\n");
        File.WriteAllText(Path.Combine(folder, "bin", "treat"), "#!/bin/sh\ncat \"${0%/*}/../lib/words\"\nshift; with=$1; shift\nfor file; do echo \"treated $(cat \"$file\") with $with\" >\"$file.out\"; done\n");
        Shell.Must("chmod", "755", Path.Combine(folder, "bin", "treat"));
        return folder;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_here, name);
        File.WriteAllText(path, text);
        return path;
    }
}
