using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Storage;

/// <summary>The store in a SQLite file: tables without a schema.</summary>
public sealed class SqliteContext : DefiNetContext
{
    internal SqliteContext(DbContextOptions<SqliteContext> options) : base(options)
    {
    }
}
