using DefiNet.Clusters.Checks;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Tests.Fixtures;

namespace DefiNet.Clusters.Tests.Checks;

/// <summary>A test of a cluster against a real sshd, on which one thing or another is wrong.</summary>
public sealed class ClusterCheckTests : IClassFixture<SharedSlurm>, IAsyncLifetime
{
    private readonly SharedSlurm _slurm;
    private readonly SshServer _server = SshServer.Start();
    private string _root;

    public ClusterCheckTests(SharedSlurm slurm)
    {
        _slurm = slurm;
        _root = _server.MakeFolder("definet");
    }

    [Fact]
    public async Task A_sound_site_with_Slurm_passes_every_step()
    {
        _server.Restart([_slurm.Cluster().SshdLine]);

        var steps = await Check("slurm", run: "sleep 1");

        Assert.Equal(["connection", "shell", "programs", "clock", "folder", "transfer", "sessions", "queue", "job", "result", "cancel"], steps.Select(step => step.Step));
        Assert.All(steps, step => Assert.True(step.Outcome == CheckOutcome.Good, $"{step.Step}: {step.Sentence}"));
        Assert.Equal([], Directory.GetDirectories(_root).Select(Path.GetFileName).Where(name => name!.StartsWith("dfn", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/bin/dash")]
    [InlineData("/usr/bin/fish")]
    [InlineData("/usr/bin/tcsh")]
    public async Task A_login_shell_that_is_not_bash_does_not_matter(string shell)
    {
        Assert.SkipUnless(File.Exists(shell), $"{shell} is not installed");
        _server.UseShell(shell);

        var steps = await Check("direct");

        Assert.Equal(11, steps.Count);
        Assert.All(steps, step => Assert.True(step.Outcome == CheckOutcome.Good, $"{step.Step}: {step.Sentence}"));
    }

    [Fact]
    public async Task A_wrong_host_key_is_told()
    {
        _server.ChangeHostKey();

        var step = Assert.Single(await Check("direct"));

        Assert.Equal(("connection", CheckOutcome.Bad), (step.Step, step.Outcome));
        Assert.Contains("the host's key is not the one that is known here", step.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_without_its_scheduler_is_told()
    {
        var last = (await Check("slurm", path: "/usr/bin/none:/bin/none")).Last();

        Assert.Equal(("programs", CheckOutcome.Bad), (last.Step, last.Outcome));
        Assert.Contains("sbatch, squeue, scancel, scontrol are not found there", last.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_told()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can make a small disk");
        var disk = _server.MakeFolder("small");
        if (Shell.Run("mount", "-t", "tmpfs", "-o", "size=1m,mode=777", "tmpfs", disk).ExitCode != 0)
            Assert.Skip("no file system can be mounted here");
        try
        {
            _root = disk + "/definet";

            var last = (await Check("direct")).Last();

            Assert.Equal(("folder", CheckOutcome.Bad), (last.Step, last.Outcome));
            Assert.Contains("the disk there is full", last.Sentence, StringComparison.Ordinal);
        }
        finally
        {
            Shell.Run("umount", "-l", disk);
        }
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_told()
    {
        _root = "/proc/definet";

        var last = (await Check("direct")).Last();

        Assert.Equal(("folder", CheckOutcome.Bad), (last.Step, last.Outcome));
    }

    [Fact]
    public async Task A_login_that_chatters_and_a_small_limit_of_sessions_are_remarked_and_nothing_else_suffers()
    {
        var noisy = Path.Combine(_server.Folder, "noisy");
        await File.WriteAllTextAsync(noisy, "#!/bin/sh\necho Welcome to the site\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n", TestContext.Current.CancellationToken);
        Shell.Must("chmod", "755", noisy);
        _server.Restart([$"ForceCommand {noisy}", "MaxSessions 2"]);

        var steps = await Check("direct");

        Assert.Equal(["shell", "sessions"], steps.Where(step => step.Outcome == CheckOutcome.Remark).Select(step => step.Step));
        Assert.Contains("Welcome to the site", steps[1].Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(steps, step => step.Outcome == CheckOutcome.Bad);
    }

    [Fact]
    public async Task A_run_command_that_the_nodes_do_not_have_is_told()
    {
        var steps = await Check("direct", run: "vasp_nowhere -x");

        var result = steps.Single(step => step.Step == "result");
        Assert.Equal(CheckOutcome.Bad, result.Outcome);
        Assert.Contains("vasp_nowhere", result.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date", "case $1 in +%s) echo $(( $($real +%s) + 7200 )) ;; *) exec $real \"$@\" ;; esac", "clock", CheckOutcome.Remark, "120 min ahead of ours; nothing here depends on it")]
    [InlineData("date", "echo 'Mon Nov 23'", "clock", CheckOutcome.Remark, "The host does not say its time")]
    [InlineData("dd", "case $* in *.definet-probe*) echo \"dd: error writing '.definet-probe': Disk quota exceeded\" >&2; exit 1 ;; *) exec $real \"$@\" ;; esac", "folder", CheckOutcome.Bad, "your quota there is used up")]
    [InlineData("tar", "echo 'tar: Skipping to next header' >&2; exit 2", "transfer", CheckOutcome.Bad, "Skipping to next header")]
    [InlineData("ln", "exit 1", "folder", CheckOutcome.Remark, "knows no hard links")]
    public async Task What_a_program_there_does_wrong_is_told(string program, string script, string step, CheckOutcome outcome, string words)
    {
        var bin = _server.MakeFolder("bin");
        var path = Path.Combine(bin, program);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\nreal={Shell.Find(program)}\n{script}\n", TestContext.Current.CancellationToken);
        Shell.Must("chmod", "755", path);
        _server.Restart([$"SetEnv PATH={bin}:/usr/bin:/bin"]);

        var told = (await Check("direct", until: step)).Last();

        Assert.Equal((step, outcome), (told.Step, told.Outcome));
        Assert.Contains(words, told.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_without_tar_is_told()
    {
        var last = (await Check("direct", path: "", without: "tar")).Last();

        Assert.Equal(("programs", CheckOutcome.Bad), (last.Step, last.Outcome));
        Assert.Contains("tar", last.Sentence, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<List<CheckedStep>> Check(string scheduler, string? run = null, string? path = null, string? until = null, string? without = null)
    {
        if (path is not null)
        {
            // A site on which nothing but the usual programs is to be found.
            var bin = Path.Combine(_server.Folder, "bin");
            Directory.CreateDirectory(bin);
            foreach (var program in ((string[])["tar", "gzip", "find", "awk", "tail", "head", "wc", "date", "id", "uname", "ln", "cut", "sha256sum", "timeout", "sh", "dd", "true", "rm", "mkdir"]).Where(program => program != without))
                File.CreateSymbolicLink(Path.Combine(bin, program), Shell.Find(program)!);
            _server.Restart([$"SetEnv PATH={bin}"]);
        }

        var cluster = new ClusterDefinition { Name = "test", Host = "dfn-test", Scheduler = scheduler, Folder = _root, Run = run, Slots = 1, Grace = TimeSpan.FromSeconds(5) };
        await using var host = _server.Connect(maxSessions: cluster.MaxConnections);
        var steps = new List<CheckedStep>();
        await foreach (var step in new ClusterCheck(cluster, host, TimeSpan.FromSeconds(60)).RunAsync(TestContext.Current.CancellationToken))
        {
            steps.Add(step);
            if (step.Step == until)
                break;
        }

        return steps;
    }
}
