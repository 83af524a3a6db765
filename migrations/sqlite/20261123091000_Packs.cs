using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Sqlite;

/// <summary>The job that small runs share.</summary>
[DbContext(typeof(SqliteContext))]
[Migration("20261123091000_packs")]
internal sealed class PacksMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropViews();
        migrationBuilder.Sql(
            """
            ALTER TABLE dft_run ADD COLUMN pack TEXT;
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
