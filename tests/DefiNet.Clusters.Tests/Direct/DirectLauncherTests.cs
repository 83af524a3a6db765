using System.Diagnostics;
using DefiNet.Clusters.Direct;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.Clusters.Tests.Direct;

public sealed class DirectLauncherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-job-").FullName;

    [Fact]
    public void A_folder_in_which_nothing_began_is_not_started() =>
        Assert.Equal(JobState.NotStarted, DirectLauncher.Probe(_folder).State);

    [Fact]
    public void A_program_runs_in_the_folder_and_leaves_its_exit_code_and_output()
    {
        DirectLauncher.Launch(Sh("pwd; echo careful >&2; exit 3"), _folder);

        var status = WaitForEnd();

        Assert.Equal((JobState.Ended, 3, false), (status.State, status.ExitCode, status.WasKilled));
        Assert.Equal(_folder, File.ReadAllText(Path.Combine(_folder, JobFolder.Output)).Trim());
        Assert.Equal("careful", JobFolder.LastErrorLine(_folder));
    }

    [Fact]
    public void Arguments_reach_the_program_as_they_are()
    {
        string[] arguments = ["two words", "$(touch hacked)", "; touch hacked", "quote\"d", "'", "*", "", "-e", "ünïcode\nline"];

        DirectLauncher.Launch(new JobCommand("dfn-1", "printf", ["%s|", .. arguments]), _folder);
        WaitForEnd();

        Assert.Equal(string.Concat(arguments.Select(argument => argument + "|")), File.ReadAllText(Path.Combine(_folder, JobFolder.Output)));
        Assert.False(File.Exists(Path.Combine(_folder, "hacked")));
    }

    [Fact]
    public void A_missing_program_ends_the_job_with_the_shells_sentence()
    {
        DirectLauncher.Launch(new JobCommand("dfn-1", "/nowhere/vasp_std", []), _folder);

        Assert.Equal(127, WaitForEnd().ExitCode);
        Assert.Contains("/nowhere/vasp_std", JobFolder.LastErrorLine(_folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_job_has_a_session_of_its_own_and_is_known_by_pid_and_start_time()
    {
        var process = DirectLauncher.Launch(Sh("sleep 60"), _folder);

        var status = DirectLauncher.Probe(_folder);

        Assert.Equal(JobState.Running, status.State);
        Assert.Equal(process, status.Process);
        Assert.Equal(process.Pid, ProcessStat.TryRead(process.Pid)!.Value.Session);
        Assert.Equal("dfn-1", process.Token);
        Assert.True(process.IsAlive());
        Assert.False((process with { StartTicks = process.StartTicks - 1 }).IsAlive());
        Assert.False((process with { Boot = "another" }).IsAlive());
        Assert.Throws<ClusterException>(() => (process with { Boot = "another", Host = "elsewhere" }).IsAlive());
    }

    [Fact]
    public void A_second_launch_in_the_same_folder_is_refused_while_the_first_runs_and_after()
    {
        DirectLauncher.Launch(Sh("sleep 60"), _folder);
        var whileRunning = Assert.Throws<ClusterException>(() => DirectLauncher.Launch(Sh("echo twice >twice"), _folder));
        DirectLauncher.Stop(_folder);
        Assert.Throws<ClusterException>(() => DirectLauncher.Launch(Sh("echo twice >twice"), _folder));

        Assert.Contains("already started here", whileRunning.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "twice")));
    }

    [Fact]
    public void Of_many_launches_at_once_one_runs()
    {
        var refused = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                DirectLauncher.Launch(Sh("echo ran >>runs"), _folder);
            }
            catch (ClusterException)
            {
                Interlocked.Increment(ref refused);
            }
        });
        WaitForEnd();
        while (Directory.GetFiles(_folder).Any(file => file.Contains("job.started.", StringComparison.Ordinal)))
            Thread.Sleep(5); // those that were refused tidy up after themselves

        Assert.Equal(7, refused);
        Assert.Equal("ran\n", File.ReadAllText(Path.Combine(_folder, "runs")));
        Assert.Equal(["job.ended", "job.sh", "job.started", "runs", "stderr", "stdout"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_killed_session_leaves_a_job_that_died()
    {
        var process = DirectLauncher.Launch(Sh("sleep 60"), _folder);

        Kill("KILL", -process.Pid);

        var status = WaitForEnd();
        Assert.Equal((JobState.Died, true), (status.State, status.WasKilled));
    }

    [Fact]
    public void A_program_killed_alone_counts_as_killed_too()
    {
        DirectLauncher.Launch(Sh("kill -KILL $$"), _folder);

        var status = WaitForEnd();

        Assert.Equal((JobState.Ended, 137, true), (status.State, status.ExitCode, status.WasKilled));
    }

    [Fact]
    public void A_program_that_lost_its_watcher_is_still_running()
    {
        var process = DirectLauncher.Launch(new JobCommand("dfn-1", "sleep", ["60"]), _folder);
        while (!Shell.Family(process.Pid).Skip(1).Any(child => Shell.NameOf(child) == "sleep"))
            Thread.Sleep(5);

        Kill("KILL", process.Pid);
        while (ProcessStat.TryRead(process.Pid) is { IsDead: false })
            Thread.Sleep(5);

        Assert.Equal(JobState.Running, DirectLauncher.Probe(_folder).State);
        DirectLauncher.Stop(_folder);
        Assert.Equal(JobState.Died, DirectLauncher.Probe(_folder).State);
    }

    [Fact]
    public void Stopping_ends_even_a_program_that_does_not_listen()
    {
        DirectLauncher.Launch(Sh("trap '' TERM; touch deaf; while :; do sleep 1; done"), _folder);
        while (!File.Exists(Path.Combine(_folder, "deaf")))
            Thread.Sleep(5);

        DirectLauncher.Stop(_folder);

        Assert.True(DirectLauncher.Probe(_folder).WasKilled);
    }

    [Theory]
    [InlineData("", "token")]
    [InlineData("token a\nnonce b\npid x\nstart_ticks 1\nboot c\npid_namespace d\nhost e\n", "pid")]
    [InlineData("token a\nnonce b\npid -1\nstart_ticks 1\nboot c\npid_namespace d\nhost e\n", "pid")]
    public void A_start_file_that_no_job_wrote_is_refused(string text, string field)
    {
        File.WriteAllText(Path.Combine(_folder, "job.started"), text);

        Assert.Contains(field, Assert.Throws<ClusterException>(() => DirectLauncher.Probe(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_that_was_cut_by_a_crash_of_the_machine_is_no_end()
    {
        File.WriteAllText(Path.Combine(_folder, "job.started"), $"token a\nnonce b\npid 1\nstart_ticks 1\nboot before\npid_namespace d\nhost {Environment.MachineName}\n");
        File.WriteAllText(Path.Combine(_folder, "job.ended"), "");

        Assert.Equal(JobState.Died, DirectLauncher.Probe(_folder).State);
    }

    public void Dispose()
    {
        if (JobFolderIsReadable())
            DirectLauncher.Stop(_folder);
        Directory.Delete(_folder, recursive: true);
    }

    private static JobCommand Sh(string script) => new("dfn-1", "/bin/sh", ["-c", script]);

    private static void Kill(string signal, int pid)
    {
        using var kill = Process.Start("/bin/sh", ["-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, $"{pid}"]);
        kill.WaitForExit();
    }

    private JobStatus WaitForEnd()
    {
        for (; ; Thread.Sleep(5))
        {
            if (DirectLauncher.Probe(_folder) is { State: not (JobState.Running or JobState.NotStarted) } status)
                return status;
        }
    }

    private bool JobFolderIsReadable()
    {
        try
        {
            return JobFolder.ReadStarted(_folder) is not null;
        }
        catch (ClusterException)
        {
            return false;
        }
    }
}
