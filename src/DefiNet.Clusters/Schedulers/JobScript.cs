using System.Globalization;
using System.Text;
using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;

namespace DefiNet.Clusters.Schedulers;

/// <summary>The script of a job: a head that says what varies, and a body that is the same for all.</summary>
internal static class JobScript
{
    private const int MaxTokenCharacters = 60;

    /// <summary>The part that is the same for all jobs.</summary>
    public static string Body => ShellPrograms.Of("job.sh");

    /// <summary>The part that varies.</summary>
    /// <exception cref="ClusterException">Something in the job cannot be carried.</exception>
    public static string Head(ClusterDefinition cluster, Dialect dialect, BatchJob job)
    {
        Check(job);
        var text = new StringBuilder($"#!{cluster.Shell}\n");
        foreach (var line in dialect.Directives(cluster, job).Concat(cluster.Directives))
            text.Append(CheckLine(line)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"\n# Job {job.Token} of DefiNet.\n");
        text.Append(CultureInfo.InvariantCulture, $"root={ShellWord.Path(cluster.Folder)}\n");
        text.Append(CultureInfo.InvariantCulture, $"limit={LimitSeconds(cluster, job)}\n");
        text.Append(CultureInfo.InvariantCulture, $"at_once={Math.Clamp(cluster.RunsAtOnce, 1, Math.Max(1, job.Runs.Count))}\n");
        text.Append(CultureInfo.InvariantCulture, $"job={(job.Runs is [{ Folder: var only }] && only == job.Folder ? "" : ShellWord.Path(job.Folder))}\n");
        text.Append("prologue() {\nload_modules");
        foreach (var module in cluster.Modules)
            text.Append(' ').Append(ShellWord.Quote(module));
        text.Append('\n');
        if (cluster.Prologue is { } prologue)
            text.Append(prologue.ReplaceLineEndings("\n").TrimEnd('\n')).Append('\n');
        text.Append("}\n");
        if (cluster.Run is { } command)
            text.Append("site_command() {\n").Append(command.ReplaceLineEndings("\n").TrimEnd('\n')).Append("\n}\n");
        text.Append("runs() {\n");
        foreach (var run in job.Runs)
            AppendRun(text, cluster, run);
        return text.Append("}\n").ToString();
    }

    /// <summary>Refuses a name that a scheduler or a file system might read otherwise.</summary>
    /// <exception cref="ClusterException">The name is not of letters, digits and dashes.</exception>
    public static void CheckToken(string token)
    {
        if (token.Length is 0 or > MaxTokenCharacters || !char.IsAsciiLetter(token[0]) || !token.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
            throw new ClusterException($"'{ShellWord.Shown(token)}' cannot be the name of a job; it must begin with a letter and hold at most {MaxTokenCharacters} letters, digits and dashes.");
    }

    private static void Check(BatchJob job)
    {
        CheckToken(job.Token);
        RemotePath.Check(job.Folder);
        if (job.Runs.Count == 0)
            throw new ClusterException($"The job {job.Token} runs nothing; give it at least one run.");
        if (job.Tasks < 1 || job.Tasks > job.Runs.Count)
            throw new ClusterException($"The job {job.Token} has {job.Tasks} tasks for {job.Runs.Count} runs; there must be 1 to as many as runs.");
    }

    private static string CheckLine(string line) =>
        line.Any(char.IsControl)
            ? throw new ClusterException($"'{ShellWord.Shown(line)}' holds a control character such as a newline; a line at the head of a job script is one line.")
            : line;

    private static string LimitSeconds(ClusterDefinition cluster, BatchJob job)
    {
        if ((job.WallTime ?? cluster.WallTime) is not { } wall)
            return "";
        var margin = cluster.StopMargin < wall / 2 ? cluster.StopMargin : wall / 2;
        return ((long)(wall - margin).TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    private static void AppendRun(StringBuilder text, ClusterDefinition cluster, BatchRun run)
    {
        CheckToken(run.Token);
        if (run.StopFile is { } name && (name.Length == 0 || name.Contains('/', StringComparison.Ordinal) || name.StartsWith('-')))
            throw new ClusterException($"'{ShellWord.Shown(name)}' cannot be the stop file of {run.Token}; it must be a plain file name.");
        if (run.Command.Count == 0 && cluster.Run is null)
            throw new ClusterException($"{cluster.Name}: the run {run.Token} brings no command and the cluster has none; write 'run: …' into its definition, such as 'run: srun vasp_std'.");
        text.Append(CultureInfo.InvariantCulture, $"run {run.Token} {ShellWord.Path(run.Folder)} {ShellWord.Quote(run.StopFile ?? "")} {ShellWord.Quote(run.StopText)}");
        foreach (var word in run.Command.DefaultIfEmpty("site_command"))
            text.Append(' ').Append(word.StartsWith("~/", StringComparison.Ordinal) ? ShellWord.Path(word) : ShellWord.Quote(word));
        text.Append('\n');
    }
}
