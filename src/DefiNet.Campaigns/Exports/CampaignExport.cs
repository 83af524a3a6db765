using DefiNet.Campaigns.Reports;
using DefiNet.Campaigns.Storage;
using DefiNet.Crystals.Formats;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Exports;

/// <summary>Writes a campaign into a folder that other tools read: its definition as YAML, tables as CSV, structures as CIF.</summary>
public static class CampaignExport
{
    /// <summary>Writes everything of a campaign. Files: <c>campaign.yaml</c>, <c>savings.csv</c>, <c>pairs.csv</c>, <c>engine-energies.csv</c>, <c>configurations.csv</c>, <c>records.csv</c>, <c>steps.csv</c> and <c>structures/CONFIGURATION/WHAT.cif</c>.</summary>
    /// <param name="context">The store.</param>
    /// <param name="campaignName">The campaign.</param>
    /// <param name="folder">A folder that is empty or does not exist yet.</param>
    /// <param name="advance">Told how many of how many configurations are written.</param>
    /// <param name="cancellation">Ends it between two configurations.</param>
    /// <exception cref="StoreException">There is no such campaign, or the folder holds something already.</exception>
    public static CampaignExportSummary Write(DefiNetContext context, string campaignName, string folder, Action<int, int> advance, CancellationToken cancellation)
    {
        var campaign = CampaignReport.Find(context, campaignName);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new StoreException($"{folder} holds something already; name a folder that is empty or does not exist yet.");
        Directory.CreateDirectory(folder);
        var report = CampaignReport.Load(context, campaignName);

        File.WriteAllText(Path.Combine(folder, "campaign.yaml"), campaign.Definition);
        WriteSavings(report, Path.Combine(folder, "savings.csv"));
        WritePairs(report, Path.Combine(folder, "pairs.csv"));
        EnergyTables.Write(EnergyTables.Load(context, campaignName), new StreamWriter(Path.Combine(folder, "engine-energies.csv")));
        var records = WriteRecords(context, campaign.Id, Path.Combine(folder, "records.csv"));
        WriteSteps(context, campaign.Id, Path.Combine(folder, "steps.csv"));
        var (configurations, structures) = WriteConfigurations(context, campaign.Id, folder, advance, cancellation);
        return new(campaignName, folder, configurations, report.Pairs.Count, records, structures);
    }

    private static void WriteSavings(CampaignReport report, string path)
    {
        using var csv = new CsvWriter(path,
        [
            "relaxer", "material", "density", "pairs", "left_out", "saving_pooled", "interval_95_low", "interval_95_high", "saving_mean", "saving_quartile_1", "saving_median",
            "saving_quartile_3", "worse", "other_end_state", "ionic_steps_raw", "ionic_steps",
        ]);
        foreach (var (relaxer, material, density, savings) in report.Rows)
            csv.Write(
            [
                relaxer, material, density, savings.Pairs, savings.LeftOut, savings.Pooled, savings.Interval95?.Low, savings.Interval95?.High, savings.Mean, savings.Quartile1, savings.Median,
                savings.Quartile3, savings.Worse, savings.OtherEndState, savings.IonicStepsRaw, savings.IonicSteps,
            ]);
    }

    private static void WritePairs(CampaignReport report, string path)
    {
        using var csv = new CsvWriter(path,
        [
            "configuration_id", "source_id", "material", "density", "defect_density", "descriptor", "relaxer", "model_sha256", "comparable", "left_out_reason", "ionic_steps_raw", "ionic_steps", "saving",
            "electronic_steps_raw", "electronic_steps", "seconds_raw", "seconds", "relaxer_seconds", "energy_raw_ev", "energy_ev", "same_end_state", "gate",
            "start_mae_raw_a", "start_mae_a", "end_mae_raw_a", "end_mae_a",
        ]);
        foreach (var pair in report.Pairs)
            csv.Write(
            [
                pair.ConfigurationId, pair.SourceId, pair.Material, pair.Density, pair.DefectDensity, pair.Descriptor, pair.Relaxer, pair.ModelSha256, pair.Comparable, pair.LeftOutReason, pair.IonicStepsRaw, pair.IonicSteps, pair.Saving,
                pair.ElectronicStepsRaw, pair.ElectronicSteps, pair.SecondsRaw, pair.Seconds, pair.RelaxerSeconds, pair.EnergyRawEv, pair.EnergyEv, pair.SameEndState, pair.Gate,
                pair.StartMaeRawA, pair.StartMaeA, pair.EndMaeRawA, pair.EndMaeA,
            ]);
    }

