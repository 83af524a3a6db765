using System.Diagnostics;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Storage;

namespace DefiNet.EndToEnd.Quickstart;

public sealed class QuickstartTests : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "..", "..", "DefiNet.Cli", "release", "definet");

    private readonly string _folder = Directory.CreateTempSubdirectory("definet-quickstart-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_quickstart_goes_through_the_whole_loop_and_again_only_reports()
    {
        var (exitCode, output) = Run();

        Assert.Equal(0, exitCode);
        Assert.Contains("a rehearsal, not DFT", output, StringComparison.Ordinal);
        using (var context = Store.OpenExisting(Path.Combine(_folder, "definet.db")).NewContext())
        {
            var published = CampaignReport.Load(context, "mos2-published");
            Assert.Equal(24, published.Pairs.Count);
            Assert.InRange(published.Pairs.Count(pair => pair.Comparable), 18, 24);
            var errors = published.Relaxers.ToDictionary(relaxer => relaxer.Relaxer, relaxer => relaxer.MaeA!.Value);
            Assert.True(errors["definet"] < errors["raw"], $"definet {errors["definet"]} Å, raw {errors["raw"]} Å");
            var generated = CampaignReport.Load(context, "mos2-high-density");
            Assert.Equal(48, generated.Pairs.Count); // definet and raw-relaxed-host
            Assert.All(generated.Pairs, pair => Assert.True(pair.Comparable, pair.LeftOutReason));
            Assert.All(context.Runs, run => Assert.Equal("surrogate", run.Engine));
        }

        var page = File.ReadAllText(Path.Combine(_folder, "report.html"));
        Assert.Equal(2 + 1 + 1 + 1 + 2 * 2 + 1 + 1, page.Split("<svg").Length - 1); // steps, savings, errors, energies, structure; two relaxers, energies and a structure
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.Equal(0, Run().ExitCode);
    }

    private (int ExitCode, string Output) Run()
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["quickstart", "--dir", _folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return (process.ExitCode, output);
    }
}
