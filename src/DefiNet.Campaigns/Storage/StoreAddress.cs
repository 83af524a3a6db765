using System.Text.RegularExpressions;
using Npgsql;

namespace DefiNet.Campaigns.Storage;

/// <summary>Where a store is: a SQLite file or a PostgreSQL database.</summary>
public sealed partial class StoreAddress
{
    /// <summary>Environment variable that names the store when no option does.</summary>
    public const string Variable = "DEFINET_STORE";

    /// <summary>The store when nothing names one, in the current folder.</summary>
    public static readonly string Default = Path.Combine("definet-data", FileName);

    private const string FileName = "definet.db";


    private StoreAddress(string? file, NpgsqlConnectionStringBuilder? server)
    {
        File = file;
        ConnectionString = server?.ConnectionString ?? "";
        Display = file ?? $"PostgreSQL database {server!.Database ?? server.Username} on {server.Host}{(server.Port == NpgsqlConnection.DefaultPort ? "" : $":{server.Port}")}";
    }

    /// <summary>Full path of the SQLite file; null for PostgreSQL.</summary>
    public string? File { get; }

    /// <summary>Whether the store is a PostgreSQL database.</summary>
    public bool IsPostgres => File is null;

    /// <summary>Connection string of the PostgreSQL database, password included: not for messages; empty for SQLite.</summary>
    public string ConnectionString { get; }

    private string Display { get; }

    /// <summary>Reads an address: a path of a SQLite file or of a folder with one, or a PostgreSQL connection string or URI. Null stands for <see cref="Variable"/>, then for <see cref="Default"/>.</summary>
    /// <exception cref="StoreException">The connection string cannot be read.</exception>
    public static StoreAddress Parse(string? address)
    {
        if (string.IsNullOrWhiteSpace(address))
            address = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(address))
            address = Default;
        if (address.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            return new(null, FromUri(address));
        if (HostKey().IsMatch(address))
            return new(null, FromKeys(address));
        var path = Path.GetFullPath(address);
        return new(Directory.Exists(path) ? Path.Combine(path, FileName) : path, null);
    }

    /// <summary>The address for messages, without user and password.</summary>
    public override string ToString() => Display;

    private static NpgsqlConnectionStringBuilder FromKeys(string text)
    {
        try
        {
            return WithSchema(new(text));
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // The cause may quote the text and with it the password: it is left out.
            throw Unreadable();
        }
    }

    private static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw Unreadable();
        var user = uri.UserInfo.Split(':', 2);
        var server = new NpgsqlConnectionStringBuilder { Host = uri.Host };
        if (uri.Port > 0)
            server.Port = uri.Port;
        if (uri.AbsolutePath.Length > 1)
            server.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        if (user[0].Length > 0)
            server.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            server.Password = Uri.UnescapeDataString(user[1]);
        if (uri.Query.Length > 1)
            throw new StoreException("A PostgreSQL URI with options after '?' is not read; give a connection string such as Host=…;Database=…;SSL Mode=Require instead.");
        return WithSchema(server);
    }

    // People's SQL and the views' bodies name tables without their schema.
    private static NpgsqlConnectionStringBuilder WithSchema(NpgsqlConnectionStringBuilder server)
    {
        server.SearchPath = string.IsNullOrWhiteSpace(server.SearchPath) ? PostgresContext.Schema : $"{PostgresContext.Schema},{server.SearchPath}";
        if (string.IsNullOrEmpty(server.ApplicationName))
            server.ApplicationName = "definet";
        server.Timezone ??= "UTC";
        return server;
    }

    private static StoreException Unreadable() =>
        new("The PostgreSQL connection string cannot be read; it should look like Host=server;Database=definet;Username=me;Password=….");

    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostKey();
}
