using System.Text.RegularExpressions;
using DefiNet.Campaigns.Storage;

namespace DefiNet.Campaigns.Tests.Storage;

public sealed class SqliteSqlGuideTests : SqlGuideTests
{
    protected override TestStore NewStore() => TestStore.OnSqlite();
}

public sealed class PostgresSqlGuideTests : SqlGuideTests
{
    protected override TestStore NewStore() => TestStore.OnPostgres();
}

/// <summary>Runs what docs/sql.md shows.</summary>
public abstract partial class SqlGuideTests
{
    protected abstract TestStore NewStore();

    [Fact]
    public void Every_query_of_the_guide_runs_and_answers_rightly()
    {
        using var test = NewStore();
        var store = Store.Open(test.Address);
        using (var context = store.NewContext())
        {
            MadeCampaign.Fill(context);
            var restarted = context.Runs.First(run => run.Restarted);
            restarted.Token = "dfn-restarted";
            context.SaveChanges();
        }

        using var connection = store.OpenConnection(readOnly: true);
        var answers = Questions().ToDictionary(question => question.Title, question =>
        {
            try
            {
                return Sql.Rows(connection, question.Sql).Select(ViewTests.Plain).ToList();
            }
            catch (System.Data.Common.DbException failure)
            {
                throw new InvalidOperationException($"'{question.Title}' fails: {failure.Message}", failure);
            }
        });

        Assert.True(answers.Count >= 12, $"The guide answers {answers.Count} questions.");
        Assert.All(answers, answer => Assert.True(answer.Value.Count > 0, $"'{answer.Key}' has no answer."));
        Assert.Equal(
            ["MoS2 | definet | 6 | 0 | 284 | 124 | 56.3 | 1 | 1", "MoS2 | raw-relaxed-host | 1 | 0 | 100 | 80 | 20 | 0 | 0", "WSe2 | definet | 1 | 17 | 50 | 50 | 0 | 0 | 0"],
            answers["How many ionic steps did each relaxer save?"]);
        Assert.Equal(
            ["definet | high | 5 | 0.467741935", "definet | low | 2 | 0.625", "raw-relaxed-host | high | 1 | 0.2"],
            answers["Is more saved at low or at high density?"]);
        Assert.Equal(15, answers["Which pairs are not counted, and why?"].Count);
        Assert.EndsWith("MoS2 | Se_S | definet | 20 | 25 | 1", Assert.Single(answers["Where did the predicted start cost more steps than the raw one?"]), StringComparison.Ordinal);
        Assert.EndsWith("2 V_S | 2 | 1 | definet", Assert.Single(answers["Where did the arms end in different states, and which found the lower energy?"]), StringComparison.Ordinal);
        Assert.Equal(
            ["4 A and more | definet | 2 | 0.607142857", "below 4 A | definet | 3 | 0.45", "below 4 A | raw-relaxed-host | 1 | 0.2"],
            answers["Do defects that lie close together save less?"]);
        Assert.Equal(100 + 40 + 80, answers["How do energy and force fall, step by step, in both arms of one configuration?"].Count);
        Assert.Equal(["definet | 7 | 6", "raw | 7 | 2", "raw-relaxed-host | 1 | 0"], answers["Which relaxer wins, configuration by configuration?"]);
        Assert.Contains(answers["What happened to runs that needed more than one attempt, or were restarted?"], row => row == "dfn-restarted | planned | recorded | record | made for a test");
    }

    private static IEnumerable<(string Title, string Sql)> Questions()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "docs", "sql.md")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("docs/sql.md is not above the tests.");
        return Question().Matches(File.ReadAllText(Path.Combine(folder, "docs", "sql.md")))
            .Select(match => (match.Groups["title"].Value.Trim(), match.Groups["sql"].Value));
    }

    [GeneratedRegex(@"^### (?<title>[^\n]+)\n(?:(?!^###)[^`]|(?<!\n)`)*?^```sql\n(?<sql>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Question();
}