    private static int WriteRecords(DefiNetContext context, long campaignId, string path)
    {
        using var csv = new CsvWriter(path,
        [
            "configuration_id", "relaxer", "token", "state", "cluster", "attempts", "restarted", "engine", "engine_version", "settings_hash", "ionic_steps", "ionic_steps_begun", "electronic_steps",
            "reached_accuracy", "finished", "converged", "ended", "error", "parts", "seconds", "cpu_seconds", "energy_ev", "max_force_ev_per_a", "same_end_state", "end_energy_difference_ev", "end_distance_a", "mae_a", "recorded_at",
        ]);
        var rows = context.Records
            .Where(record => record.Run!.Start!.Configuration!.CampaignId == campaignId)
            .OrderBy(record => record.Run!.Start!.ConfigurationId).ThenBy(record => record.Run!.Start!.Relaxer)
            .Select(record => new object?[]
            {
                record.Run!.Start!.ConfigurationId, record.Run.Start.Relaxer, record.Run.Token, record.Run.State, record.Run.Cluster!.Name, record.Run.Attempts, record.Run.Restarted, record.Engine, record.EngineVersion, record.Run.SettingsHash,
                record.IonicSteps, record.IonicStepsBegun, record.ElectronicSteps,
                record.ReachedAccuracy, record.Finished, record.Converged, record.Ended, record.Error, record.Parts, record.Seconds, record.CpuSeconds, record.EnergyEv, record.MaxForceEvPerA, record.SameEndState, record.EndEnergyDifferenceEv, record.EndDistanceA, record.MaeA, record.RecordedAt,
            });
        return WriteAll(csv, rows);
    }

    private static void WriteSteps(DefiNetContext context, long campaignId, string path)
    {
        using var csv = new CsvWriter(path, ["configuration_id", "relaxer", "step", "energy_ev", "energy_sigma0_ev", "max_force_ev_per_a", "max_force_free_ev_per_a", "electronic_steps", "seconds"]);
        WriteAll(csv, context.Steps
            .Where(step => step.Record!.Run!.Start!.Configuration!.CampaignId == campaignId)
            .OrderBy(step => step.Record!.Run!.Start!.ConfigurationId).ThenBy(step => step.Record!.Run!.Start!.Relaxer).ThenBy(step => step.Step)
            .Select(step => new object?[]
            {
                step.Record!.Run!.Start!.ConfigurationId, step.Record.Run.Start.Relaxer, step.Step, step.EnergyEv, step.EnergySigma0Ev, step.MaxForceEvPerA, step.MaxForceFreeEvPerA, step.ElectronicSteps, step.Seconds,
            }));
    }

    private static (int Configurations, int Structures) WriteConfigurations(DefiNetContext context, long campaignId, string folder, Action<int, int> advance, CancellationToken cancellation)
    {
        using var csv = new CsvWriter(Path.Combine(folder, "configurations.csv"),
        [
            "id", "material", "source_id", "split", "descriptor", "density", "density_class", "defect_count", "atoms", "multiplicity", "smallest_defect_distance_a", "pristine", "twin_of_id", "canonical_hash", "markers", "sites", "defects",
        ]);
        var ids = context.Configurations.Where(row => row.CampaignId == campaignId).OrderBy(row => row.Id).Select(row => row.Id).ToList();
        var (done, structures) = (0, 0);
        foreach (var chunk in ids.Chunk(200))
        {
            var (first, last) = (chunk[0], chunk[^1]);
            var rows = context.Configurations.AsNoTracking()
                .Include(row => row.Material)
                .Include(row => row.Starts).ThenInclude(start => start.Run!.Record)
                .Where(row => row.CampaignId == campaignId && row.Id >= first && row.Id <= last)
                .OrderBy(row => row.Id)
                .AsSplitQuery();
            foreach (var row in rows)
            {
                cancellation.ThrowIfCancellationRequested();
                csv.Write(
                [
                    row.Id, row.Material!.Name, row.SourceId, row.Split, row.Descriptor, row.Density, row.DensityClass, row.DefectCount, row.Atoms, row.Multiplicity, row.SmallestDefectDistanceA, row.Pristine, row.TwinOfId, row.CanonicalHash, row.Markers, row.Sites, row.Defects,
                ]);
                var into = Directory.CreateDirectory(Path.Combine(folder, "structures", $"{row.Id}")).FullName;
                Cif(row.Structure, "unrelaxed");
                Cif(row.Reference, "reference");
                foreach (var start in row.Starts)
                {
                    Cif(start.Structure, $"start-{start.Relaxer}");
                    Cif(start.Run?.Record?.Structure, $"end-{start.Relaxer}");
                }

                advance(++done, ids.Count);

                void Cif(byte[]? blob, string what)
                {
                    if (blob is null)
                        return;
                    StructureFile.Write(StructureBlob.Read(blob), Path.Combine(into, $"{FileName(what)}.cif"), StructureFormat.Cif);
                    structures++;
                }
            }
        }

        return (ids.Count, structures);
    }

    // A chain of relaxers or a relaxer with its model may hold characters that no file name takes.
    private static string FileName(string what) => string.Concat(what.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ',' ? letter : '_'));

    private static int WriteAll(CsvWriter csv, IQueryable<object?[]> rows)
    {
        var written = 0;
        foreach (var row in rows)
        {
            csv.Write(row);
            written++;
        }

        return written;
    }
}
