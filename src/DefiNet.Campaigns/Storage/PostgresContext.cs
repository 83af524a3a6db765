using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Storage;

/// <summary>The store in a PostgreSQL database: tables in the schema <c>definet</c>.</summary>
public sealed class PostgresContext : DefiNetContext
{
    /// <summary>Schema of all tables and views.</summary>
    public const string Schema = "definet";

    internal PostgresContext(DbContextOptions<PostgresContext> options) : base(options)
    {
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        base.OnModelCreating(modelBuilder);
    }
}
