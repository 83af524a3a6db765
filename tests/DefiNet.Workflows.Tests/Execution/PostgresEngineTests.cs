using DefiNet.Campaigns.Tests.Storage;

namespace DefiNet.Workflows.Tests.Execution;

/// <summary>The engine on PostgreSQL.</summary>
public sealed class PostgresEngineTests : EngineTests
{
    protected override TestStore NewStore() => TestStore.OnPostgres();
}
