using System.Diagnostics;
using System.Globalization;

namespace DefiNet.Clusters.Direct;

/// <summary>Starts programs on this machine without a scheduler. A job has its own session and lives on when this process ends, whatever ends it.</summary>
/// <remarks>
/// A folder is used once: the job's first act is to make <c>job.started</c> with its process number, start time and boot by a hard link, which only one can do;
/// its last is to put the exit code into <c>job.ended</c> by renaming. A launch that was repeated after a crash therefore never runs the program twice.
/// </remarks>
public static class DirectLauncher
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    // A constant; everything that varies arrives as an argument. The traps let the program's end be noted when the whole group is told to end.
    private const string Script = """
        #!/bin/sh
        # Runs one program in this folder, once: job.started is made first, job.ended last.
        # Usage: job.sh TOKEN NONCE PROGRAM [ARGUMENT...]
        set -u
        token=$1
        nonce=$2
        shift 2
        trap : HUP INT TERM
        twenty_second() { shift 19; ticks=$1; }
        read -r stat <"/proc/$$/stat" || exit 74
        twenty_second ${stat##*) }
        read -r boot </proc/sys/kernel/random/boot_id || exit 74
        mine=job.started.$nonce
        printf '%s\n' "token $token" "nonce $nonce" "pid $$" "start_ticks $ticks" "boot $boot" \
            "pid_namespace $(readlink /proc/self/ns/pid)" "host $(uname -n)" >"$mine" || exit 74
        sync "$mine"
        ln "$mine" job.started 2>/dev/null
        taken=$?
        rm -f "$mine"
        [ $taken -eq 0 ] || exit 75
        exec </dev/null >stdout 2>stderr
        "$@"
        code=$?
        printf 'exit_code %s\n' "$code" >job.ended.new && sync job.ended.new
        mv job.ended.new job.ended

        """;

    /// <summary>Starts a program in a folder and returns once it has the folder.</summary>
    /// <exception cref="ClusterException">The folder has been used before, or the job did not begin.</exception>
    public static ProcessIdentity Launch(JobCommand command, string folder)
    {
        if (!Directory.Exists(folder))
            throw new ClusterException($"{folder}: there is no such folder to run {command.Token} in.");
        RefuseUsed(command, folder, JobFolder.ReadStarted(folder));

        var nonce = Guid.NewGuid().ToString("N");
        WriteScript(folder, nonce);
        StartDetached(command, folder, nonce);

        var clock = Stopwatch.StartNew();
        for (var pause = 1; ; pause = Math.Min(2 * pause, 50))
        {
            if (JobFolder.ReadStarted(folder) is { } process)
            {
                if (process.Nonce != nonce)
                    RefuseUsed(command, folder, process);
                return process;
            }

            if (clock.Elapsed > StartLimit)
                throw new ClusterException($"{folder}: the job {command.Token} did not begin within {StartLimit.TotalSeconds:0} s; is the folder writable, and does its file system know hard links?");
            Thread.Sleep(pause);
        }
    }

    /// <summary>Looks what became of the job in a folder.</summary>
    /// <exception cref="ClusterException">The job was started on another machine.</exception>
    public static JobStatus Probe(string folder)
    {
        if (JobFolder.ReadStarted(folder) is not { } process)
            return new(JobState.NotStarted, null, null);
        if (JobFolder.ReadExitCode(folder) is { } code)
            return new(JobState.Ended, process, code);
        if (process.IsAlive())
            return new(JobState.Running, process, null);
        return JobFolder.ReadExitCode(folder) is { } late // ended between the two looks
            ? new(JobState.Ended, process, late)
            : new(JobState.Died, process, null);
    }

    /// <summary>Ends the job in a folder, first by asking, then by force; nothing happens when it does not run. Returns once it is gone.</summary>
    /// <exception cref="ClusterException">It could not be ended.</exception>
    public static void Stop(string folder)
    {
        var clock = Stopwatch.StartNew();
        var signal = "TERM";
        for (var status = Probe(folder); status.State == JobState.Running; status = Probe(folder))
        {
            if (clock.Elapsed > 3 * Grace)
                throw new ClusterException($"{folder}: the process group {status.Process!.Pid} of {status.Process.Token} could not be ended; end it by hand.");
            if (clock.Elapsed > Grace)
                signal = "KILL";
            Signal(signal, status.Process!.Pid);
            Thread.Sleep(50);
        }
    }

    private static void RefuseUsed(JobCommand command, string folder, ProcessIdentity? process)
    {
        if (process is not null)
            throw new ClusterException($"{folder}: the job {process.Token} was already started here by process {process.Pid}; {command.Token} needs a folder of its own.");
    }

    private static void WriteScript(string folder, string nonce)
    {
        var fresh = Path.Combine(folder, $"{JobFolder.Script}.{nonce}");
        File.WriteAllText(fresh, Script);
        File.Move(fresh, Path.Combine(folder, JobFolder.Script), overwrite: true);
    }

    private static void StartDetached(JobCommand command, string folder, string nonce)
    {
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = folder, UseShellExecute = false };
        foreach (var argument in (string[])["--fork", "/bin/sh", JobFolder.Script, command.Token, nonce, command.Program, .. command.Arguments])
            start.ArgumentList.Add(argument);
        Run(start, $"{folder}: the job {command.Token}");
    }

    private static void Signal(string signal, int group)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", "kill -s \"$1\" -- \"-$2\"", "sh", signal, group.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd(); // the group may have ended by itself meanwhile; the next look tells
        process.WaitForExit();
    }

    private static void Run(ProcessStartInfo start, string what)
    {
        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new ClusterException($"{what} could not be started: setsid ended with exit code {process.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new ClusterException($"{what} could not be started: {missing.Message}; the program setsid (package util-linux) must be installed.", missing);
        }
    }
}
