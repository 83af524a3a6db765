using System.Globalization;
using DefiNet.Campaigns.Storage;

namespace DefiNet.Campaigns.Tests.Storage;

public sealed class SqliteReadOnlyQueryTests : ReadOnlyQueryTests
{
    protected override TestStore NewStore() => TestStore.OnSqlite();
}

public sealed class PostgresReadOnlyQueryTests : ReadOnlyQueryTests
{
    protected override TestStore NewStore() => TestStore.OnPostgres();
}

/// <summary>A query of a person at the terminal.</summary>
public abstract class ReadOnlyQueryTests
{
    protected abstract TestStore NewStore();

    [Fact]
    public void Columns_and_rows_come_back_one_by_one()
    {
        using var test = NewStore();

        using var answer = ReadOnlyQuery.Start(Store.Open(test.Address), "SELECT name, paused_reason, 1.5 AS half FROM cluster");

        Assert.Equal(["name", "paused_reason", "half"], answer.Columns);
        var row = answer.Next()!;
        Assert.Equal("local", row[0]);
        Assert.Null(row[1]);
        Assert.Equal(1.5, Convert.ToDouble(row[2], CultureInfo.InvariantCulture));
        Assert.Null(answer.Next());
    }

    [Fact]
    public void No_query_changes_anything()
    {
        using var test = NewStore();
        var store = Store.Open(test.Address);
        string[] attempts =
        [
            "DELETE FROM cluster", "SELECT 1; DELETE FROM cluster", "COMMIT; DELETE FROM cluster", "DROP TABLE ionic_step", "PRAGMA query_only = OFF; DELETE FROM cluster",
            "SET TRANSACTION READ WRITE", "SET TRANSACTION READ WRITE; DELETE FROM cluster", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
            "ROLLBACK; BEGIN READ WRITE; DELETE FROM cluster; COMMIT", "WITH gone AS (DELETE FROM cluster RETURNING id) SELECT * FROM gone",
            "DO $$ BEGIN COMMIT; SET TRANSACTION READ WRITE; DELETE FROM cluster; END $$", "UPDATE cluster SET state = 'paused' RETURNING id",
        ];

        foreach (var attempt in attempts)
        {
            try
            {
                using var answer = ReadOnlyQuery.Start(store, attempt);
                while (answer.Next() is not null)
                {
                }
            }
            catch (StoreException refusal)
            {
                Assert.StartsWith("The query fails: ", refusal.Message, StringComparison.Ordinal);
            }
        }

        using var after = ReadOnlyQuery.Start(store, "SELECT name FROM cluster WHERE state = 'active'");
        Assert.Equal("local", after.Next()![0]);
        using var context = store.NewContext();
        context.Clusters.Add(new() { Name = "still writable" });
        context.SaveChanges();
    }
}
