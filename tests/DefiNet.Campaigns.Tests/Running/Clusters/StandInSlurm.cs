using System.Text;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Campaigns.Tests.Running.Clusters;

/// <summary>A stand-in for Slurm's programs on this machine that only keeps a list: it takes jobs and shows them waiting. Counts every command that a host would have been sent.</summary>
internal sealed class StandInSlurm : IHost
{
    private readonly LocalHost _host = new();
    private readonly string _state;

    public StandInSlurm(string folder)
    {
        _state = Directory.CreateDirectory(Path.Combine(folder, "slurm")).FullName;
        Program("sbatch", """
            n=0
            [ ! -f "$state/next" ] || read -r n <"$state/next"
            n=$((n + 1))
            echo "$n" >"$state/next"
            while read -r line; do case $line in '#SBATCH --job-name='*) name=${line#*=}; break ;; esac; done <job.sh
            echo "$n|PD|$(id -un)|Priority|$name" >>"$state/queue"
            echo "$n"
            """);
        Program("squeue", """
            echo 'JOBID|ST|USER|REASON|NAME'
            [ ! -f "$state/queue" ] || cat "$state/queue"
            """);
        Program("sacct", "exit 1");
        Program("scontrol", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
        Program("scancel", ": >\"$state/queue\"");
    }

    public string Name => "stand-in";

    /// <summary>Folder of its programs.</summary>
    public string Programs => Path.Combine(_state, "bin");

    /// <summary>Commands sent, transfers included.</summary>
    public int Commands { get; private set; }

    /// <summary>Jobs taken, by name.</summary>
    public IReadOnlyList<string> Jobs => File.Exists(Path.Combine(_state, "queue")) ? [.. File.ReadAllLines(Path.Combine(_state, "queue")).Select(line => line.Split('|')[4])] : [];

    /// <summary>Lets the first jobs end at once, as if each had been run: the files of a folder appear in its own, and it leaves the queue.</summary>
    /// <param name="count">How many.</param>
    /// <param name="root">The cluster's folder.</param>
    /// <param name="output">Folder with what a run leaves.</param>
    public void End(int count, string root, string output)
    {
        foreach (var job in Jobs.Take(count))
        {
            var folder = Path.Combine(root, "runs", job, "part-1");
            foreach (var file in Directory.GetFiles(output))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            var end = $"{job} 0 none 1795420000 1795420060 node";
            File.WriteAllText(Path.Combine(folder, "job.started"), $"token {job}\n");
            File.WriteAllText(Path.Combine(folder, "job.ended"), $"exit_code 0\nend {end}\n");
            File.WriteAllText(Path.Combine(root, ".ended", job), end + "\n");
        }

        var queue = Path.Combine(_state, "queue");
        File.WriteAllLines(queue, File.ReadAllLines(queue)[count..]);
    }

    public Task<HostReply> RunAsync(HostCommand command, CancellationToken stop)
    {
        Commands++;
        return _host.RunAsync(command with { Arguments = ["env", $"PATH={_state}/bin:/usr/local/bin:/usr/bin:/bin", .. command.Arguments] }, stop);
    }

    public Task PutAsync(string localFile, string remoteFile, TimeSpan deadline, CancellationToken stop)
    {
        Commands++;
        return _host.PutAsync(localFile, remoteFile, deadline, stop);
    }

    public Task GetAsync(string remoteFile, string localFile, TimeSpan deadline, CancellationToken stop)
    {
        Commands++;
        return _host.GetAsync(remoteFile, localFile, deadline, stop);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private void Program(string name, string body)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_state, "bin")).FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\nstate={_state}\n{body}\n", new UTF8Encoding(false));
        using var chmod = System.Diagnostics.Process.Start("chmod", ["700", path]);
        chmod.WaitForExit();
    }
}
