using DefiNet.Campaigns.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Migrations.Sqlite;

/// <summary>Steps of the optimiser beside ionic steps, for engines that tell them apart.</summary>
[DbContext(typeof(SqliteContext))]
[Migration("20261123083000_optimiser_steps")]
internal sealed class OptimiserStepsMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropViews();
        migrationBuilder.Sql(
            """
            ALTER TABLE ionic_record ADD COLUMN optimiser_steps INTEGER;
            """);
        migrationBuilder.MakeViewsIfLast(this);
    }
}
