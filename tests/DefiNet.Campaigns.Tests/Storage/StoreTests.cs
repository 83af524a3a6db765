using System.Collections.Immutable;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Tests.Storage;

public sealed class SqliteStoreTests : StoreTests
{
    protected override TestStore NewStore() => TestStore.OnSqlite();

    [Fact]
    public void A_folder_stands_for_the_file_in_it()
    {
        using var test = NewStore();

        var store = Store.Open(Path.GetDirectoryName(test.Address));

        Assert.Equal(Path.Combine(Path.GetDirectoryName(test.Address)!, "definet.db"), store.Address.File);
        Assert.True(File.Exists(store.Address.File));
    }

    [Fact]
    public void Asking_for_a_store_that_is_not_there_leaves_no_file_behind()
    {
        using var test = NewStore();

        var failure = Assert.Throws<StoreException>(() => Store.OpenExisting(test.Address));

        Assert.Contains(test.Address, failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(test.Address));
    }

    [Fact]
    public void A_migration_that_was_killed_does_not_block_the_next()
    {
        using var test = NewStore();
        using (var context = Store.At(test.Address).NewContext())
        {
            context.Database.OpenConnection();
            context.Database.ExecuteSqlRaw("""CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL)""");
            context.Database.ExecuteSqlRaw("""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01')""");
        }

        var store = Store.Open(test.Address);

        Assert.Equal(DatabaseState.Current, new Database(store).State());
    }

    [Fact]
    public void The_file_is_written_ahead_so_that_readers_do_not_wait()
    {
        using var test = NewStore();

        using var connection = Store.Open(test.Address).OpenConnection(readOnly: true);

        Assert.Equal("wal", Sql.Scalar<string>(connection, "PRAGMA journal_mode"));
    }
}

public sealed class PostgresStoreTests : StoreTests
{
    protected override TestStore NewStore() => TestStore.OnPostgres();

    [Fact]
    public void A_database_that_does_not_exist_is_made()
    {
        using var test = NewStore();
        var name = $"definet_test_{Guid.NewGuid():N}";
        var address = new Npgsql.NpgsqlConnectionStringBuilder(test.Address) { Database = name }.ConnectionString;

        Assert.Equal(DatabaseState.Missing, new Database(Store.At(address)).State());
        var store = Store.Open(address);

        Assert.Equal(DatabaseState.Current, new Database(store).State());
        Npgsql.NpgsqlConnection.ClearAllPools();
        using var connection = Store.At(test.Address).OpenConnection(readOnly: false);
        Sql.Execute(connection, $"DROP DATABASE {name} WITH (FORCE)");
    }
}

/// <summary>What holds on either database.</summary>
public abstract class StoreTests
{
    protected abstract TestStore NewStore();

    [Fact]
    public void An_empty_store_is_migrated_once_and_knows_it()
    {
        using var test = NewStore();
        var database = new Database(Store.At(test.Address));

        Assert.Equal(DatabaseState.Missing, database.State());
        Assert.Equal(database.Known(), database.Migrate());
        Assert.Equal(DatabaseState.Current, database.State());
        Assert.Empty(database.Migrate());
        Assert.Equal(database.Known(), database.Applied());
    }

