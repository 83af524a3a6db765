using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Sqlite;

/// <summary>What was done about errors of runs; the first part of a run that counts.</summary>
[DbContext(typeof(SqliteContext))]
[Migration("20261123070000_run_corrections")]
internal sealed class RunCorrectionsMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropViews();
        migrationBuilder.Sql(
            """
            ALTER TABLE dft_run ADD COLUMN first_part INTEGER NOT NULL DEFAULT 1;

            CREATE TABLE run_correction (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                run_id INTEGER NOT NULL REFERENCES dft_run (id) ON DELETE CASCADE,
                part INTEGER NOT NULL,
                error TEXT NOT NULL,
                tag TEXT,
                old_value TEXT,
                new_value TEXT,
                cause_run_id INTEGER NOT NULL,
                all_arms INTEGER NOT NULL,
                steps_dropped INTEGER NOT NULL,
                at TEXT NOT NULL
            );

            CREATE INDEX run_correction_run ON run_correction (run_id);
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
