using DefiNet.Clusters.Definitions;
using DefiNet.Clusters.Hosts;
using DefiNet.Clusters.Schedulers;

namespace DefiNet.Clusters.Tests.Schedulers;

/// <summary>Texts that mean something to a shell, in every field of a definition or a job that comes near one: they are carried as they are, or refused with a sentence.</summary>
public sealed class HostileNamesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definet-hostile-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly string[] Texts =
    [
        "two words", "it's", "say \"so\"", "$(touch hacked)", "`touch hacked`", "; touch hacked", "& touch hacked", "| touch hacked", "-rf", "--help", "new\nline", "new\n#SBATCH --uid=0", "new\r\nline", "𝒳🧪", "*", "~root", "$HOME", "\\", "{a,b}", "#no", "a=b", "\u001b[31m", "", "%j",
    ];

    public static TheoryData<string> Schedulers => [.. SchedulerFactory.Names];

    public static TheoryData<string> Fields =>
        ["name", "host", "scheduler", "folder", "partition", "queue", "account", "parallel_environment", "shell", "modules", "prologue", "directives", "run", "fetch", "keep", "program", "memory", "wall_time", "clean", "ssh_config"];

    /// <summary>What is not refused makes a script that sh can read and in which each line at the head is one that was given.</summary>
    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_definition_carries_a_text_as_it_is_or_refuses_it_with_its_line(string field)
    {
        foreach (var text in Texts)
        {
            foreach (var scheduler in field == "scheduler" ? ["slurm"] : SchedulerFactory.Names)
            {
                ClusterDefinition cluster;
                try
                {
                    cluster = ClusterFile.Parse(Yaml(field, text, scheduler), "site.yaml", "site");
                }
                catch (ClusterException refused)
                {
                    Assert.Matches(@"^site\.yaml:\d+: |^site\.yaml: |^'", refused.Message);
                    Assert.DoesNotContain(refused.Message, character => char.IsControl(character));
                    continue;
                }

                var plain = ClusterFile.Parse(Yaml("nothing", "", scheduler), "site.yaml", "site");
                var script = SchedulerFactory.Create(cluster).SubmitScript(Job("dfn-1"));
                if (field is not ("run" or "prologue")) // these are the site's own shell lines, given to its shell
                    await IsRead(script);
                Assert.InRange(Head(script).Count() - Head(SchedulerFactory.Create(plain).SubmitScript(Job("dfn-1"))).Count(), 0, 1);
                Assert.DoesNotContain(Head(script), line => line.Contains("--uid=0", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Schedulers))]
    public async Task A_job_carries_its_words_to_the_program_as_they_are(string scheduler)
    {
        var cluster = new ClusterDefinition { Name = "site", Scheduler = scheduler, Folder = _folder, Modules = [] };
        var run = Directory.CreateDirectory(Path.Combine(_folder, "run $(touch hacked) it's 𝒳")).FullName;
        string[] words = [.. Texts.Append("last")];
        var job = BatchJob.Of("dfn-1", run, ["sh", "-c", "for word; do printf '%s\\0' \"$word\"; done >words", "sh", .. words]);
        var script = Path.Combine(_folder, "job.sh");
        await File.WriteAllTextAsync(script, SchedulerFactory.Create(cluster).SubmitScript(job), Stop);

        await using var host = new LocalHost();
        var reply = await host.RunAsync(new HostCommand(["sh", script], default, TimeSpan.FromSeconds(30)), Stop);

        Assert.Equal((0, ""), (reply.ExitCode, reply.Errors));
        Assert.Equal(words, (await File.ReadAllTextAsync(Path.Combine(run, "words"), Stop)).Split('\0')[..^1]);
        Assert.False(File.Exists(Path.Combine(_folder, "hacked")) || File.Exists(Path.Combine(run, "hacked")));
    }

    [Theory]
    [MemberData(nameof(Schedulers))]
    public void Names_of_jobs_stop_files_and_folders_that_could_be_something_else_are_refused(string scheduler)
    {
        var known = SchedulerFactory.Create(new ClusterDefinition { Name = "site", Scheduler = scheduler, Folder = "/x" });
        foreach (var text in Texts)
        {
            AssertRefused(() => known.SubmitScript(Job(text)));
            AssertRefused(() => known.SubmitScript(BatchJob.Of("dfn-1", text, "true")));
            AssertRefused(() => known.SubmitScript(new BatchJob("dfn-1", "/x", [new BatchRun(text, "/x", ["true"])])));
        }

        AssertRefused(() => known.SubmitScript(new BatchJob("dfn-1", "/x", [new BatchRun("dfn-1", "/x", ["true"]) { StopFile = "-rf" }])));
        AssertRefused(() => known.SubmitScript(BatchJob.Of("dfn-1", "/x/new\nline", "true")));
    }

    [Theory]
    [MemberData(nameof(Schedulers))]
    public async Task Numbers_and_names_that_a_scheduler_told_do_not_reach_its_programs_unless_they_are_plain(string scheduler)
    {
        var known = SchedulerFactory.Create(new ClusterDefinition { Name = "site", Scheduler = scheduler, Folder = _folder });
        await using var host = new LocalHost();
        foreach (var text in Texts.Where(text => text.Length > 0))
        {
            await Assert.ThrowsAsync<ClusterException>(() => known.CancelAsync(host, [new SubmittedJob("dfn-1", text, _folder)], Stop));
            await Assert.ThrowsAsync<ClusterException>(() => known.CancelAsync(host, [new SubmittedJob(text, "1", _folder)], Stop));
            await Assert.ThrowsAsync<ClusterException>(() => known.LookAsync(host, new QueueQuestion { Gone = [new SubmittedJob("dfn-1", text, _folder)] }, Stop));
            await Assert.ThrowsAsync<ClusterException>(() => known.LookAsync(host, new QueueQuestion { Acknowledged = [text] }, Stop));
        }

        Assert.Empty(Directory.GetFiles(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertRefused(Func<string> script)
    {
        var refused = Assert.Throws<ClusterException>(script);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, character => char.IsControl(character));
    }

    private static BatchJob Job(string token) => BatchJob.Of(token, "/x/run", "true");

    private static IEnumerable<string> Head(string script) => script.Split("\n\n", 2)[0].Split('\n').Skip(1);

    private static async Task IsRead(string script)
    {
        await using var host = new LocalHost();
        var reply = await host.RunAsync(new HostCommand(["sh", "-n"], System.Text.Encoding.UTF8.GetBytes(script), TimeSpan.FromSeconds(30)), Stop);
        Assert.True(reply.ExitCode == 0, reply.Errors + script);
    }

    private static string Yaml(string field, string text, string scheduler)
    {
        var quoted = $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\u001b", "\\e", StringComparison.Ordinal)}\"";
        var fields = new Dictionary<string, string> { ["scheduler"] = scheduler, ["folder"] = "/scratch/me/definet", ["run"] = "true" };
        if (field != "nothing")
            fields[field] = field is "modules" or "directives" or "fetch" or "keep" ? $"[{quoted}]" : quoted;
        return string.Concat(fields.Select(pair => $"{pair.Key}: {pair.Value}\n"));
    }
}
