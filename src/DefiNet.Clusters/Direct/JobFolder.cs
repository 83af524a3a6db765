using System.Globalization;

namespace DefiNet.Clusters.Direct;

/// <summary>The files by which a job and whoever watches it speak to each other: <c>job.started</c> is the job's first act, <c>job.ended</c> its last.</summary>
public static class JobFolder
{
    /// <summary>What the program wrote to standard output.</summary>
    public const string Output = "stdout";

    /// <summary>What the program wrote to standard error.</summary>
    public const string Errors = "stderr";

    internal const string Script = "job.sh";
    internal const string Started = "job.started";
    internal const string Ended = "job.ended";

    private const int MaxBytes = 4096;

    /// <summary>Who has taken the folder; null when nobody has.</summary>
    /// <exception cref="ClusterException">The file is not one that a job writes.</exception>
    public static ProcessIdentity? ReadStarted(string folder)
    {
        var path = Path.Combine(folder, Started);
        if (ReadFields(path) is not { } fields)
            return null;
        return new ProcessIdentity(
            Text(path, fields, "token"),
            Text(path, fields, "nonce"),
            (int)Number(path, fields, "pid", int.MaxValue),
            Number(path, fields, "start_ticks", long.MaxValue),
            Text(path, fields, "boot"),
            Text(path, fields, "pid_namespace"),
            Text(path, fields, "host"));
    }

    /// <summary>The exit code that the job left at its end; null when it left none, or when the machine went down while it was written.</summary>
    public static int? ReadExitCode(string folder) =>
        ReadFields(Path.Combine(folder, Ended)) is { } fields
        && fields.TryGetValue("exit_code", out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? code
            : null;

    /// <summary>The last line with something in it of what the program wrote to standard error, at most 400 characters; null when it wrote nothing.</summary>
    public static string? LastErrorLine(string folder)
    {
        const int Tail = 8192, MaxSentence = 400;
        var path = Path.Combine(folder, Errors);
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(Tail, file.Length), SeekOrigin.End);
        using var text = new StreamReader(file);
        var line = text.ReadToEnd().Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0);
        return line is { Length: > MaxSentence } ? line[..MaxSentence] : line;
    }

    private static Dictionary<string, string>? ReadFields(string path)
    {
        string text;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxBytes)
                throw new ClusterException($"{path}: the file has {file.Length} bytes; a job writes at most {MaxBytes}, so it is not its own.");
            using var reader = new StreamReader(file);
            text = reader.ReadToEnd();
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        var fields = new Dictionary<string, string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0)
                fields[line[..blank]] = line[(blank + 1)..];
        }

        return fields;
    }

    private static string Text(string path, Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value)
            ? value
            : throw new ClusterException($"{path}: the line '{name}' is missing; the file is not one that a job writes.");

    private static long Number(string path, Dictionary<string, string> fields, string name, long max) =>
        long.TryParse(Text(path, fields, name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= max
            ? value
            : throw new ClusterException($"{path}: '{name}' is '{fields[name]}'; it must be a positive number.");
}
