using System.Diagnostics;

namespace DefiNet.Clusters.Tests.Fixtures;

/// <summary>A real Slurm on this machine: munged, slurmctld and one slurmd, with folders, ports and a key of their own, started and stopped here. It needs root, since slurmd starts jobs as other users.</summary>
public sealed class SlurmCluster : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Process> _daemons = [];
    private readonly string _node = Environment.MachineName.Split('.')[0];
    private readonly int[] _ports = FreePort.Take(2);
    private readonly int _jobsAtOnce;

    private SlurmCluster(string folder, int jobsAtOnce) => (Folder, _jobsAtOnce) = (folder, jobsAtOnce);

    /// <summary>Folder of everything that belongs to it.</summary>
    public string Folder { get; }

    /// <summary>Configuration, for the variable SLURM_CONF of whoever uses it.</summary>
    public string ConfigFile => Path.Combine(Folder, "slurm.conf");

    /// <summary>The line for an sshd that lets its users find this Slurm.</summary>
    public string SshdLine => $"SetEnv SLURM_CONF={ConfigFile}";

    /// <summary>Why none can run here; null when one can.</summary>
    public static string? Lacking =>
        Environment.UserName != "root" ? "slurmd starts jobs as other users only when it runs as root"
        : ((string[])["munged", "slurmctld", "slurmd", "sbatch"]).FirstOrDefault(program => Shell.Find(program) is null) is { } missing ? $"{missing} is not installed (packages slurmctld, slurmd, slurm-client, munge)"
        : null;

    /// <summary>Starts one, or skips the test with the reason.</summary>
    /// <param name="jobsAtOnce">How many jobs may run at once.</param>
    /// <param name="extra">Lines for slurm.conf, which take the place of its own with the same names.</param>
    public static SlurmCluster Start(int jobsAtOnce = 8, params IReadOnlyList<string> extra)
    {
        if (Lacking is { } reason)
            Assert.Skip(reason);
        var cluster = new SlurmCluster(Directory.CreateTempSubdirectory("dfn-slurm-").FullName, jobsAtOnce);
        try
        {
            cluster.Prepare(extra);
            cluster.StartMunge();
            cluster.StartController();
            cluster.StartNode();
            cluster.WaitFor("idle node", () => cluster.Run("sinfo", "-h", "-o", "%t") is (0, var text) && text.Contains("idle", StringComparison.Ordinal));
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Runs one of Slurm's programs as root.</summary>
    public (int ExitCode, string Text) Run(string program, params IEnumerable<string> arguments) => Shell.Run("env", [$"SLURM_CONF={ConfigFile}", Shell.Find(program) ?? program, .. arguments]);

    /// <summary>Starts the controller, again after <see cref="KillController"/>.</summary>
    public void StartController()
    {
        _daemons["slurmctld"] = Shell.Start(Path.Combine(Folder, "slurmctld.out"), "slurmctld", "-D", "-f", ConfigFile);
        WaitFor("slurmctld", () => Run("scontrol", "ping").Text.Contains("UP", StringComparison.Ordinal));
    }

    /// <summary>Ends the controller by force; jobs at work go on.</summary>
    public void KillController() => Kill("slurmctld");

    /// <summary>Takes the node away as a power cut would: its daemon and all jobs on it are gone, and the controller takes note of that.</summary>
    public void FailNode()
    {
        Kill("slurmd");
        Shell.Kill(Shell.WithVariable($"SLURM_CONF={ConfigFile}").Where(pid => Shell.NameOf(pid) == "slurmstepd" || Shell.HasVariable(pid, "SLURM_JOB_ID")));
        Run("scontrol", "update", $"nodename={_node}", "state=down", "reason=power");
    }

    /// <summary>Brings it back.</summary>
    public void RepairNode()
    {
        StartNode();
        WaitFor("idle node", () =>
        {
            Run("scontrol", "update", $"nodename={_node}", "state=resume");
            return Run("sinfo", "-h", "-o", "%t") is (0, var text) && (text.Contains("idle", StringComparison.Ordinal) || text.Contains("alloc", StringComparison.Ordinal) || text.Contains("mix", StringComparison.Ordinal)) && !text.Contains('*', StringComparison.Ordinal);
        });
    }

    /// <summary>Starts the node's daemon.</summary>
    public void StartNode() => _daemons["slurmd"] = Shell.Start(Path.Combine(Folder, "slurmd.out"), "slurmd", "-D", "-f", ConfigFile, "-N", _node);

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill("slurmd");
        Kill("slurmctld");
        Kill("munged");
        // Jobs and what watches them are nobody's children; all of them carry the configuration's name, and none may outlive the test.
        Shell.Kill(Shell.WithVariable($"SLURM_CONF={ConfigFile}"));
        Directory.Delete(Folder, recursive: true);
    }

    private void Prepare(IReadOnlyList<string> extra)
    {
        Shell.Must("chmod", "755", Folder);
        foreach (var name in (string[])["munge", "spool", "state"])
            Directory.CreateDirectory(Path.Combine(Folder, name));
        var key = new byte[1024];
        Random.Shared.NextBytes(key);
        File.WriteAllBytes(Path.Combine(Folder, "munge", "key"), key);
        Shell.Must("chmod", "400", Path.Combine(Folder, "munge", "key"));
        Shell.Must("chown", "-R", "munge", Path.Combine(Folder, "munge"));
        Shell.Must("chmod", "711", Path.Combine(Folder, "munge"));
        var lines = $"""
            ClusterName=dfn
            SlurmctldHost={_node}(127.0.0.1)
            SlurmctldPort={_ports[0]}
            SlurmdPort={_ports[1]}
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            CryptoType=crypto/munge
            AuthInfo=socket={Folder}/munge/socket
            StateSaveLocation={Folder}/state
            SlurmdSpoolDir={Folder}/spool
            SlurmctldPidFile={Folder}/slurmctld.pid
            SlurmdPidFile={Folder}/slurmd.pid
            SlurmctldLogFile={Folder}/slurmctld.log
            SlurmdLogFile={Folder}/slurmd.log
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            MpiDefault=none
            SwitchType=switch/none
            AccountingStorageType=accounting_storage/none
            JobAcctGatherType=jobacct_gather/none
            JobCompType=jobcomp/filetxt
            JobCompLoc={Folder}/jobs.txt
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerType=sched/backfill
            SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1,sched_min_interval=0,max_switch_wait=0
            ReturnToService=2
            MinJobAge=300
            MaxJobCount=20000
            MaxArraySize=1001
            KillWait=2
            InactiveLimit=0
            Waittime=0
            NodeName={_node} NodeAddr=127.0.0.1 CPUs={Environment.ProcessorCount} RealMemory=1000 State=UNKNOWN
            PartitionName=work Nodes={_node} Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:{Math.Max(1, _jobsAtOnce / Environment.ProcessorCount)}
            """.Split('\n');
        var own = lines.Where(line => !extra.Any(given => given[..given.IndexOf('=')] == line[..line.IndexOf('=')]));
        File.WriteAllLines(ConfigFile, [.. extra, .. own]);
    }

    private void StartMunge()
    {
        var folder = Path.Combine(Folder, "munge");
        _daemons["munged"] = Shell.Start(
            Path.Combine(Folder, "munged.out"), "setpriv", "--reuid=munge", "--regid=munge", "--clear-groups", "--", Shell.Find("munged")!, "-F", "--force",
            "-S", $"{folder}/socket", $"--key-file={folder}/key", $"--pid-file={folder}/pid", $"--log-file={folder}/log", $"--seed-file={folder}/seed");
        WaitFor("munged", () => File.Exists(Path.Combine(folder, "socket")));
    }

    private void WaitFor(string what, Func<bool> ready)
    {
        var clock = Stopwatch.StartNew();
        while (!ready())
        {
            if (clock.Elapsed > StartLimit || _daemons.Values.Any(daemon => daemon.HasExited))
                throw new InvalidOperationException($"{what} did not come up: {string.Join('\n', Directory.GetFiles(Folder, "*.out").Concat(Directory.GetFiles(Folder, "*.log")).Select(File.ReadAllText))}");
            Thread.Sleep(50);
        }
    }

    private void Kill(string daemon)
    {
        if (!_daemons.Remove(daemon, out var process))
            return;
        Shell.Kill(Shell.Family(process.Id));
        process.WaitForExit();
        process.Dispose();
    }
}
