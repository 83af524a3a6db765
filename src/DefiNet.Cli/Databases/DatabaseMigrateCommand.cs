using System.CommandLine;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Databases;

/// <summary><c>definet db migrate</c>: makes a store or brings it up to date.</summary>
public static class DatabaseMigrateCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("migrate", "Makes the store where there is none, and brings an older one up to date.") { store, json };
        command.SetAction(parsed => Run(parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string? address, bool asJson)
    {
        var store = Store.At(address);
        var applied = new Database(store).Migrate();
        if (asJson)
        {
            using var lines = new JsonLines();
            lines.Write(json =>
            {
                json.Field("store", store.Address.ToString());
                json.WriteStartArray("applied");
                foreach (var migration in applied)
                    json.WriteStringValue(migration);
                json.WriteEndArray();
            });
        }
        else
        {
            Console.WriteLine(applied.Count == 0 ? $"{store.Address} is up to date." : $"{store.Address}: applied {string.Join(", ", applied)}.");
        }
    }
}
