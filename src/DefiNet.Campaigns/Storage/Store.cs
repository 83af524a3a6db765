using System.Data.Common;

namespace DefiNet.Campaigns.Storage;

/// <summary>A store whose tables are those of this program: SQLite file or PostgreSQL database. Safe to use from several threads and processes at once.</summary>
public sealed class Store
{
    private readonly Func<DefiNetContext> _newContext;

    private Store(StoreAddress address)
    {
        Address = address;
        _newContext = Contexts.Of(address);
    }

    /// <summary>Where it is.</summary>
    public StoreAddress Address { get; }

    /// <summary>Opens a store, and makes it when there is none. A SQLite file of an older version is brought up to date; a PostgreSQL database, which others may use, is not.</summary>
    /// <param name="address">A path or a connection string, see <see cref="StoreAddress.Parse"/>.</param>
    /// <exception cref="StoreException">The address cannot be read, or the store is of another version.</exception>
    public static Store Open(string? address = null)
    {
        var store = new Store(StoreAddress.Parse(address));
        var database = new Database(store);
        return Ready(store, database, database.State());
    }

    /// <summary>Opens a store that must be there.</summary>
    /// <param name="address">A path or a connection string, see <see cref="StoreAddress.Parse"/>.</param>
    /// <exception cref="StoreException">There is no store, or it is of another version.</exception>
    public static Store OpenExisting(string? address = null)
    {
        var store = new Store(StoreAddress.Parse(address));
        var database = new Database(store);
        return database.State() is not DatabaseState.Missing and var state
            ? Ready(store, database, state)
            : throw new StoreException($"There is no store yet: {store.Address}; 'definet db migrate' makes one, and so do 'definet import' and 'definet campaign new'.");
    }

    /// <summary>The store as it is, its tables unseen: for <see cref="Database"/>, which looks after them.</summary>
    /// <param name="address">A path or a connection string, see <see cref="StoreAddress.Parse"/>.</param>
    /// <exception cref="StoreException">The address cannot be read.</exception>
    public static Store At(string? address = null) => new(StoreAddress.Parse(address));

    /// <summary>A context for one piece of work on one thread; dispose it.</summary>
    public DefiNetContext NewContext() => _newContext();

    /// <summary>An open connection for plain SQL; dispose it.</summary>
    /// <param name="readOnly">Whether the database refuses every change through this connection.</param>
    public DbConnection OpenConnection(bool readOnly) => Contexts.Connect(Address, readOnly);

    private static Store Ready(Store store, Database database, DatabaseState state)
    {
        switch (state)
        {
            case DatabaseState.Missing:
            case DatabaseState.Behind when !store.Address.IsPostgres:
                database.Migrate();
                break;
            case DatabaseState.Behind when database.StateAfterOthers() == DatabaseState.Behind:
                throw new StoreException($"The {store.Address} is of an older version; 'definet db migrate' brings it up to date, for everyone who uses it.");
            case DatabaseState.Ahead:
                throw Ahead(store.Address);
        }

        return store;
    }

    internal static StoreException Ahead(StoreAddress address) =>
        new($"The store {address} was made by a newer version of definet; use that version, or another store.");
}
