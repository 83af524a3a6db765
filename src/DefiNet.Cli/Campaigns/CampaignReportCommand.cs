using System.CommandLine;
using System.Globalization;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet campaign report</c>: the savings of a campaign.</summary>
public static class CampaignReportCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a group." };
        var html = new Option<string?>("--html") { Description = "Also write the figures as one self-contained HTML file.", HelpName = "FILE" };
        var command = new Command("report", "Prints the ionic steps saved, per material and density.") { name, store, json, html };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(name), parsed.GetValue(store), parsed.GetValue(json), parsed.GetValue(html)));
        return command;
    }

    /// <summary>Writes the report page of campaigns; a page that was there before is replaced whole.</summary>
    internal static void WritePage(DefiNetContext context, string title, IReadOnlyList<string> campaigns, string file)
    {
        var sections = campaigns.Select(campaign => ReportSections.Load(context, campaign)).ToList();
        var unfinished = file + ".new";
        using (var page = new StreamWriter(unfinished))
            ReportPage.Write(page, title, DateTimeOffset.UtcNow, sections);
        File.Move(unfinished, file, overwrite: true);
    }

    /// <summary>Prints the tables of a report.</summary>
    internal static void Print(CampaignReport report, TextWriter text)
    {
        if (report.Rows.Count == 0)
        {
            text.WriteLine($"Campaign {report.Campaign.Name} has no pair of arms yet: nothing to compare.");
        }
        else
        {
            var savings = new TextTable("relaxer", "material", "density", "pairs>", "left out>", "steps raw>", "steps>", "saved>", "95 %>", "mean>", "median>", "quartiles>", "worse>", "other end>");
            foreach (var (relaxer, material, density, row) in report.Rows)
                savings.Add(
                    relaxer, material, density, Number(row.Pairs), Number(row.LeftOut), Number(row.IonicStepsRaw), Number(row.IonicSteps), Percent(row.Pooled), Range(row.Interval95?.Low, row.Interval95?.High),
                    Percent(row.Mean), Percent(row.Median), Range(row.Quartile1, row.Quartile3), Number(row.Worse), Number(row.OtherEndState));
            savings.Write(text);
            foreach (var row in report.Rows.Where(row => (row.Material, row.Density) == (CampaignReport.All, CampaignReport.All) && row.Savings.LeftOut > 0))
                text.WriteLine($"{row.Relaxer}: {row.Savings.LeftOut} left out ({string.Join(", ", row.Savings.LeftOutByReason.Select(reason => $"{reason.Key} {reason.Value}"))}).");
        }

        if (report.Relaxers.Count > 0)
        {
            text.WriteLine();
            var relaxers = new TextTable("relaxer", "model", "starts>", "with reference>", "error (A)>", "moved (A)>", "seconds>", "refused>");
            foreach (var relaxer in report.Relaxers)
                relaxers.Add(
                    relaxer.Relaxer, relaxer.Model ?? "", Number(relaxer.Starts), Number(relaxer.References), relaxer.MaeA?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "",
                    relaxer.MeanDisplacementA.ToString("0.0000", CultureInfo.InvariantCulture), relaxer.SecondsMean.ToString("0.000", CultureInfo.InvariantCulture), Number(relaxer.GateRefused));
            relaxers.Write(text);
        }

        if (Versions(report) is { Length: > 0 } versions && report.Campaign.Engine is not (null or "surrogate"))
        {
            text.WriteLine();
            text.WriteLine($"The runs were made by {report.Campaign.Engine} {versions}.");
        }

        if (report.Campaign.Engine == "surrogate")
        {
            text.WriteLine();
            text.WriteLine($"The runs were made by the surrogate{(report.Campaign.Potential is { } potential ? $" on its potential {potential}" : "")}: a rehearsal, not DFT.");
        }
    }

    private static void Run(string name, string? address, bool asJson, string? html)
    {
        using var context = Store.OpenExisting(address).NewContext();
        var report = CampaignReport.Load(context, name);
        if (html is not null)
            WritePage(context, $"Campaign {name}", [name], html);
        if (!asJson)
        {
            Print(report, Console.Out);
            return;
        }

        using var lines = new JsonLines();
        foreach (var (relaxer, material, density, savings) in report.Rows)
            lines.Write(json =>
            {
                json.Field("campaign", name);
                json.Field("engine", report.Campaign.Engine);
                json.Field("engine_version", Versions(report) is { Length: > 0 } versions ? versions : null);
                json.Field("relaxer", relaxer);
                json.Field("material", material);
                json.Field("density", density);
                json.WriteNumber("pairs", savings.Pairs);
                json.WriteNumber("left_out", savings.LeftOut);
                json.Field("saving_pooled", savings.Pooled);
                json.Field("saving_mean", savings.Mean);
                json.Field("saving_median", savings.Median);
                json.Field("saving_quartile_1", savings.Quartile1);
                json.Field("saving_quartile_3", savings.Quartile3);
                if (savings.Interval95 is { } interval)
                    json.Field("interval_95", [interval.Low, interval.High]);
                else
                    json.WriteNull("interval_95");
                json.WriteNumber("worse", savings.Worse);
                json.WriteNumber("other_end_state", savings.OtherEndState);
                json.WriteNumber("ionic_steps_raw", savings.IonicStepsRaw);
                json.WriteNumber("ionic_steps", savings.IonicSteps);
                json.WriteStartObject("left_out_reasons");
                foreach (var (reason, pairs) in savings.LeftOutByReason)
                    json.WriteNumber(reason, pairs);
                json.WriteEndObject();
            });
    }

    private static string Versions(CampaignReport report) =>
        string.Join(", ", report.Pairs.Select(pair => pair.EngineVersion).Where(version => version is not null).Distinct().Order(StringComparer.Ordinal));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? fraction) => fraction is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "";

    private static string Range(double? low, double? high) =>
        low is { } from && high is { } to ? string.Create(CultureInfo.InvariantCulture, $"{100 * from:0.0} to {100 * to:0.0}") : "";
}
