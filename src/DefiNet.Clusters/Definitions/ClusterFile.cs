using System.Globalization;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;
using DefiNet.Clusters.Transfer;

namespace DefiNet.Clusters.Definitions;

/// <summary>Reads clusters from <c>config/clusters/NAME.yaml</c>.</summary>
public static class ClusterFile
{
    /// <summary>Files that come back where the definition names none: what VASP leaves and a person reads.</summary>
    public static readonly IReadOnlyList<string> UsualFetch = ["OUTCAR", "OSZICAR", "CONTCAR", "XDATCAR", "vasprun.xml", "INCAR", "KPOINTS", "POSCAR", "stdout", "stderr"];

    /// <summary>Most runs that share a job.</summary>
    public const int MaxRunsPerJob = 500;

    private static readonly string[] Keys =
    [
        "name", "host", "ssh_config", "scheduler", "folder", "run", "shell", "partition", "queue", "account", "nodes", "tasks_per_node", "threads_per_task", "memory", "wall_time", "stop_before",
        "modules", "prologue", "directives", "max_queued", "count_other_jobs", "submissions_per_minute", "connections", "poll", "grace", "runs_per_job", "runs_at_once", "slots", "fetch", "keep", "keep_larger_than", "clean", "parallel_environment", "program",
    ];

    /// <summary>Reads a definition from a file.</summary>
    /// <exception cref="ClusterException">The definition cannot be right; the message names the line.</exception>
    public static ClusterDefinition Read(string path) => Parse(File.ReadAllText(path), path, Path.GetFileNameWithoutExtension(path));

    /// <summary>Reads a definition from a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its name for complaints.</param>
    /// <param name="name">Name of the cluster where the text gives none.</param>
    /// <exception cref="ClusterException">The definition cannot be right; the message names the line.</exception>
    public static ClusterDefinition Parse(string text, string file, string name)
    {
        var fields = YamlFields.Read(text, file);
        fields.RefuseOthers(Keys);
        var scheduler = SchedulerOf(fields);
        var cluster = new ClusterDefinition
        {
            Name = NameOf(fields, name),
            Host = fields.TryText("host") is { } host && host != "local" ? host : null,
            SshConfig = fields.TryText("ssh_config") is { } config ? Path.GetFullPath(config.StartsWith("~/", StringComparison.Ordinal) ? Environment.GetEnvironmentVariable("HOME") + config[1..] : config) : null,
            Scheduler = scheduler,
            Folder = FolderOf(fields),
            Run = CommandOf(fields),
            Shell = ShellOf(fields),
            Partition = WordOf(fields, fields.TryText("queue") is null ? "partition" : "queue"),
            Account = WordOf(fields, "account"),
            ParallelEnvironment = WordOf(fields, "parallel_environment"),
            Nodes = fields.TryInteger("nodes", 1, 100_000) ?? 1,
            TasksPerNode = fields.TryInteger("tasks_per_node", 1, 10_000) ?? 1,
            ThreadsPerTask = fields.TryInteger("threads_per_task", 1, 10_000) ?? 1,
            MemoryMiB = MemoryOf(fields, "memory"),
            WallTime = TimeOf(fields, "wall_time", TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)),
            StopMargin = TimeOf(fields, "stop_before", TimeSpan.Zero, TimeSpan.FromDays(1)) ?? TimeSpan.FromMinutes(10),
            Modules = fields.TryTexts("modules") ?? [],
            Prologue = fields.TryText("prologue"),
            Directives = DirectivesOf(fields),
            MaxQueued = fields.TryInteger("max_queued", 1, 1_000_000) ?? 100,
            CountOthers = fields.TryFlag("count_other_jobs") ?? true,
            MaxSubmissionsPerMinute = fields.TryInteger("submissions_per_minute", 1, 10_000) ?? 60,
            MaxConnections = fields.TryInteger("connections", 1, 9) ?? 4,
            Poll = TimeOf(fields, "poll", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? TimeSpan.FromSeconds(30),
            Grace = TimeOf(fields, "grace", TimeSpan.Zero, TimeSpan.FromDays(1)) ?? TimeSpan.FromMinutes(3),
            RunsPerJob = fields.TryInteger("runs_per_job", 1, MaxRunsPerJob) ?? 1,
            RunsAtOnce = fields.TryInteger("runs_at_once", 1, 1_000) ?? 1,
            Slots = fields.TryInteger("slots", 1, 1_000) ?? 1,
            Fetch = FilesOf(fields, "fetch") ?? UsualFetch,
            Keep = FilesOf(fields, "keep") ?? [],
            KeepLargerThanMiB = MemoryOf(fields, "keep_larger_than"),
            Clean = CleanOf(fields),
            Program = fields.TryText("program"),
        };
        Check(fields, cluster);
        return cluster;
    }

