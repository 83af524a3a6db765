using System.Globalization;

namespace DefiNet.Clusters.Direct;

/// <summary>The process that has a job's folder. Its number alone would not do: numbers are used again, so the start time and the machine's boot belong to it.</summary>
/// <param name="Token">Name of the job.</param>
/// <param name="Nonce">Which launch took the folder.</param>
/// <param name="Pid">Number of the process; its process group and session have the same.</param>
/// <param name="StartTicks">Start time in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>).</param>
/// <param name="Boot">The kernel's identifier of this boot.</param>
/// <param name="PidNamespace">The name space in which the number counts; containers have their own.</param>
/// <param name="Host">Name of the machine.</param>
public sealed record ProcessIdentity(string Token, string Nonce, int Pid, long StartTicks, string Boot, string PidNamespace, string Host)
{
    /// <summary>Whether a process of this job lives on this machine: the one that took the folder or, when only that was killed, one that it started.</summary>
    /// <exception cref="ClusterException">The job was started on another machine, where alone it can be asked for.</exception>
    public bool IsAlive()
    {
        if (Boot != ThisBoot())
        {
            return Host == Environment.MachineName
                ? false // the machine went down since
                : throw new ClusterException($"The job {Token} was started on {Host}, this is {Environment.MachineName}; look after it there or, if that machine is no more, write 'exit_code 137' into its job.ended.");
        }

        if (PidNamespace != ThisPidNamespace())
            return false; // a container that was made anew: what ran in the old one ended with it
        var leader = ProcessStat.TryRead(Pid);
        if (leader is { } other && other.StartTicks != StartTicks)
            return false; // the number is in use again
        return leader is { IsDead: false } || SessionLives();
    }

    private bool SessionLives()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && ProcessStat.TryRead(pid) is { } process && process.Session == Pid && process.StartTicks >= StartTicks && !process.IsDead)
            {
                return true;
            }
        }

        return false;
    }

    private static string ThisBoot() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private static string ThisPidNamespace() => new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
}
