using System.Diagnostics;

namespace DefiNet.Clusters.Tests.Fixtures;

/// <summary>A real Grid Engine on this machine: qmaster and one execd with folders and ports of their own, started and stopped here. It needs root, since execd starts jobs as other users.</summary>
public sealed class GridEngine : IDisposable
{
    private const string Library = "/usr/lib/gridengine", Shared = "/usr/share/gridengine";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly List<Process> _daemons = [];
    private readonly int[] _ports = FreePort.Take(2);

    private GridEngine(string folder) => Folder = folder;

    /// <summary>Folder of everything that belongs to it.</summary>
    public string Folder { get; }

    /// <summary>The line for an sshd that lets its users find this Grid Engine.</summary>
    public string SshdLine => $"SetEnv {string.Join(' ', Variables)}";

    /// <summary>Why none can run here; null when one can.</summary>
    public static string? Lacking =>
        Environment.UserName != "root" ? "sge_execd starts jobs as other users only when it runs as root"
        : !File.Exists("/usr/sbin/sge_qmaster") || !File.Exists("/usr/sbin/sge_execd") || !File.Exists($"{Library}/spoolinit") ? "Grid Engine is not installed (packages gridengine-master, gridengine-exec, gridengine-client)"
        : null;

    private IEnumerable<string> Variables => [$"SGE_ROOT={Folder}", "SGE_CELL=default", $"SGE_QMASTER_PORT={_ports[0]}", $"SGE_EXECD_PORT={_ports[1]}"];

    /// <summary>Starts one, or skips the test with the reason.</summary>
    public static GridEngine Start()
    {
        if (Lacking is { } reason)
            Assert.Skip(reason);
        var engine = new GridEngine(Directory.CreateTempSubdirectory("dfn-sge-").FullName);
        try
        {
            engine.Prepare();
            engine.Daemon("sge_qmaster");
            engine.WaitFor("sge_qmaster", () => engine.Run("qconf", "-sh").ExitCode == 0);
            engine.Configure();
            engine.Daemon("sge_execd");
            engine.WaitFor("sge_execd", () => engine.Run("qstat", "-f").Text.Contains("lx-", StringComparison.Ordinal));
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Runs one of Grid Engine's programs as root.</summary>
    public (int ExitCode, string Text) Run(string program, params IEnumerable<string> arguments) => Shell.Run("env", [.. Variables, program, .. arguments]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            Shell.Kill(Shell.Family(daemon.Id));
            daemon.WaitForExit();
            daemon.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private void Prepare()
    {
        Shell.Must("chmod", "755", Folder);
        foreach (var name in (string[])["default/common", "default/spool/qmaster/job_scripts", "execd"])
            Directory.CreateDirectory(Path.Combine(Folder, name));
        Directory.CreateSymbolicLink(Path.Combine(Folder, "util"), $"{Shared}/util");
        Write("default/common/bootstrap", $"""
            admin_user root
            default_domain none
            ignore_fqdn true
            spooling_method classic
            spooling_lib libspoolc
            spooling_params {Folder}/default/common;{Folder}/default/spool/qmaster
            binary_path /usr/sbin
            qmaster_spool_dir {Folder}/default/spool/qmaster
            security_mode none
            listener_threads 2
            worker_threads 2
            scheduler_threads 1
            """);
        Write("default/common/act_qmaster", "localhost");
        Write("default/common/host_aliases", $"localhost {Environment.MachineName}");
        var lines = File.ReadAllLines($"{Shared}/default-configuration").Select(line => line.Split(' ', 2)[0] switch
        {
            "execd_spool_dir" => $"execd_spool_dir {Folder}/execd",
            "min_uid" or "min_gid" => line.Split(' ', 2)[0] + " 0",
            "gid_range" => "gid_range 40000-40100",
            "reporting_params" => "reporting_params accounting=true reporting=false flush_time=00:00:01 accounting_flush_time=00:00:01 joblog=false sharelog=00:00:00",
            _ => line,
        });
        File.WriteAllLines(Path.Combine(Folder, "configuration"), lines);
        Must($"{Library}/spoolinit", "classic", "libspoolc", $"{Folder}/default/common;{Folder}/default/spool/qmaster", "init");
        Must($"{Library}/spooldefaults", "configuration", Path.Combine(Folder, "configuration"));
        Must($"{Library}/spooldefaults", "complexes", $"{Shared}/util/resources/centry");
        Must($"{Library}/spooldefaults", "usersets", $"{Shared}/util/resources/usersets");
        Must($"{Library}/spooldefaults", "managers", "root");
    }

    private void Configure()
    {
        Run("qconf", "-ah", "localhost");
        Run("qconf", "-as", "localhost");
        Write("host", "hostname localhost\nload_scaling NONE\ncomplex_values NONE\nuser_lists NONE\nxuser_lists NONE\nprojects NONE\nxprojects NONE\nusage_scaling NONE\nreport_variables NONE\n");
        Write("pe", "pe_name smp\nslots 999\nuser_lists NONE\nxuser_lists NONE\nstart_proc_args NONE\nstop_proc_args NONE\nallocation_rule $pe_slots\ncontrol_slaves FALSE\njob_is_first_task TRUE\nurgency_slots min\naccounting_summary FALSE\nqsort_args NONE\n");
        string[] none = ["load_thresholds", "suspend_thresholds", "ckpt_list", "prolog", "epilog", "starter_method", "suspend_method", "resume_method", "terminate_method", "owner_list", "user_lists", "xuser_lists", "subordinate_list", "complex_values", "projects", "xprojects", "calendar"];
        string[] unlimited = ["rt", "cpu", "fsize", "data", "stack", "core", "rss", "vmem"];
        Write("queue", $"""
            qname all.q
            hostlist localhost
            seq_no 0
            nsuspend 1
            suspend_interval 00:05:00
            priority 0
            min_cpu_interval 00:05:00
            processors UNDEFINED
            qtype BATCH
            pe_list smp
            rerun FALSE
            slots 8
            tmpdir /tmp
            shell /bin/sh
            shell_start_mode posix_compliant
            notify 00:00:60
            initial_state default
            {string.Join('\n', none.Select(name => name + " NONE"))}
            {string.Join('\n', unlimited.SelectMany(name => (string[])[$"s_{name} INFINITY", $"h_{name} INFINITY"]))}

            """);
        Must("qconf", "-Ae", Path.Combine(Folder, "host"));
        Must("qconf", "-Ap", Path.Combine(Folder, "pe"));
        Must("qconf", "-Aq", Path.Combine(Folder, "queue"));
    }

    private void Daemon(string program) =>
        _daemons.Add(Shell.Start(Path.Combine(Folder, program + ".out"), "env", [.. Variables, "SGE_ND=1", Shell.Find(program)!]));

    private void Must(string program, params IEnumerable<string> arguments)
    {
        var (code, text) = Run(program, arguments);
        if (code != 0 && !text.Contains("No such file or directory", StringComparison.Ordinal))
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {text}");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text.TrimEnd('\n') + "\n");

    private void WaitFor(string what, Func<bool> ready)
    {
        var clock = Stopwatch.StartNew();
        while (!ready())
        {
            if (clock.Elapsed > StartLimit)
                throw new InvalidOperationException($"{what} did not come up: {string.Join('\n', Directory.GetFiles(Folder, "*.out").Select(File.ReadAllText))}");
            Thread.Sleep(100);
        }
    }
}
