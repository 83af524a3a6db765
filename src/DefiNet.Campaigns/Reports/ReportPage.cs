using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using DefiNet.Campaigns.Reports.Figures;
using DefiNet.Campaigns.Statistics;
using DefiNet.Dft.Comparisons;

namespace DefiNet.Campaigns.Reports;

/// <summary>Writes campaigns' results as one self-contained HTML file: tables and SVG figures, no script, nothing loaded from elsewhere.</summary>
public static class ReportPage
{
    private const string StylesResource = "DefiNet.Campaigns.Reports.report.css";

    /// <summary>The page's style sheet.</summary>
    public static string Styles { get; } = ReadStyles();

    /// <summary>Writes the page.</summary>
    /// <param name="page">Where to write.</param>
    /// <param name="title">Title of the page.</param>
    /// <param name="made">When the figures were computed.</param>
    /// <param name="sections">One per campaign.</param>
    public static void Write(TextWriter page, string title, DateTimeOffset made, IReadOnlyList<ReportSection> sections)
    {
        page.WriteLine("<!doctype html>");
        page.WriteLine("<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.WriteLine($"<title>{Escape(title)}</title>");
        page.WriteLine($"<style>{Styles}</style></head><body><main>");
        page.WriteLine($"<header><h1>{Escape(title)}</h1><p>{made.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC</p></header>");
        foreach (var section in sections)
            WriteSection(page, section);
        page.WriteLine("<footer><p>Ionic steps are completed force evaluations. Pooled: 1 − Σ steps from the relaxer's start / Σ steps from the raw start, over comparable pairs only: same engine, version and settings, both converged, neither restarted. The interval is a bootstrap over pairs.</p></footer>");
        page.WriteLine("</main></body></html>");
    }

    /// <summary>Writes the part of the page that shows one campaign, to stand in another page with the same <see cref="Styles"/>.</summary>
    /// <param name="page">Where to write.</param>
    /// <param name="section">The campaign.</param>
    public static void WriteSection(TextWriter page, ReportSection section)
    {
        page.WriteLine($"<section><h2>{Escape(section.Campaign)}</h2><p>{Escape(section.Description)}</p>");
        if (section.Caution is not null)
            page.WriteLine($"<p class=\"caution\">{Escape(section.Caution)}</p>");
        WriteHeadlines(page, section);
        WriteSavings(page, section);
        WriteLeftOut(page, section);
        page.WriteLine("<div class=\"figures\">");
        foreach (var (relaxer, pairs) in section.Pairs)
        {
            if (pairs.Count == 0)
                continue;
            var pooled = 1 - (double)pairs.Sum(pair => pair.Relaxed) / pairs.Sum(pair => pair.Raw);
            WriteFigure(page, $"Steps from the raw start and from {relaxer}'s", SortedStepsFigure.Draw(relaxer, ClassOf(relaxer), pairs));
            WriteFigure(page, $"What {relaxer} saved", SavingHistogramFigure.Draw(relaxer, ClassOf(relaxer), pairs, pooled));
        }

        var errors = section.CoordinateErrors.Where(relaxer => relaxer.Errors.Count > 0).ToList();
        if (errors.Count > 0)
            WriteFigure(page, "How far the starts are from the DFT-relaxed structures", CoordinateErrorFigure.Draw([.. errors.Select(relaxer => (relaxer.Relaxer, ClassOf(relaxer.Relaxer), relaxer.Errors))]));
        if (section.Energies is { } energies)
            WriteFigure(page, "Energies of the engine before and after relaxation", EnergyFigure.Draw([.. EnergyTables.Above(energies).Select(one => (one.Structures, ClassOf(one.Structures), one.Groups))]), Say(energies));
        if (section.Picture is { } picture)
            WriteFigure(page, $"{picture.Configuration} from above; displacements × 10", StructureFigure.Draw(picture, ClassOf(picture.Relaxer)));
        page.WriteLine("</div></section>");
    }

    private static void WriteHeadlines(TextWriter page, ReportSection section)
    {
        page.WriteLine("<div class=\"headlines\">");
        foreach (var row in section.Savings.Where(IsSum))
            page.WriteLine($"<div class=\"headline {ClassOf(row.Relaxer)}-edge\"><b>{Percent(row.Savings.Pooled)}</b><span>of the ionic steps saved by {Escape(row.Relaxer)}</span><small>95 % interval {IntervalOf(row.Savings)} · {row.Savings.Pairs} pairs</small></div>");
        page.WriteLine("</div>");
    }

    private static void WriteSavings(TextWriter page, ReportSection section)
    {
        page.WriteLine("<div class=\"scroll\"><table><thead><tr><th>relaxer</th><th>material</th><th>density</th><th>pairs</th><th>left out</th><th>pooled</th><th>95 % interval</th><th>mean</th><th>quartiles</th><th>worse</th><th>other end state</th><th>steps raw</th><th>steps</th></tr></thead><tbody>");
        foreach (var row in section.Savings)
        {
            var savings = row.Savings;
            page.WriteLine($"<tr{(IsSum(row) ? " class=\"sum\"" : "")}><td>{Escape(row.Relaxer)}</td><td>{Escape(row.Material)}</td><td>{Escape(row.Density)}</td><td>{savings.Pairs}</td><td>{savings.LeftOut}</td><td>{Percent(savings.Pooled)}</td><td>{IntervalOf(savings)}</td><td>{Percent(savings.Mean)}</td><td>{Percent(savings.Quartile1)} · {Percent(savings.Median)} · {Percent(savings.Quartile3)}</td><td>{savings.Worse}</td><td>{savings.OtherEndState}</td><td>{savings.IonicStepsRaw}</td><td>{savings.IonicSteps}</td></tr>");
        }

        page.WriteLine("</tbody></table></div>");
    }

