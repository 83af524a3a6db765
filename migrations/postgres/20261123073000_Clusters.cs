using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Postgres;

/// <summary>Runs on clusters: where their output is here, how their jobs ended, how far they are; and who paused a cluster.</summary>
[DbContext(typeof(PostgresContext))]
[Migration("20261123073000_clusters")]
internal sealed class ClustersMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropViews();
        migrationBuilder.Sql(
            """
            SET LOCAL search_path TO definet;

            ALTER TABLE dft_run ADD COLUMN local_folder text;
            ALTER TABLE dft_run ADD COLUMN ended_how text;
            ALTER TABLE dft_run ADD COLUMN exit_code integer;
            ALTER TABLE dft_run ADD COLUMN cancel_requested boolean NOT NULL DEFAULT false;

            CREATE INDEX dft_run_cancel_requested ON dft_run (cancel_requested) WHERE cancel_requested;

            ALTER TABLE cluster ADD COLUMN paused_by text;
            ALTER TABLE cluster ADD COLUMN paused_at timestamp with time zone;

            CREATE TABLE run_progress (
                run_id bigint PRIMARY KEY REFERENCES dft_run (id) ON DELETE CASCADE,
                ionic_steps integer NOT NULL,
                energy_ev double precision,
                max_force_ev_per_a double precision,
                flag text,
                stepped_at timestamp with time zone NOT NULL,
                seen_at timestamp with time zone NOT NULL
            );
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
