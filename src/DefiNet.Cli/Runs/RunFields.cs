using System.Text.Json;
using DefiNet.Campaigns.Running;
using DefiNet.Cli.Output;

namespace DefiNet.Cli.Runs;

/// <summary>A run's fields as JSON.</summary>
internal static class RunFields
{
    public static void Write(Utf8JsonWriter json, RunSummary run)
    {
        json.Field("run", run.Token);
        json.Field("campaign", run.Campaign);
        json.Field("material", run.Material);
        json.Field("descriptor", run.Descriptor);
        json.Field("source_id", run.SourceId);
        json.Field("relaxer", run.Relaxer);
        json.Field("engine", run.Engine);
        json.Field("state", run.State);
        json.Field("reason", run.Reason);
        json.WriteNumber("parts", run.Parts);
        json.WriteBoolean("restarted", run.Restarted);
        json.WriteNumber("attempts", run.Attempts);
        json.Field("folder", run.Folder);
        if (run.IonicSteps is { } steps)
            json.WriteNumber("ionic_steps", steps);
        else
            json.WriteNull("ionic_steps");
        if (run.Converged is { } converged)
            json.WriteBoolean("converged", converged);
        else
            json.WriteNull("converged");
        json.Field("energy_eV", run.EnergyEv);
        json.Field("cluster", run.Cluster);
        json.Field("scheduler_id", run.SchedulerId);
        if (run.Live is not { } live)
        {
            json.WriteNull("live");
            return;
        }

        json.WriteStartObject("live");
        json.WriteNumber("ionic_steps", live.IonicSteps);
        json.Field("energy_eV", live.EnergyEv);
        json.Field("max_force_eV_per_A", live.MaxForceEvPerA);
        json.Field("flag", live.Flag);
        json.Field("seen_at", live.SeenAt.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
