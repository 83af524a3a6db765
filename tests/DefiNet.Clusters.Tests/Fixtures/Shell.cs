using System.Diagnostics;

namespace DefiNet.Clusters.Tests.Fixtures;

/// <summary>Runs programs for the fixtures.</summary>
internal static class Shell
{
    /// <summary>Where a program is; null when it is not installed.</summary>
    public static string? Find(string program) =>
        ((string[])["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin", .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')])
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end and gives its exit code and all it said.</summary>
    public static (int ExitCode, string Text) Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Find(program) ?? program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>Runs a program that must succeed.</summary>
    public static string Must(string program, params IEnumerable<string> arguments)
    {
        var (code, text) = Run(program, arguments);
        return code == 0 ? text : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {text}");
    }

    /// <summary>Starts a program that stays, with its words in a file.</summary>
    public static Process Start(string logFile, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", logFile, Find(program) ?? program, .. arguments]);
        return Process.Start(start)!;
    }

    /// <summary>A process with all that came from it.</summary>
    public static IReadOnlyList<int> Family(int pid)
    {
        var family = new List<int> { pid };
        for (var index = 0; index < family.Count; index++)
        {
            try
            {
                foreach (var thread in Directory.EnumerateDirectories($"/proc/{family[index]}/task"))
                    family.AddRange(File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return family;
    }

    /// <summary>Processes that were started with a variable in their environment.</summary>
    public static IReadOnlyList<int> WithVariable(string variable)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid) || pid == Environment.ProcessId)
                continue;
            if (EnvironmentOf(pid).Contains(variable))
                found.Add(pid);
        }

        return found;
    }

    /// <summary>Whether a process was started with a variable of that name.</summary>
    public static bool HasVariable(int pid, string name) => EnvironmentOf(pid).Any(line => line.StartsWith(name + "=", StringComparison.Ordinal));

    private static string[] EnvironmentOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return []; // it has ended, or belongs to somebody else
        }
    }

    /// <summary>Name of a process's program; empty when it has ended.</summary>
    public static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Ends processes by force.</summary>
    public static void Kill(IEnumerable<int> pids)
    {
        var list = pids.Select(pid => $"{pid}").ToList();
        if (list.Count > 0)
            Run("/bin/sh", ["-c", "kill -KILL \"$@\" 2>/dev/null || :", "sh", .. list]);
    }
}