    private static void WriteLeftOut(TextWriter page, ReportSection section)
    {
        var leftOut = section.Savings.Where(IsSum).SelectMany(row => row.Savings.LeftOutByReason.Select(reason => (row.Relaxer, Reason: reason.Key, Pairs: reason.Value))).ToList();
        if (leftOut.Count == 0)
            return;
        page.WriteLine("<p>Left out:</p><ul>");
        foreach (var (relaxer, reason, pairs) in leftOut)
            page.WriteLine($"<li>{Escape(relaxer)}, {pairs} {(pairs == 1 ? "pair" : "pairs")}: {Escape(reason)}</li>");
        page.WriteLine("</ul>");
    }

    private static bool IsSum(ReportRow row) => row is { Material: CampaignReport.All, Density: CampaignReport.All };

    private static string Say(EngineEnergies energies)
    {
        var medians = EnergyTables.Above(energies).Select(one => (one.Structures, Median: SavingStatistics.Quantile([.. one.Groups.SelectMany(group => group.Sorted).Order()], 0.5)))
            .Where(one => one.Median is not null).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Median:0.0} ({one.Structures})"));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Energies per atom that the engine ({energies.Engine}) gave at the first step, from unrelaxed structures (raw) and from each relaxer's starts, above the end of the unrelaxed arm. Medians over {energies.Configurations.Count} configurations in meV/atom: {string.Join(", ", medians)}.");
        if (EnergyTables.Above(energies).Any(one => one.Groups.Any(group => group.Sorted is [< 0, ..])))
            text += " What lies below 0 lies below that end: it belongs to another minimum.";
        if (energies.LeftOut > 0)
            text += string.Create(CultureInfo.InvariantCulture, $" {energies.LeftOut} more are left out, whose unrelaxed arm has not converged or has no energies.");
        return energies.IsSurrogate ? text + " These are energies of a model, not of DFT." : text;
    }

    private static void WriteFigure(TextWriter page, string caption, XElement figure, string note = "") =>
        page.WriteLine($"<figure><figcaption>{Escape(caption)}</figcaption>{figure.ToString(SaveOptions.DisableFormatting)}{(note.Length > 0 ? $"<p>{Escape(note)}</p>" : "")}</figure>");

    // Colours belong to the relaxer, not to its place in the list, so that two reports can be laid side by side.
    private static string ClassOf(string relaxer) => relaxer switch
    {
        "raw" => "raw",
        "raw-relaxed-host" => "relaxed-host",
        "definet" => "definet",
        "deeprelax" => "deeprelax",
        "m3gnet" => "m3gnet",
        "chgnet" => "chgnet",
        _ => "chain",
    };

    private static string Percent(double? share) => share is { } value ? value.ToString("0.0%", CultureInfo.InvariantCulture).Replace("%", " %", StringComparison.Ordinal) : "–";

    private static string IntervalOf(SavingStatistics savings) => savings.Interval95 is { } interval ? $"{Percent(interval.Low)} to {Percent(interval.High)}" : "–";

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string ReadStyles()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(StylesResource)
            ?? throw new InvalidOperationException($"The resource {StylesResource} is missing from the build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
