using System.Globalization;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage;
using DefiNet.Workflows;
using DefiNet.Workflows.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DefiNet.Benchmarks.Workflows;

/// <summary>The engine in this process, as a server has it.</summary>
internal sealed class LoadHost : IAsyncDisposable
{
    private readonly IHost _host;

    public LoadHost(string address, int workers)
    {
        Store = Store.Open(address);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Services.AddSingleton(Store).AddWorkflows(options => (options.Workers, options.ActivitiesPerCommit) = (workers, 10));
        _host = builder.Build();
        Postmaster = Store.Address.IsPostgres ? (int)(long)Scalar($"SELECT {ParentOfBackend()}::bigint")! : 0;
    }

    public Store Store { get; }

    public WorkflowRuntime Runtime => _host.Services.GetRequiredService<WorkflowRuntime>();

    public DefinitionBook Book => _host.Services.GetRequiredService<DefinitionBook>();

    public int Postmaster { get; }

    public Task StartAsync() => _host.StartAsync();

    /// <summary>Publishes a sequence of activities.</summary>
    public string Publish(string name, IEnumerable<JsonObject> activities) => Book.Save(
        new()
        {
            ["definitionId"] = name,
            ["name"] = name,
            ["variables"] = new JsonArray(new JsonObject { ["id"] = "n", ["name"] = "n", ["typeName"] = "Int32" }),
            ["root"] = new JsonObject { ["id"] = "root", ["type"] = "Elsa.Sequence", ["version"] = 1, ["activities"] = new JsonArray([.. activities]) },
        },
        publish: true).Row.DefinitionId;

    public static JsonObject SetVariable(int index) => Activity($"a{index}", "Elsa.SetVariable", ("variable", new JsonObject { ["id"] = "n", ["name"] = "n" }), ("value", Literal(index.ToString(CultureInfo.InvariantCulture))));

    public static JsonObject Activity(string id, string type, params (string Name, JsonNode Value)[] members)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1 };
        foreach (var (name, value) in members)
            activity[name] = value;
        return activity;
    }

    public static JsonObject Literal(string value) => new() { ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };

    public static JsonObject Script(string value) => new() { ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = value } };

    public object? Scalar(string sql)
    {
        using var connection = Store.OpenConnection(readOnly: false);
        using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 600);
        return command.ExecuteScalar();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        if (_host is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync().ConfigureAwait(false);
    }

    private string ParentOfBackend()
    {
        using var connection = (NpgsqlConnection)Store.OpenConnection(readOnly: false);
        var stat = File.ReadAllText($"/proc/{connection.ProcessID}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
    }
}
