using System.Globalization;
using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Dft.Comparisons;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Tests.Storage;

public sealed class SqliteViewTests : ViewTests
{
    protected override TestStore NewStore() => TestStore.OnSqlite();
}

public sealed class PostgresViewTests : ViewTests
{
    protected override TestStore NewStore() => TestStore.OnPostgres();

    [Fact]
    public void Both_databases_answer_alike()
    {
        using var onServer = Filled();
        using var inFile = TestStore.OnSqlite();
        using (var context = Store.Open(inFile.Address).NewContext())
            MadeCampaign.Fill(context);
        using var server = Store.Open(onServer.Address).OpenConnection(readOnly: true);
        using var file = Store.Open(inFile.Address).OpenConnection(readOnly: true);

        foreach (var view in (string[])["ionic_step_pair", "ionic_step_saving", "saving_by_material", "saving_by_density", "energy_spread", "relaxer_cost"])
        {
            var expected = Sql.Rows(file, $"SELECT * FROM {view}").Select(Plain).Order(StringComparer.Ordinal).ToList();

            Assert.NotEmpty(expected);
            Assert.Equal(expected, Sql.Rows(server, $"SELECT * FROM {view}").Select(Plain).Order(StringComparer.Ordinal));
        }
    }
}

/// <summary>What the views say of the made campaign.</summary>
public abstract class ViewTests
{
    private static readonly string[] SavingColumns =
    [
        "campaign", "material", "density", "descriptor", "relaxer", "model_sha256", "engine", "engine_version", "cluster", "ionic_steps_raw", "ionic_steps",
        "saved", "saving", "electronic_steps_raw", "electronic_steps", "seconds_raw", "seconds", "relaxer_seconds", "energy_raw_ev", "energy_ev",
        "same_end_state", "comparable", "left_out_reason",
    ];

    protected abstract TestStore NewStore();

