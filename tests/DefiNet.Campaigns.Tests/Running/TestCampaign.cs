using System.Collections.Immutable;
using System.Globalization;
using DefiNet.Campaigns.Corrections;
using DefiNet.Campaigns.Definitions;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Clusters.Direct;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Tests.Running;

/// <summary>A campaign of small cells in a store of its own; ends whatever it started.</summary>
internal sealed class TestCampaign : IDisposable
{
    public const string Name = "rehearsal";

    public TestCampaign(int configurations, string comment = "", double stepSeconds = 0, string? store = null, string error = "", string starts = "")
    {
        Folder = Directory.CreateTempSubdirectory("definet-campaign-").FullName;
        Store = Store.Open(store ?? Path.Combine(Folder, "definet.db"));
        Engine = new ScriptedEngine { StepSeconds = stepSeconds };
        var definition = CampaignDefinitionReader.Read(
            $"{{name: {Name}, recipe: mos2-low-density, relaxers: [raw, definet], settings: {{EDIFFG: -0.01, IBRION: 2{(error.Length > 0 ? $", ERROR: '{error}'" : "")}}}{(starts.Length > 0 ? $", starts: {starts}" : "")}}}", "campaign.yaml", Folder);
        CampaignPlanner.Create(Store, definition, Enumerable.Range(0, configurations).Select(index => new PlannedConfiguration("MoS2", Defect(index, comment))));
    }

    /// <summary>What is to be done about errors; null for what ships.</summary>
    public CorrectionPolicy? Corrections { get; init; }

    /// <summary>Steps that the other arm takes less than the raw one.</summary>
    public int Spared { get; init; } = 3;

    public int Slots { get; init; } = 3;

    public string Folder { get; }

    public Store Store { get; }

    public ScriptedEngine Engine { get; }

    public static Structure Cell(int index, int steps, string comment = "") =>
        Structure.Of(Lattice.Cubic(10), ("Mo", 0.1, 0.1, steps / 1000.0), ("S", 0.5, 0.5 + index / 1000.0, 0.5)) with { Comment = comment };

    public static Configuration Defect(int index, string comment)
    {
        var structure = Cell(index, 6 + (index % 5), comment);
        return new()
        {
            Structure = structure,
            WithGhosts = structure,
            Markers = [Marker.Pristine, Marker.Substitution],
            Sites = [0, 1],
            Defects = [new(DefectKind.Substitution, 1, Element.Parse("Se"), Element.Parse("S"), structure.Fractional[1])],
            Descriptor = "S_Se",
            Density = 0.5,
            Multiplicity = 1,
            SmallestDefectDistance = null,
            CanonicalHash = index.ToString("x64", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The cluster that computes the runs; null for this machine.</summary>
    public Func<ClusterLink>? Cluster { get; set; }

    public CampaignRunOptions Options(Action<string>? hook = null, int slots = 3) => new()
    {
        Cluster = Cluster is null ? null : "test",
        OpenCluster = _ => Cluster!(),
        DataFolder = Folder,
        Slots = slots,
        Engine = Engine,
        Relaxers = name => new ShiftingRelaxer(name, name == "raw" ? 0 : Spared),
        Corrections = Corrections,
        Hook = hook,
    };

    public Task<CampaignOutcome> Run(Action<string>? hook = null, CancellationToken cancellation = default) =>
        CampaignRunner.RunAsync(Store, Name, Options(hook, Slots), null, cancellation);

    public List<DftRunRow> Runs()
    {
        using var context = Store.NewContext();
        return [.. context.Runs.AsNoTracking().Include(run => run.Events).Include(run => run.Start).ThenInclude(start => start!.Configuration).Include(run => run.Record).ThenInclude(record => record!.Steps).OrderBy(run => run.Id)];
    }

    /// <summary>What a person would compare of two campaigns: for every configuration and arm the state and the energies of the steps.</summary>
    public IReadOnlyList<string> Results() =>
        [.. Runs().Select(run => $"{run.Start!.Configuration!.CanonicalHash} {run.Start.Relaxer} {run.State} {run.Parts}: {string.Join(' ', run.Record?.Steps.OrderBy(step => step.Step).Select(step => step.EnergyEv.ToString(CultureInfo.InvariantCulture)) ?? [])}").Order(StringComparer.Ordinal)];

    /// <summary>How often the engine began in each run's folder.</summary>
    public ImmutableArray<int> Launches() => [.. Directory.GetDirectories(Path.Combine(Folder, "runs", Name)).Select(run => File.ReadAllLines(Path.Combine(run, "launches")).Length)];

    public void Dispose()
    {
        foreach (var part in PartFolders())
            DirectLauncher.Stop(part);
        foreach (var started in Directory.EnumerateFiles(Folder, "job.started", SearchOption.AllDirectories).Where(file => File.ReadAllText(file) != "token withdrawn\n"))
            DirectLauncher.Stop(Path.GetDirectoryName(started)!);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    public IEnumerable<string> PartFolders()
    {
        var runs = Path.Combine(Folder, "runs", Name);
        return Directory.Exists(runs) ? Directory.GetDirectories(runs).SelectMany(Directory.GetDirectories) : [];
    }
}
