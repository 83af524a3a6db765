using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;

namespace DefiNet.Campaigns.Tests.Storage;

/// <summary>Rows made for tests: two atoms stand for a supercell.</summary>
internal static class Made
{
    private static readonly Structure Cell = Structure.Of(Lattice.Cubic(4), ("Mo", 0, 0, 0), ("S", 0.5, 0.5, 0.5));

    public static CampaignRow Campaign(DefiNetContext context, string name)
    {
        var campaign = new CampaignRow { Name = name, Definition = "name: made\n", State = "running", Engine = "surrogate", Potential = "bonded" };
        context.Campaigns.Add(campaign);
        return campaign;
    }

    public static ConfigurationRow Configuration(DefiNetContext context, CampaignRow campaign, string material, string descriptor, string density = "high", string? hash = null)
    {
        var host = context.Materials.Local.FirstOrDefault(row => row.Name == material) ?? context.MaterialNamed(material);
        var configuration = new ConfigurationRow
        {
            Campaign = campaign,
            Material = host,
            CanonicalHash = hash ?? Guid.NewGuid().ToString("N"),
            Descriptor = descriptor,
            Pristine = descriptor == "pristine",
            DefectCount = descriptor == "pristine" ? 0 : descriptor.Split('+').Length,
            Atoms = 2,
            Density = density == "high" ? 0.125 : 1 / 192.0,
            DensityClass = density,
            Multiplicity = 128,
            Markers = "002",
            Sites = "0-2",
            Defects = """[{"kind":"vacancy","site":2,"host":"S","by":null,"fractional":[0.5,0.5,0.75]}]""",
            Structure = StructureBlob.Of(Cell),
        };
        context.Configurations.Add(configuration);
        return configuration;
    }

    /// <summary>A raw arm and one other, both converged after the given numbers of steps.</summary>
    public static (DftRunRow Raw, DftRunRow Other) Pair(DefiNetContext context, ConfigurationRow configuration, int rawSteps, int steps, string relaxer = "definet", bool sameEnd = true)
    {
        var raw = Run(context, configuration, "raw", rawSteps);
        var other = Run(context, configuration, relaxer, steps, energy: sameEnd ? -100 : -101);
        other.Record!.SameEndState = sameEnd;
        return (raw, other);
    }

    public static DftRunRow Run(DefiNetContext context, ConfigurationRow configuration, string relaxer, int steps, double energy = -100)
    {
        var start = new StartRow
        {
            Configuration = configuration,
            Relaxer = relaxer,
            Structure = StructureBlob.Of(Cell),
            Seconds = relaxer == "raw" ? 0 : 0.25,
            MeanDisplacementA = relaxer == "raw" ? 0 : 0.05,
            MaxDisplacementA = relaxer == "raw" ? 0 : 0.4,
            Gate = "passed",
            MaeA = relaxer == "raw" ? 0.05 : 0.02,
        };
        var run = new DftRunRow
        {
            Start = start,
            Cluster = context.Clusters.Local.FirstOrDefault() ?? context.Clusters.Single(cluster => cluster.Name == ClusterRow.Local),
            Engine = "surrogate",
            SettingsHash = "5e77",
            State = "recorded",
            Token = $"dfn-{Guid.NewGuid():N}",
            Attempts = 1,
            Record = new IonicRecordRow
            {
                Engine = "surrogate",
                EngineVersion = "0.1.0",
                IonicSteps = steps,
                IonicStepsBegun = steps,
                ElectronicSteps = 10 * steps,
                ReachedAccuracy = true,
                Finished = true,
                Converged = true,
                Ended = "finished",
                Seconds = 2.0 * steps,
                EnergyEv = energy,
                MaxForceEvPerA = 0.009,
                Structure = StructureBlob.Of(Cell),
            },
        };
        for (var step = 1; step <= steps; step++)
            run.Record.Steps.Add(new()
            {
                Step = step,
                EnergyEv = energy + 1.0 / step - 1.0 / steps,
                MaxForceEvPerA = 0.009 * steps / step,
                MaxForceFreeEvPerA = 0.009 * steps / step,
                ElectronicSteps = 10,
                Seconds = 2,
            });
        run.Events.Add(new() { ToState = "planned", Event = "plan" });
        run.Events.Add(new() { FromState = "planned", ToState = "recorded", Event = "record", Reason = "made for a test" });
        context.Runs.Add(run);
        return run;
    }
}
