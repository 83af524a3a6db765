namespace DefiNet.Campaigns.Storage;

/// <summary>How a store's tables stand to those of this program.</summary>
public enum DatabaseState
{
    /// <summary>There is no file, or no tables in it.</summary>
    Missing,

    /// <summary>Some migrations have not been applied.</summary>
    Behind,

    /// <summary>The tables are those of this program.</summary>
    Current,

    /// <summary>A migration has been applied that this program does not know.</summary>
    Ahead,
}