    private static void Check(YamlFields fields, ClusterDefinition cluster)
    {
        if (cluster.Host is { } host)
            CheckHost(fields, host);
        if (fields.TryText("queue") is not null && fields.TryText("partition") is not null)
            throw fields.Bad("queue", "stands beside 'partition'; they are the same, keep one");
        if (cluster.WallTime is { } wall && cluster.StopMargin >= wall)
            throw fields.Bad("stop_before", $"is {Text(cluster.StopMargin)}, the wall time only {Text(wall)}; it must be shorter");
        // Alone it is for array jobs of our own programs.
        if (cluster.RunsAtOnce > cluster.RunsPerJob && fields.TryText("runs_per_job") is not null)
            throw fields.Bad("runs_at_once", $"is {cluster.RunsAtOnce}, but a job has only {cluster.RunsPerJob} runs; raise 'runs_per_job' or lower this");
    }

    private static void CheckHost(YamlFields fields, string host)
    {
        try
        {
            OpenSshHost.CheckName(host);
        }
        catch (ClusterException wrong)
        {
            throw fields.Bad("host", wrong.Message.TrimEnd('.'));
        }
    }

    private static string SchedulerOf(YamlFields fields)
    {
        var name = fields.TryText("scheduler") ?? throw fields.Bad("scheduler", $"is missing; give one of {string.Join(", ", SchedulerFactory.Names)}");
        return SchedulerFactory.Names.Contains(name) ? name : throw fields.Bad("scheduler", $"is '{name}'; it must be one of {string.Join(", ", SchedulerFactory.Names)}");
    }

    private static string NameOf(YamlFields fields, string name)
    {
        var given = fields.TryText("name") ?? name;
        return given.Length <= 60 && given.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') && char.IsAsciiLetterOrDigit(given[0])
            ? given
            : throw fields.Bad("name", $"is '{ShellWord.Shown(given)}'; it must begin with a letter or digit and hold only letters, digits, dots, dashes and underscores");
    }

    private static string FolderOf(YamlFields fields)
    {
        var folder = fields.TryText("folder") ?? throw fields.Bad("folder", "is missing; give a folder there that nothing else uses, such as ~/definet or /scratch/me/definet");
        try
        {
            RemotePath.Check(folder);
        }
        catch (ClusterException wrong)
        {
            throw fields.Bad("folder", wrong.Message.TrimEnd('.'));
        }

        return folder is "/" or "~" or "~/" ? throw fields.Bad("folder", "must be a folder of its own, such as ~/definet") : folder.TrimEnd('/');
    }

    private static string? CommandOf(YamlFields fields) =>
        fields.TryText("run") is { } command
            ? command.Any(character => char.IsControl(character) && character is not ('\n' or '\t')) ? throw fields.Bad("run", "holds a control character") : command
            : null;

    private static string ShellOf(YamlFields fields)
    {
        var shell = fields.TryText("shell") ?? "/bin/sh";
        return shell.StartsWith('/') && !shell.Any(char.IsControl) ? shell : throw fields.Bad("shell", $"is '{ShellWord.Shown(shell)}'; it must be a path such as /bin/bash, with options if need be");
    }

