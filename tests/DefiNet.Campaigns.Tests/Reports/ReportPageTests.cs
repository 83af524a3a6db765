using System.Collections.Immutable;
using System.Xml.Linq;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Statistics;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Dft.Comparisons;

namespace DefiNet.Campaigns.Tests.Reports;

public sealed class ReportPageTests
{
    private static readonly StepPair[] Pairs = [new("a", 100, 60), new("b", 50, 55), new("c", 80, 20), new("d", 30, 330)];

    [Fact]
    public void The_page_shows_the_table_the_headline_and_every_figure()
    {
        var html = Write(Section("MoS2 rehearsal"));

        Assert.Contains("<h2>MoS2 rehearsal</h2>", html, StringComparison.Ordinal);
        Assert.Contains("-78.8 %", html, StringComparison.Ordinal);
        Assert.Equal(4, Figures(html).Count);
        Assert.Contains("definet, 2 pairs: arm not converged", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_figure_is_well_formed_and_stays_within_its_frame()
    {
        foreach (var figure in Figures(Write(Section("x"))))
        {
            var size = figure.Attribute("viewBox")!.Value.Split(' ').Select(double.Parse).ToArray();
            foreach (var disc in figure.Descendants().Where(element => element.Name.LocalName == "circle" && element.Attribute("class")!.Value is "raw" or "definet"))
            {
                Assert.InRange((double)disc.Attribute("cx")!, 0, size[2]);
                Assert.InRange((double)disc.Attribute("cy")!, 0, size[3]);
            }
        }
    }

    [Fact]
    public void A_disc_of_the_raw_arm_stands_for_each_pair()
    {
        var steps = Figures(Write(Section("x")))[0];

        var discs = steps.Descendants().Count(element => element.Name.LocalName == "circle" && element.Attribute("class")!.Value == "raw");

        Assert.Equal(Pairs.Length + 1, discs); // one more in the legend
    }

    [Fact]
    public void Names_from_files_cannot_bring_markup_in()
    {
        var html = Write(Section("<script>alert(1)</script>"));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_campaign_without_a_comparable_pair_has_a_table_and_no_figure_of_pairs()
    {
        var html = Write(Section("empty") with
        {
            Pairs = new Dictionary<string, IReadOnlyList<StepPair>> { ["definet"] = [] },
            CoordinateErrors = [],
            Picture = null,
            Savings = [new("definet", "all", "all", SavingStatistics.Of([new(null, null, "arm not ended", null)]))],
        });

        Assert.Empty(Figures(html));
        Assert.Contains("<td>–</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Energies_before_and_after_stand_in_boxes_with_their_medians_in_a_sentence()
    {
        var rows = Enumerable.Range(0, 20).Select(at => new ConfigurationEnergies($"c{at}", at < 10 ? "MoS2" : "WSe2", "high", 100, 10 + at, at, ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("definet", at switch { 9 => 99.0, 0 => -1, _ => at + 2 })])));
        var html = Write(Section("x") with { Energies = new("cp2k", false, [.. rows], 3) });

        var figure = Assert.Single(Figures(html), one => one.Attribute("aria-label")!.Value.StartsWith("Energies", StringComparison.Ordinal));

        Assert.Equal(4, figure.Descendants().Count(element => element.Name.LocalName == "rect"));
        Assert.Contains("Medians over 20 configurations in meV/atom: 100.0 (raw), 20.0 (definet). What lies below 0 lies below that end: it belongs to another minimum. 3 more are left out", html, StringComparison.Ordinal);
        Assert.Contains(figure.Descendants(), element => element.Value == "900.00 meV/atom");
    }

    private static string Write(ReportSection section)
    {
        using var page = new StringWriter();
        ReportPage.Write(page, "Rehearsal", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), [section]);
        return page.ToString();
    }

    private static List<XElement> Figures(string html)
    {
        var figures = new List<XElement>();
        for (var from = html.IndexOf("<svg", StringComparison.Ordinal); from >= 0; from = html.IndexOf("<svg", from + 1, StringComparison.Ordinal))
        {
            var to = html.IndexOf("</svg>", from, StringComparison.Ordinal) + "</svg>".Length;
            figures.Add(XElement.Parse(html[from..to]));
        }

        return figures;
    }

    private static ReportSection Section(string name)
    {
        var structure = Structure.Of(Lattice.Cubic(6), ("Mo", 0, 0, 0.5), ("S", 0.5, 0.5, 0.6), ("W", 0.5, 0, 0.5), ("S", 0.5, 0.5, 0.4));
        var atoms = Structure.Of(Lattice.Cubic(6), ("Mo", 0.01, 0, 0.5), ("S", 0.52, 0.5, 0.6), ("W", 0.5, 0.03, 0.5));
        return new()
        {
            Campaign = name,
            Description = "Four pairs.",
            Caution = "A rehearsal.",
            Savings =
            [
                new("definet", "all", "all", SavingStatistics.Of(
                [
                    .. Pairs.Select(pair => new PairOutcome(pair.Raw, pair.Relaxed, null, true)),
                    new(90, null, "arm not converged", null),
                    new(90, null, "arm not converged", null),
                ])),
            ],
            Pairs = new Dictionary<string, IReadOnlyList<StepPair>> { ["definet"] = Pairs },
            CoordinateErrors = [("raw", [0.05, 0.06]), ("definet", [0.01, 0.02])],
            Picture = new(name, structure, [Marker.Pristine, Marker.Pristine, Marker.Substitution, Marker.Vacancy], atoms, atoms, "definet"),
        };
    }
}
