namespace DefiNet.Clusters.Definitions;

/// <summary>A cluster as a person describes it in <c>config/clusters/NAME.yaml</c>.</summary>
public sealed record ClusterDefinition
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Host as ssh knows it; null for this machine.</summary>
    public string? Host { get; init; }

    /// <summary>Configuration file for ssh beside the user's own; null for the user's own.</summary>
    public string? SshConfig { get; init; }

    /// <summary>Scheduler: <c>slurm</c>, <c>pbs</c>, <c>torque</c>, <c>sge</c>, <c>lsf</c> or <c>direct</c>.</summary>
    public required string Scheduler { get; init; }

    /// <summary>Folder on the host for everything of ours; no other installation may use the same one.</summary>
    public required string Folder { get; init; }

    /// <summary>The command that runs the DFT code in a folder, as the site's shell understands it; null when each run brings its own.</summary>
    public string? Run { get; init; }

    /// <summary>Shell of the job scripts.</summary>
    public string Shell { get; init; } = "/bin/sh";

    /// <summary>Partition or queue; null for the site's usual one.</summary>
    public string? Partition { get; init; }

    /// <summary>Account or project that pays.</summary>
    public string? Account { get; init; }

    /// <summary>Nodes of a job.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Processes on each node.</summary>
    public int TasksPerNode { get; init; } = 1;

    /// <summary>Threads of each process.</summary>
    public int ThreadsPerTask { get; init; } = 1;

    /// <summary>Memory on each node in MiB; null for the site's usual amount.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Wall time of a job; null for the site's usual one.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>So long before the wall time the program is asked to stop.</summary>
    public TimeSpan StopMargin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Environment modules to load.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Shell lines before the run command.</summary>
    public string? Prologue { get; init; }

    /// <summary>Lines for the head of the job script, such as <c>#SBATCH --constraint=icelake</c>.</summary>
    public IReadOnlyList<string> Directives { get; init; } = [];

    /// <summary>At most so many jobs of this user in the queue, those not ours included when <see cref="CountOthers"/>.</summary>
    public int MaxQueued { get; init; } = 100;

    /// <summary>Whether the user's other jobs count against <see cref="MaxQueued"/>.</summary>
    public bool CountOthers { get; init; } = true;

    /// <summary>At most so many submissions a minute.</summary>
    public int MaxSubmissionsPerMinute { get; init; } = 60;

    /// <summary>At most so many commands over the connection at once.</summary>
    public int MaxConnections { get; init; } = 4;

    /// <summary>Seconds between two looks at the queue.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So long after a job left the queue its end may take to appear, on slow file systems.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>So many small runs share a job.</summary>
    public int RunsPerJob { get; init; } = 1;

    /// <summary>So many of the packed runs go at once.</summary>
    public int RunsAtOnce { get; init; } = 1;

    /// <summary>Jobs at work at once under <c>direct</c>.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Files to bring back from each run; names, or patterns with * and ?.</summary>
    public IReadOnlyList<string> Fetch { get; init; } = [];

    /// <summary>Files that stay on the cluster and of which only size and hash are noted here; names, or patterns.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Files of <see cref="Fetch"/> that are larger stay on the cluster too, in MiB; null for no limit.</summary>
    public int? KeepLargerThanMiB { get; init; }

    /// <summary>What is removed there when a run is recorded.</summary>
    public Transfer.CleanPolicy Clean { get; init; } = Transfer.CleanPolicy.Restart;

    /// <summary>Parallel environment of SGE; null for <c>smp</c> on one node and <c>mpi</c> on several.</summary>
    public string? ParallelEnvironment { get; init; }

    /// <summary>Path of a definet there, for relaxers on the cluster; null to bring this one.</summary>
    public string? Program { get; init; }
}
