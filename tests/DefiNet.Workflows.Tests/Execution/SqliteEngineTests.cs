using DefiNet.Campaigns.Tests.Storage;

namespace DefiNet.Workflows.Tests.Execution;

/// <summary>The engine on SQLite.</summary>
public sealed class SqliteEngineTests : EngineTests
{
    protected override TestStore NewStore() => TestStore.OnSqlite();
}
