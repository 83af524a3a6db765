using System.CommandLine;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Databases;

/// <summary><c>definet db status</c>: where the store is, of which version, and what it holds.</summary>
public static class DatabaseStatusCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("status", "Says where the store is, whether its tables are up to date, and what it holds.") { store, json };
        command.SetAction(parsed => Run(parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string? address, bool asJson)
    {
        var store = Store.At(address);
        var database = new Database(store);
        var (state, applied, known) = (database.State(), database.Applied(), database.Known());
        StoreContents? contents = null;
        if (state == DatabaseState.Current)
            using (var context = store.NewContext())
                contents = StoreContents.Of(context);

        if (asJson)
        {
            using var lines = new JsonLines();
            lines.Write(json =>
            {
                json.Field("store", store.Address.ToString());
                json.Field("kind", store.Address.IsPostgres ? "postgres" : "sqlite");
                json.Field("state", Word(state));
                json.Field("version", applied.Count > 0 ? applied[^1] : null);
                json.WriteNumber("pending", known.Except(applied).Count());
                if (contents is not null)
                {
                    json.WriteNumber("campaigns", contents.Campaigns);
                    json.WriteNumber("configurations", contents.Configurations);
                    json.WriteNumber("starts", contents.Starts);
                    json.WriteNumber("dft_runs", contents.Runs);
                    json.WriteNumber("ionic_records", contents.Records);
                    json.WriteNumber("ionic_steps", contents.Steps);
                }
            });
            return;
        }

        Console.WriteLine($"{store.Address}: {Word(state)}{(applied.Count > 0 ? $", version {applied[^1]}" : "")}.");
        if (contents is not null)
            Console.WriteLine($"{contents.Campaigns} campaigns, {contents.Configurations} configurations, {contents.Starts} starts, {contents.Runs} runs, {contents.Records} records, {contents.Steps} ionic steps.");
    }

    private static string Word(DatabaseState state) => state switch
    {
        DatabaseState.Missing => "missing",
        DatabaseState.Behind => "behind",
        DatabaseState.Current => "current",
        DatabaseState.Ahead => "ahead",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no such state."),
    };
}