    [Fact]
    public void The_saving_view_has_the_columns_that_are_promised()
    {
        using var test = Filled();
        using var connection = Store.Open(test.Address).OpenConnection(readOnly: true);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM ionic_step_saving";
        using var reader = command.ExecuteReader();

        Assert.Equal(SavingColumns, Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
    }

    [Fact]
    public void Every_reason_to_leave_a_pair_out_is_told()
    {
        using var test = Filled();
        using var context = Store.Open(test.Address).NewContext();

        var reasons = context.Pairs.Where(pair => pair.Campaign == MadeCampaign.Name && !pair.Comparable).Select(pair => pair.LeftOutReason!).ToList();

        Assert.Equal(
            [
                "arm cut short", "arm failed", "arm not converged", "arm not ended", "arm restarted", "arm restarted", "corrected otherwise", "no raw arm", "other engine",
                "other engine version", "other engine version", "other settings", "raw arm cut short", "raw arm failed", "raw arm not converged", "raw arm not ended", "raw arm restarted",
            ],
            reasons.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_view_gives_the_first_of_the_reasons_by_which_two_runs_are_compared()
    {
        using var test = Filled();
        using var context = Store.Open(test.Address).NewContext();
        var runs = context.Runs.AsNoTracking().Include(run => run.Record).Include(run => run.Corrections).Where(run => run.Record != null).ToDictionary(run => run.Id);

        var pairs = context.Pairs.AsEnumerable().Where(pair => pair.RecordRawId is not null && pair.RecordId is not null && pair.LeftOutReason is not ("raw arm failed" or "arm failed")).ToList();

        Assert.True(pairs.Count > 15);
        Assert.All(pairs, pair => Assert.Equal(Comparability.Reasons(FactsOf(runs[pair.RunRawId!.Value]), FactsOf(runs[pair.RunId!.Value])) is [var first, ..] ? first : null, pair.LeftOutReason));

        static ArmFacts FactsOf(DftRunRow run) => new(
            run.Engine, run.Record!.EngineVersion, run.SettingsHash, run.Record.Finished, run.Record.Converged, run.Restarted || run.Record.Parts > 1, run.Record.IonicSteps, run.Corrections.Any(change => change.Tag is not null));
    }

    [Fact]
    public void A_report_counts_what_the_views_count()
    {
        using var test = Filled();
        var store = Store.Open(test.Address);
        using var context = store.NewContext();
        using var connection = store.OpenConnection(readOnly: true);

        var report = CampaignReport.Load(context, MadeCampaign.Name);
        var rows = Sql.Rows(connection,
            "SELECT relaxer, material, density, pairs, left_out, saving_pooled, saving_mean, saving_quartile_1, saving_median, saving_quartile_3, worse, other_end_state, ionic_steps_raw, ionic_steps FROM saving_by_density WHERE campaign = 'demo'");

        Assert.Equal(4, rows.Count);
        foreach (var row in rows)
        {
            var savings = report.Rows.Single(group => (group.Relaxer, group.Material, group.Density) == ((string)row[0]!, (string)row[1]!, (string)row[2]!)).Savings;
            double?[] expected = [savings.Pairs, savings.LeftOut, savings.Pooled, savings.Mean, savings.Quartile1, savings.Median, savings.Quartile3, savings.Worse, savings.OtherEndState, savings.IonicStepsRaw, savings.IonicSteps];
            for (var column = 0; column < expected.Length; column++)
                Assert.Equal(expected[column]!.Value, Convert.ToDouble(row[3 + column], CultureInfo.InvariantCulture), 12);
        }
    }

    [Fact]
    public void The_report_of_the_made_campaign_is_what_a_hand_count_gives()
    {
        using var test = Filled();
        using var context = Store.Open(test.Address).NewContext();

        var report = CampaignReport.Load(context, MadeCampaign.Name);

        var all = report.Rows.Last(row => row.Relaxer == "definet");
        Assert.Equal((CampaignReport.All, CampaignReport.All), (all.Material, all.Density));
        Assert.Equal(7, all.Savings.Pairs);
        Assert.Equal(17, all.Savings.LeftOut);
        Assert.Equal(100 + 60 + 20 + 80 + 10 + 14 + 50, all.Savings.IonicStepsRaw);
        Assert.Equal(40 + 30 + 25 + 20 + 5 + 4 + 50, all.Savings.IonicSteps);
        Assert.Equal(1, all.Savings.Worse);
        Assert.Equal(1, all.Savings.OtherEndState);
        Assert.Equal(0.5, all.Savings.Median);
        Assert.Equal([(10, 5), (14, 4), (20, 25), (50, 50), (60, 30), (80, 20), (100, 40)], report.SortedSteps("definet"));
        Assert.Equal(["raw", "definet", "raw-relaxed-host"], report.Relaxers.Select(relaxer => relaxer.Relaxer));
        Assert.Equal(0.05, report.Relaxers[0].MaeA!.Value, 12);
        Assert.Equal(24, report.Relaxers[1].Starts);
        Assert.Equal(
            ["definet MoS2 low", "definet MoS2 high", "definet WSe2 high", "definet MoS2 all", "definet all high", "definet all all", "raw-relaxed-host MoS2 high", "raw-relaxed-host all all"],
            report.Rows.Select(row => $"{row.Relaxer} {row.Material} {row.Density}"));
    }

    [Fact]
    public void A_campaign_that_is_not_there_is_a_sentence_with_those_that_are()
    {
        using var test = Filled();
        using var context = Store.Open(test.Address).NewContext();

        var failure = Assert.Throws<StoreException>(() => CampaignReport.Load(context, "demp"));

        Assert.Equal("There is no campaign 'demp'; the store holds another, demo.", failure.Message);
    }

    protected TestStore Filled()
    {
        var test = NewStore();
        using var context = Store.Open(test.Address).NewContext();
        MadeCampaign.Fill(context);
        return test;
    }

    internal static string Plain(object?[] row) => string.Join(" | ", row.Select(value => value switch
    {
        null => "-",
        bool yes => yes ? "1" : "0",
        double or float or decimal => Math.Round(Convert.ToDouble(value, CultureInfo.InvariantCulture), 9).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    }));
}
