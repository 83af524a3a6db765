using System.CommandLine;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet campaign new</c>: checks a definition and stores the campaign with all its configurations.</summary>
public static class CampaignNewCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The campaign's YAML; config/campaigns holds examples." };
        var name = new Option<string?>("--name") { Description = "Another name than the file's.", HelpName = "NAME" };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("new", "Checks a campaign's definition and stores it with all its configurations; nothing is run yet.") { file, name, store, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(name), parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string file, string? name, string? address, bool asJson)
    {
        if (name is not null && !CampaignDefinitionReader.IsName(name))
            throw new UsageException($"--name is '{name}'; it must be letters, digits, dots, dashes and underscores, at most 100.");
        var definition = CampaignDefinitionReader.ReadFile(file);
        definition = CampaignPlanner.Complete(name is null ? definition : definition with { Name = name });
        var store = Store.Open(address);
        CampaignPlanner.RefuseTaken(store, definition.Name);
        var refused = new List<string>();
        int configurations;
        using (var progress = new ProgressLine("configurations", ConfigurationSource.Count(definition)))
            configurations = CampaignPlanner.Create(store, definition, ConfigurationSource.Read(definition, refused.Add), stored => progress.Set(stored));
        foreach (var sentence in refused)
            Console.Error.WriteLine(sentence);
        Print(definition, configurations, asJson);
        return refused.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static void Print(CampaignDefinition definition, int configurations, bool asJson)
    {
        if (!asJson)
        {
            Console.WriteLine($"Campaign {definition.Name}: {configurations} configurations, arms {string.Join(", ", definition.Relaxers)}, engine {definition.Engine}{(definition.Potential is { } potential ? $" ({potential})" : "")}. Go on with: definet campaign run {definition.Name}");
            return;
        }

        using var lines = new JsonLines();
        lines.Write(json =>
        {
            json.Field("campaign", definition.Name);
            json.WriteNumber("configurations", configurations);
            json.WriteStartArray("relaxers");
            foreach (var relaxer in definition.Relaxers)
                json.WriteStringValue(relaxer);
            json.WriteEndArray();
            json.Field("engine", definition.Engine);
            json.Field("potential", definition.Potential);
        });
    }
}