    [Fact]
    public async Task Many_callers_at_once_make_one_store()
    {
        using var test = NewStore();

        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Store.Open(test.Address))));

        using var context = stores[0].NewContext();
        Assert.Single(context.Clusters, cluster => cluster.Name == ClusterRow.Local);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused()
    {
        using var test = NewStore();
        using (var context = Store.Open(test.Address).NewContext())
            context.Database.ExecuteSqlRaw($"""INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_future', '99.0')""");

        var failure = Assert.Throws<StoreException>(() => Store.Open(test.Address));

        Assert.Contains("newer version", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_has_the_columns_of_the_migrated_tables()
    {
        using var test = NewStore();
        var store = Store.Open(test.Address);
        using var context = store.NewContext();
        using var connection = store.OpenConnection(readOnly: true);
        var inModel = context.Model.GetEntityTypes().Where(entity => entity.GetTableName() is not null)
            .SelectMany(entity => entity.GetProperties().Select(property => $"{entity.GetTableName()}.{property.GetColumnName()} {(property.IsColumnNullable() ? "null" : "not null")} {property.GetColumnType()}"))
            .Order(StringComparer.Ordinal);

        var inTables = Sql.Rows(connection, store.Address.IsPostgres
            ? """
              SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN ' null ' ELSE ' not null ' END || data_type
              FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
              WHERE table_schema = 'definet' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\_\_%'
              """
            : """
              SELECT tables.name || '.' || columns.name || CASE WHEN columns."notnull" OR columns.pk THEN ' not null ' ELSE ' null ' END || columns.type
              FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
              WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite%' AND tables.name NOT LIKE '\_\_%' ESCAPE '\'
              """)
            .Select(row => (string)row[0]!).Order(StringComparer.Ordinal);

        Assert.Equal(inModel, inTables);
    }

    [Fact]
    public void The_unique_keys_of_the_model_are_those_of_the_tables()
    {
        using var test = NewStore();
        using var context = Store.Open(test.Address).NewContext();
        var campaign = Made.Campaign(context, "twice");
        context.SaveChanges();

        context.ChangeTracker.Clear();
        context.Campaigns.Add(new CampaignRow { Name = campaign.Name, Definition = "", State = "new" });

        Assert.Throws<DbUpdateException>(() => context.SaveChanges());
    }

    [Fact]
    public void A_twin_may_repeat_a_hash_and_nothing_else_may()
    {
        using var test = NewStore();
        using var context = Store.Open(test.Address).NewContext();
        var campaign = Made.Campaign(context, "twins");
        var first = Made.Configuration(context, campaign, "MoS2", "V_S", hash: "aa");
        context.SaveChanges();

        Made.Configuration(context, campaign, "MoS2", "V_S", hash: "aa").TwinOfId = first.Id;
        context.SaveChanges();
        Made.Configuration(context, campaign, "MoS2", "V_S", hash: "aa");

        Assert.Throws<DbUpdateException>(() => context.SaveChanges());
    }

    [Fact]
    public void Deleting_a_campaign_takes_all_its_rows_along()
    {
        using var test = NewStore();
        using var context = Store.Open(test.Address).NewContext();
        var campaign = Made.Campaign(context, "short-lived");
        Made.Pair(context, Made.Configuration(context, campaign, "MoS2", "V_S"), 20, 10);
        context.SaveChanges();
        context.ChangeTracker.Clear();

        context.Campaigns.Where(row => row.Name == "short-lived").ExecuteDelete();

        Assert.Equal(0, context.Configurations.Count() + context.Starts.Count() + context.Runs.Count() + context.Records.Count() + context.Steps.Count());
        Assert.Equal(1, context.Materials.Count());
    }

    [Fact]
    public void Times_come_back_in_utc_to_the_microsecond()
    {
        using var test = NewStore();
        var store = Store.Open(test.Address);
        var time = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(1234560);
        using (var context = store.NewContext())
        {
            Made.Campaign(context, "timed").CreatedAt = time;
            context.SaveChanges();
        }

        using var later = store.NewContext();
        var read = later.Campaigns.Single().CreatedAt;

        Assert.Equal(time, read);
        Assert.Equal(DateTimeKind.Utc, read.Kind);
    }

    [Fact]
    public void Who_saves_over_another_change_of_a_run_is_told()
    {
        using var test = NewStore();
        var store = Store.Open(test.Address);
        using (var context = store.NewContext())
        {
            Made.Pair(context, Made.Configuration(context, Made.Campaign(context, "contended"), "MoS2", "V_S"), 20, 10);
            context.SaveChanges();
        }

        using var one = store.NewContext();
        using var other = store.NewContext();
        var (mine, theirs) = (one.Runs.OrderBy(run => run.Id).First(), other.Runs.OrderBy(run => run.Id).First());
        theirs.State = "paused";
        other.SaveChanges();
        mine.State = "failed";

        Assert.Throws<DbUpdateConcurrencyException>(() => one.SaveChanges());
        Assert.Equal(1, theirs.Revision);
    }

    [Fact]
    public async Task A_writer_and_readers_do_not_lock_each_other_out()
    {
        using var test = NewStore();
        var store = Store.Open(test.Address);
        using (var context = store.NewContext())
        {
            Made.Campaign(context, "busy");
            context.SaveChanges();
        }

        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(() =>
        {
            for (var pair = 0; pair < 15; pair++)
            {
                using var context = Store.Open(test.Address).NewContext();
                var campaign = context.Campaigns.Single();
                Made.Pair(context, Made.Configuration(context, campaign, "MoS2", "V_S"), 20, 10);
                context.SaveChanges();
            }
        })).ToList();
        var reader = Task.Run(() =>
        {
            var reads = 0;
            while (!done.IsCancellationRequested)
            {
                using var connection = store.OpenConnection(readOnly: true);
                Sql.Rows(connection, "SELECT * FROM saving_by_material");
                reads++;
            }

            return reads;
        });

        await Task.WhenAll(writers);
        await done.CancelAsync();
        Assert.True(await reader > 0);
        using var check = store.OpenConnection(readOnly: true);
        Assert.Equal(45L, Convert.ToInt64(Sql.Rows(check, "SELECT pairs FROM saving_by_material")[0][0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_read_only_connection_changes_nothing()
    {
        using var test = NewStore();
        var store = Store.Open(test.Address);
        using var connection = store.OpenConnection(readOnly: true);

        foreach (var change in (string[])["DELETE FROM cluster", "CREATE TABLE mine (id INTEGER)", "DROP VIEW run_health", "INSERT INTO material (name) VALUES ('x')"])
            Assert.ThrowsAny<System.Data.Common.DbException>(() => Sql.Execute(connection, change));
    }

    [Fact]
    public void A_structure_comes_back_bit_by_bit()
    {
        var structure = new Structure(
            new(new(3.1903157, 0, 1e-17), new(-1.5951578499999999, 2.7628944, 0), new(0, 0, 14.879)),
            [Element.Parse("Mo"), Element.Parse("S"), Element.Parse("Mo"), Element.Parse("Se")],
            [new(1 / 3.0, -2 / 3.0, 0.1), new(1e-300, 1.0000000000000002, -0.0), new(double.Epsilon, 7e22, 0), new(0.5, 0.25, 0.125)],
            "two lines\nof comment")
        { Freedom = [AxisFreedom.Free, AxisFreedom.Frozen, new(true, false, true), AxisFreedom.Free] };

        var read = StructureBlob.Read(StructureBlob.Of(structure));

        Assert.Equal(structure.Lattice, read.Lattice);
        Assert.Equal(structure.Species.AsSpan(), read.Species.AsSpan());
        Assert.Equal(structure.Fractional.SelectMany(Bits), read.Fractional.SelectMany(Bits));
        Assert.Equal(structure.Freedom.AsSpan(), read.Freedom.AsSpan());
        Assert.Equal("two lines of comment", read.Comment);
        Assert.StartsWith("two lines of comment\n1.0\n3.1903157 0 1E-17\n", StructureBlob.ReadText(StructureBlob.Of(structure)), StringComparison.Ordinal);

        static long[] Bits(Vector3 vector) => [BitConverter.DoubleToInt64Bits(vector.X), BitConverter.DoubleToInt64Bits(vector.Y), BitConverter.DoubleToInt64Bits(vector.Z)];
    }

    [Fact]
    public void A_damaged_structure_is_a_sentence()
    {
        var blob = StructureBlob.Of(Structure.Of(Lattice.Cubic(4), ("Mo", 0, 0, 0), ("S", 0.5, 0.5, 0.5)));
        var random = new Random(5);

        for (var mutation = 0; mutation < 2000; mutation++)
        {
            var damaged = blob.AsSpan(0, random.Next(1, blob.Length + 1)).ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                StructureBlob.Read(damaged);
            }
            catch (Exception failure) when (failure is StoreException or CrystalException)
            {
                Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
            }
        }
    }
}
