using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Databases;

/// <summary><c>definet db sql</c>: one query that cannot change anything.</summary>
public static class DatabaseSqlCommand
{
    // Widths of columns are taken from this many rows; longer answers go on in blocks.
    private const int Block = 2000;

    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var query = new Argument<string>("QUERY") { Description = "One SQL query; - reads it from standard input. Questions to begin with: docs/sql.md." };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a row." };
        var command = new Command("sql", "Answers one SQL query; the database refuses every change.") { query, store, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(query), parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string query, string? address, bool asJson)
    {
        using var answer = ReadOnlyQuery.Start(Store.OpenExisting(address), query == "-" ? Console.In.ReadToEnd() : query);
        if (asJson)
        {
            using var lines = new JsonLines();
            while (answer.Next() is { } row)
                lines.Write(json =>
                {
                    for (var column = 0; column < row.Length; column++)
                        Write(json, answer.Columns[column], row[column]);
                });
            return;
        }

        bool more;
        do
        {
            var rows = new List<object?[]>();
            while (rows.Count < Block && answer.Next() is { } row)
                rows.Add(row);
            more = rows.Count == Block;
            if (rows.Count == 0)
                break;
            var table = new TextTable([.. answer.Columns.Select((name, column) => rows.Any(row => IsNumber(row[column])) ? $"{name}>" : name)]);
            foreach (var row in rows)
                table.Add([.. row.Select(Text)]);
            table.Write(Console.Out);
        }
        while (more);
    }

    private static bool IsNumber(object? value) => value is int or long or short or double or float or decimal;

    private static string Text(object? value) => value switch
    {
        null => "",
        bool yes => yes ? "true" : "false",
        byte[] bytes => $"<{bytes.Length} bytes>",
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        _ => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").ReplaceLineEndings(" "),
    };

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case int or long or short:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double or float:
                json.Field(name, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumber(name, number);
                break;
            case bool yes:
                json.WriteBoolean(name, yes);
                break;
            case DateTime time:
                json.WriteString(name, time);
                break;
            case byte[] bytes:
                json.WriteBase64String(name, bytes);
                break;
            default:
                json.Field(name, Convert.ToString(value, CultureInfo.InvariantCulture) is { } text && value is not null ? text : null);
                break;
        }
    }
}
