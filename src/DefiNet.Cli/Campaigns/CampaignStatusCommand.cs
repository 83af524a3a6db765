using System.CommandLine;
using System.Globalization;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Campaigns;

/// <summary><c>definet campaign status</c>: where a campaign stands.</summary>
public static class CampaignStatusCommand
{
    /// <summary>Composes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign." };
        var store = StoreOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("status", "Says how many runs of a campaign stand where, and why some failed.") { name, store, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(name), parsed.GetValue(store), parsed.GetValue(json)));
        return command;
    }

    private static void Run(string name, string? address, bool asJson)
    {
        var status = CampaignStatus.Of(Store.OpenExisting(address), name);
        if (asJson)
            WriteJson(status);
        else
            Print(status, Console.Out);
    }

    private static void Print(CampaignStatus status, TextWriter text)
    {
        var engine = status.Engine is null ? "" : $", engine {status.Engine}{(status.Potential is null ? "" : $" ({status.Potential})")}";
        text.WriteLine($"Campaign {status.Campaign}: {status.State}{(status.BeingRun ? ", a process runs it now" : "")}{engine}");
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.Configurations} configurations, {status.Starts} starts, {status.Runs.Values.Sum()} runs, {status.IonicSteps} ionic steps recorded"));
        foreach (var (state, count) in status.Runs)
            if (count > 0)
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {RunMachine.NameOf(state),-10}{count,8}"));
        if (status.Restarted > 0)
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {status.Restarted} were interrupted and continued; their pairs are left out of the savings."));
        foreach (var (flag, runs) in status.Flags)
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {runs} at work look wrong: {flag}"));
        foreach (var cluster in status.Clusters)
            text.WriteLine($"  cluster {cluster.Name}: {cluster.State}{(cluster.PausedReason is null ? "" : $", {cluster.PausedReason}")}");
        if (status.SecondsLeft is > 0)
            text.WriteLine($"  about {CampaignProgressLine.Span(status.SecondsLeft.Value)} left at the pace of the last runs");
        foreach (var (reason, runs) in status.Reasons)
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {runs} x {reason}"));
    }

    private static void WriteJson(CampaignStatus status)
    {
        using var lines = new JsonLines();
        lines.Write(json =>
        {
            json.Field("campaign", status.Campaign);
            json.Field("state", status.State);
            json.WriteBoolean("being_run", status.BeingRun);
            json.Field("engine", status.Engine);
            json.Field("potential", status.Potential);
            json.WriteNumber("configurations", status.Configurations);
            json.WriteNumber("starts", status.Starts);
            json.WriteStartObject("runs");
            foreach (var (state, count) in status.Runs)
                json.WriteNumber(RunMachine.NameOf(state), count);
            json.WriteEndObject();
            json.WriteNumber("restarted", status.Restarted);
            json.WriteNumber("ionic_steps", status.IonicSteps);
            json.Field("seconds_left", status.SecondsLeft);
            json.WriteStartObject("flags");
            foreach (var (flag, runs) in status.Flags)
                json.WriteNumber(flag, runs);
            json.WriteEndObject();
            json.WriteStartArray("clusters");
            foreach (var cluster in status.Clusters)
            {
                json.WriteStartObject();
                json.Field("cluster", cluster.Name);
                json.Field("state", cluster.State);
                json.Field("paused_by", cluster.PausedBy);
                json.Field("paused_reason", cluster.PausedReason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("reasons");
            foreach (var (reason, runs) in status.Reasons)
                json.WriteNumber(reason, runs);
            json.WriteEndObject();
        });
    }
}
