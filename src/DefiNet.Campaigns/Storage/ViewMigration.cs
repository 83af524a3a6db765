using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace DefiNet.Campaigns.Storage;

/// <summary>How migrations treat the views, whose scripts are always this version's: every migration after the first drops them at its beginning, every migration makes them at its end if none comes after it.</summary>
internal static class ViewMigration
{
    /// <summary>Drops the views, so that the tables below them can change.</summary>
    public static void DropViews(this MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.ActiveProvider?.Contains("Npgsql", StringComparison.Ordinal) == true ? $"{PostgresContext.Schema}." : "";
        foreach (var view in ViewScripts.Names.Reverse())
            migrationBuilder.Sql($"DROP VIEW IF EXISTS {schema}{view}");
    }

    /// <summary>Makes the views if <paramref name="migration"/> is the last of its database: before that the tables are not yet those that they read.</summary>
    public static void MakeViewsIfLast(this MigrationBuilder migrationBuilder, Migration migration)
    {
        var context = ContextOf(migration.GetType());
        var last = migration.GetType().Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Migration)) && ContextOf(type) == context)
            .MaxBy(type => type.GetCustomAttribute<MigrationAttribute>()!.Id, StringComparer.Ordinal);
        if (migration.GetType() != last)
            return;
        foreach (var view in ViewScripts.Names)
            migrationBuilder.Sql(ViewScripts.Of(view));
    }

    private static Type? ContextOf(Type migration) => migration.GetCustomAttribute<DbContextAttribute>()?.ContextType;
}
