using DefiNet.Clusters.Definitions;

namespace DefiNet.Clusters.Tests.Definitions;

public sealed class ClusterFileTests
{
    [Fact]
    public void A_definition_says_what_a_job_needs()
    {
        var cluster = ClusterFile.Parse("""
            # a comment
            host: me@login.site.edu
            scheduler: slurm
            folder: /scratch/me/definet/
            partition: cpu
            account: proj-1
            nodes: 2
            tasks_per_node: 64
            memory: 120 GiB
            wall_time: 24 h
            stop_before: 15 min
            modules: [intel/2023, VASP/6.4.2]
            run: |
              srun vasp_std
            max_queued: 40
            poll: 1 min
            """, "site.yaml", "site");

        Assert.Equal(("site", "me@login.site.edu", "slurm", "/scratch/me/definet", "cpu", "proj-1"), (cluster.Name, cluster.Host, cluster.Scheduler, cluster.Folder, cluster.Partition, cluster.Account));
        Assert.Equal((2, 64, 120 * 1024, TimeSpan.FromHours(24), TimeSpan.FromMinutes(15)), (cluster.Nodes, cluster.TasksPerNode, cluster.MemoryMiB, cluster.WallTime, cluster.StopMargin));
        Assert.Equal(["intel/2023", "VASP/6.4.2"], cluster.Modules);
        Assert.Equal(("srun vasp_std\n", 40, TimeSpan.FromMinutes(1)), (cluster.Run, cluster.MaxQueued, cluster.Poll));
        Assert.Contains("OUTCAR", cluster.Fetch);
    }

    [Fact]
    public void Runs_at_once_may_stand_alone_for_array_jobs_of_our_own_programs()
    {
        var cluster = ClusterFile.Parse("scheduler: slurm\nfolder: /x\nruns_at_once: 2", "site.yaml", "site");

        Assert.Equal((1, 2), (cluster.RunsPerJob, cluster.RunsAtOnce));
    }

    [Theory]
    [InlineData("scheduler: slurm\nfolder: /x\nruns_per_job: 2\nruns_at_once: 3", "site.yaml:4: runs_at_once: is 3, but a job has only 2 runs")]
    [InlineData("scheduler: slurm\nfolder: /x\nruns_per_job: 501", "site.yaml:3: runs_per_job: is '501'")]
    [InlineData("", "site.yaml:1: the file is empty")]
    [InlineData("folder: /x", "site.yaml:1: scheduler: is missing")]
    [InlineData("scheduler: slrum\nfolder: /x", "site.yaml:1: scheduler: is 'slrum'; it must be one of slurm")]
    [InlineData("scheduler: slurm", "site.yaml:1: folder: is missing")]
    [InlineData("scheduler: slurm\nfolder: work", "site.yaml:2: folder: 'work' is no path on a host")]
    [InlineData("scheduler: slurm\nfolder: ~", "site.yaml:2: folder: must be a folder of its own")]
    [InlineData("scheduler: slurm\nfolder: /x/../y", "site.yaml:2: folder: '/x/../y' holds '..'")]
    [InlineData("scheduler: slurm\nfolder: /x\nwalltime: 3", "site.yaml:3: walltime: there is no such field")]
    [InlineData("scheduler: slurm\nfolder: /x\nwall_time: soon", "site.yaml:3: wall_time: is 'soon'; it must be a time such as")]
    [InlineData("scheduler: slurm\nfolder: /x\nwall_time: 24", "site.yaml:3: wall_time: is '24'")]
    [InlineData("scheduler: slurm\nfolder: /x\nwall_time: 5 min", "site.yaml:1: stop_before: is 10 min, the wall time only 5 min")]
    [InlineData("scheduler: slurm\nfolder: /x\nmemory: 64", "site.yaml:3: memory: is '64'; it must be an amount")]
    [InlineData("scheduler: slurm\nfolder: /x\nnodes: -1", "site.yaml:3: nodes: is '-1'; it must be a whole number")]
    [InlineData("scheduler: slurm\nfolder: /x\npartition: a b", "site.yaml:3: partition: is 'a b'; it must be a name")]
    [InlineData("scheduler: slurm\nfolder: /x\npartition: --wrap=x", "site.yaml:3: partition:")]
    [InlineData("scheduler: slurm\nfolder: /x\npartition: a\nqueue: b", "site.yaml:4: queue: stands beside 'partition'")]
    [InlineData("scheduler: slurm\nfolder: /x\nfetch: [../../etc/passwd]", "site.yaml:3: fetch:")]
    [InlineData("scheduler: slurm\nfolder: /x\ndirectives: [rm -rf /]", "site.yaml:3: directives:")]
    [InlineData("scheduler: slurm\nfolder: /x\nhost: -oProxyCommand=x", "cannot be the name of a host")]
    [InlineData("scheduler: slurm\nscheduler: pbs\nfolder: /x", "site.yaml:2: scheduler: the field stands here a second time")]
    [InlineData("scheduler: slurm\nfolder: /x\nmodules: {a: b}", "one text or number must stand here")]
    [InlineData("scheduler: &a slurm\nfolder: *a", "anchors and tags are not used")]
    [InlineData("scheduler: [\n", "this is not YAML")]
    public void What_cannot_be_right_is_told_with_its_line(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ClusterException>(() => ClusterFile.Parse(text, "site.yaml", "site")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_examples_that_ship_are_right()
    {
        var folder = Path.Combine(Root(), "config", "clusters", "examples");
        var files = Directory.GetFiles(folder, "*.yaml");

        Assert.Equal(["direct", "lsf", "pbs", "sge", "slurm", "torque"], files.Select(file => ClusterFile.Read(file).Scheduler).Order(StringComparer.Ordinal));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DefiNet.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder;
    }
}
