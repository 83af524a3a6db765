using System.Diagnostics;
using DefiNet.Clusters;
using DefiNet.Clusters.Direct;

namespace DefiNet.EndToEnd.Campaigns;

public sealed class KilledCampaignTests
{
    private const int Kills = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task A_campaign_killed_twenty_times_runs_everything_once_and_counts_the_steps_of_an_undisturbed_one()
    {
        using var undisturbed = new RehearsedCampaign(configurations: 5, stepSeconds: 0);
        var whole = undisturbed.Run("run", RehearsedCampaign.Name);
        Assert.True(whole.ExitCode == 0, whole.Errors);
        using var killed = new RehearsedCampaign(configurations: 5, stepSeconds: 0.35);
        var random = new Random(20261123);
        var caught = 0;

        for (var kill = 0; kill < Kills; kill++)
        {
            var session = killed.Start();
            await Task.Delay(random.Next(100, 1100), TestContext.Current.CancellationToken);
            caught += session.HasExited ? 0 : 1;
            session.Kill(); // SIGKILL, and to this process alone
            await session.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var last = killed.Run("run", RehearsedCampaign.Name);

        Assert.True(last.ExitCode == 0, last.Errors);
        Assert.Equal(Kills, caught);
        Assert.Equal(undisturbed.Results(), killed.Results());
        Assert.Equal(killed.Runs().Count, killed.PartFolders().Count());
        Assert.All(killed.PartFolders(), part => Assert.Single(File.ReadAllLines(Path.Combine(part, JobFolder.Errors)), line => line.Contains("REHEARSAL", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_engine_killed_in_the_middle_goes_on_from_its_last_complete_step_and_its_pair_is_left_out()
    {
        using var campaign = new RehearsedCampaign(configurations: 2, stepSeconds: 0.1);
        var session = campaign.Start();
        var clock = Stopwatch.StartNew();
        var stepsBefore = new Dictionary<string, int>();
        while (!session.HasExited)
        {
            Assert.True(clock.Elapsed < Limit);
            foreach (var part in campaign.PartFolders().Where(part => part.EndsWith("part-1", StringComparison.Ordinal) && !stepsBefore.ContainsKey(part)))
            {
                // Every other time the engine alone, as the kernel does when memory is short; else the whole session.
                if (CompleteSteps(part) >= 3 && DirectLauncher.Probe(part) is { State: JobState.Running, Process: { } process })
                {
                    Kill(stepsBefore.Count % 2 == 0 ? -process.Pid : ChildOf(process.Pid));
                    stepsBefore[part] = CompleteSteps(part);
                }
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var runs = campaign.Runs();
        var report = campaign.Run("report", RehearsedCampaign.Name);

        Assert.Equal(4, stepsBefore.Count);
        Assert.All(runs, run =>
        {
            Assert.Equal(("recorded", 2, true, 2), (run.State, run.Parts, run.Restarted, run.Attempts));
            var parts = campaign.PartFolders().Where(part => part.Contains(run.Token, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
            Assert.InRange(CompleteSteps(parts[0]), 3, run.Record!.IonicSteps - 1);
            Assert.Equal(run.Record.IonicSteps, parts.Sum(CompleteSteps));
            Assert.True(run.Record.Converged);
        });
        Assert.Contains("2 left out (raw arm restarted 2)", report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_session_refuses_and_an_interrupted_one_says_what_goes_on()
    {
        using var campaign = new RehearsedCampaign(configurations: 1, stepSeconds: 10);
        var first = campaign.Start();
        var clock = Stopwatch.StartNew();
        while (campaign.PartFolders().Count(part => DirectLauncher.Probe(part).State == JobState.Running) < 2)
        {
            Assert.True(clock.Elapsed < Limit && !first.HasExited);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var second = campaign.Run("run", RehearsedCampaign.Name);
        using (var interrupt = Process.Start("/bin/sh", ["-c", "kill -s TERM \"$1\"", "sh", $"{first.Id}"]))
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        var words = await first.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"already being run by process {first.Id}", second.Errors, StringComparison.Ordinal);
        Assert.Equal(1, first.ExitCode);
        Assert.Contains("2 engine processes go on", words, StringComparison.Ordinal);
        Assert.Equal(2, campaign.PartFolders().Count(part => DirectLauncher.Probe(part).State == JobState.Running));
    }

    // OSZICAR has a line with F= for each complete ionic step.
    private static int CompleteSteps(string part)
    {
        var path = Path.Combine(part, "OSZICAR");
        return File.Exists(path) ? File.ReadAllText(path).Split('\n')[..^1].Count(line => line.Contains("F=", StringComparison.Ordinal)) : 0;
    }

    private static int ChildOf(int pid) => int.Parse(File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static void Kill(int pid)
    {
        using var kill = Process.Start("/bin/sh", ["-c", "kill -s KILL -- \"$1\"", "sh", $"{pid}"]);
        kill.WaitForExit();
    }
}
