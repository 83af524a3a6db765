using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Sqlite;

/// <summary>Runs on clusters: where their output is here, how their jobs ended, how far they are; and who paused a cluster.</summary>
[DbContext(typeof(SqliteContext))]
[Migration("20261123073000_clusters")]
internal sealed class ClustersMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropViews();
        migrationBuilder.Sql(
            """
            ALTER TABLE dft_run ADD COLUMN local_folder TEXT;
            ALTER TABLE dft_run ADD COLUMN ended_how TEXT;
            ALTER TABLE dft_run ADD COLUMN exit_code INTEGER;
            ALTER TABLE dft_run ADD COLUMN cancel_requested INTEGER NOT NULL DEFAULT 0;

            CREATE INDEX dft_run_cancel_requested ON dft_run (cancel_requested) WHERE cancel_requested;

            ALTER TABLE cluster ADD COLUMN paused_by TEXT;
            ALTER TABLE cluster ADD COLUMN paused_at TEXT;

            CREATE TABLE run_progress (
                run_id INTEGER PRIMARY KEY REFERENCES dft_run (id) ON DELETE CASCADE,
                ionic_steps INTEGER NOT NULL,
                energy_ev REAL,
                max_force_ev_per_a REAL,
                flag TEXT,
                stepped_at TEXT NOT NULL,
                seen_at TEXT NOT NULL
            );
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