    private static string? WordOf(YamlFields fields, string key)
    {
        if (fields.TryText(key) is not { } word)
            return null;
        return word.Length <= 200 && !word.StartsWith('-') && word.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or ',' or ':' or '@' or '+' or '/' or '=')
            ? word
            : throw fields.Bad(key, $"is '{ShellWord.Shown(word)}'; it must be a name as the scheduler knows it, without blanks or quotes");
    }

    private static IReadOnlyList<string> DirectivesOf(YamlFields fields)
    {
        var lines = fields.TryTexts("directives") ?? [];
        foreach (var line in lines)
        {
            if (!line.StartsWith('#') || line.Any(char.IsControl))
                throw fields.Bad("directives", $"'{ShellWord.Shown(line)}' is no line for a scheduler; write it whole, such as '#SBATCH --constraint=icelake'");
        }

        return lines;
    }

    private static IReadOnlyList<string>? FilesOf(YamlFields fields, string key)
    {
        if (fields.TryTexts(key) is not { } names)
            return null;
        foreach (var name in names)
        {
            if (name.Length is 0 or > 200 || name.StartsWith('-') || name.Contains('/', StringComparison.Ordinal) || name is "." or ".." || name.Any(char.IsControl))
                throw fields.Bad(key, $"'{ShellWord.Shown(name)}' is no file of a run; give plain names, or patterns with * and ?");
        }

        return names;
    }

    private static CleanPolicy CleanOf(YamlFields fields) => fields.TryText("clean") switch
    {
        null or "restart" => CleanPolicy.Restart,
        "none" => CleanPolicy.None,
        "all" => CleanPolicy.All,
        var text => throw fields.Bad("clean", $"is '{text}'; it must be none, restart (wave functions and densities) or all"),
    };

    private static int? MemoryOf(YamlFields fields, string key)
    {
        if (fields.TryText(key) is not { } text)
            return null;
        var number = text.AsSpan().TrimEnd("GMiB");
        var unit = text.AsSpan(number.Length).Trim();
        var factor = unit switch { "GiB" or "G" or "GB" => 1024.0, "MiB" or "M" or "MB" => 1.0, _ => 0.0 };
        return factor > 0 && double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) && value * factor is >= 1 and <= 1 << 30
            ? (int)Math.Ceiling(value * factor)
            : throw fields.Bad(key, $"is '{text}'; it must be an amount such as 64 GiB or 3900 MiB");
    }

    private static TimeSpan? TimeOf(YamlFields fields, string key, TimeSpan min, TimeSpan max)
    {
        if (fields.TryText(key) is not { } text)
            return null;
        return TryTime(text) is { } time && time >= min && time <= max
            ? time
            : throw fields.Bad(key, $"is '{text}'; it must be a time such as 30 s, 45 min, 24 h, 3 d or 24:00:00, from {Text(min)} to {Text(max)}");
    }

    private static TimeSpan? TryTime(string text)
    {
        var unit = text.AsSpan().TrimStart("0123456789.");
        if (double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 1e7)
        {
            TimeSpan? of = unit.Trim() switch
            {
                "s" => TimeSpan.FromSeconds(value),
                "min" => TimeSpan.FromMinutes(value),
                "h" => TimeSpan.FromHours(value),
                "d" => TimeSpan.FromDays(value),
                _ => null,
            };
            if (of is not null)
                return of;
        }

        var parts = text.Replace("-", ":", StringComparison.Ordinal).Split(':');
        if (parts.Length is < 3 or > 4 || !parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 100_000))
            return null;
        var numbers = parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new TimeSpan(numbers.Length == 4 ? numbers[0] : 0, numbers[^3], numbers[^2], numbers[^1]);
    }

    private static string Text(TimeSpan time) => time.TotalDays >= 2 ? $"{time.TotalDays:0.#} d" : time.TotalHours >= 1 ? $"{time.TotalHours:0.#} h" : time.TotalMinutes >= 1 ? $"{time.TotalMinutes:0.#} min" : $"{time.TotalSeconds:0.#} s";
}
