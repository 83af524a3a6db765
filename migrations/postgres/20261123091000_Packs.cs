using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Postgres;

/// <summary>The job that small runs share.</summary>
[DbContext(typeof(PostgresContext))]
[Migration("20261123091000_packs")]
internal sealed class PacksMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropViews();
        migrationBuilder.Sql(
            """
            SET LOCAL search_path TO definet;

            ALTER TABLE dft_run ADD COLUMN pack text;
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
