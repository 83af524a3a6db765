using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DefiNet.Campaigns.Running;
using DefiNet.Campaigns.Storage;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Crystals;
using DefiNet.Crystals.Defects;
using DefiNet.Crystals.Formats.Poscar;
using DefiNet.Dft;
using DefiNet.Dft.Vasp;
using DefiNet.Relaxation;
using Microsoft.EntityFrameworkCore;

namespace DefiNet.Campaigns.Importing;

/// <summary>Brings relaxations that exist already into a campaign as its raw arm: configuration, start, run, record and steps.</summary>
/// <remarks>
/// A run is known again by its start, its settings and its program, wherever its folder lies, so an import can be done again: what has grown is brought up to date, nothing is doubled.
/// All runs are stored in one transaction, or none.
/// </remarks>
public static class RunsImport
{
    /// <summary>Name of the campaign when none is given.</summary>
    public const string DefaultCampaign = "imported-runs";

    /// <summary>Material of runs whose host is not known.</summary>
    public const string UnknownHost = "unknown";

    /// <summary>Name of the cluster that imported runs are stored under: nobody knows where they were computed.</summary>
    public const string Cluster = "imported";

    // Atoms of a start that lie farther from their sites are not where an unrelaxed defect has them, in Angstrom.
    private const double IdealDistanceA = 0.02;

    private const int Chunk = 200;
    private const string Heading = "# Imported from runs that existed already; they are its raw arm.";

    /// <summary>Imports every relaxation below a folder.</summary>
    /// <param name="store">The store.</param>
    /// <param name="campaignName">The campaign: a new one, or one that runs were imported into before.</param>
    /// <param name="folder">Folder with runs at any depth.</param>
    /// <param name="advance">Told how many of how many runs are read.</param>
    /// <param name="cancellation">Ends it; nothing is stored then.</param>
    /// <exception cref="StoreException">The campaign's name is taken by one of another kind, or no run lies below the folder.</exception>
    public static RunsImportSummary Run(Store store, string campaignName, string folder, Action<int, int> advance, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            throw new StoreException($"{folder}: there is no such folder; give one with runs in it, at any depth.");
        using var context = store.NewContext();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        if (context.Campaigns.AsNoTracking().SingleOrDefault(row => row.Name == campaignName) is { } taken && !taken.Definition.StartsWith(Heading, StringComparison.Ordinal))
            throw new StoreException($"The campaign '{campaignName}' exists and was not made by importing runs; give the import another name.");

        var refused = new List<string>();
        var locations = RunFinder.Find(folder, refused.Add);
        if (locations.IsEmpty)
            throw new StoreException($"{folder}: no run lies below this folder; a run's folder holds an OUTCAR, a vasprun.xml or an OSZICAR.");
        var read = Read(locations, folder, refused, advance, cancellation);

        using var transaction = context.Database.BeginTransaction();
        var campaign = Campaign(context, campaignName, folder);
        var (stored, updated) = Store(context, campaign.Id, read, refused, cancellation);
        transaction.Commit();
        return new(
            campaignName,
            [.. read.GroupBy(run => run.Material).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new ImportedRuns(
                group.Key, group.Count(), group.Count(stored.Contains), group.Count(updated.Contains), group.Count(run => run.Record.Converged), group.Sum(run => run.Record.IonicSteps)))],
            [.. read.Where(run => run.Note is not null).Select(run => run.Note!)],
            refused);
    }

    private static List<ReadRun> Read(ImmutableArray<RunLocation> locations, string root, List<string> refused, Action<int, int> advance, CancellationToken cancellation)
    {
        var read = new List<ReadRun>(locations.Length);
        var done = 0;
        foreach (var (run, complaint) in locations.AsParallel().AsOrdered().WithCancellation(cancellation).WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(location => TryRead(location, root)))
        {
            if (run is not null)
                read.Add(run);
            else
                refused.Add(complaint!);
            advance(++done, locations.Length);
        }

        return read;
    }

    private static (ReadRun? Run, string? Complaint) TryRead(RunLocation location, string root)
    {
        try
        {
            var run = location.Read();
            return Unusable(run) is { } reason ? (null, $"{location.Path}: {reason}.") : (RowsOf(location, run, root), null);
        }
        catch (Exception failure) when (failure is DftException or CrystalException or IOException or UnauthorizedAccessException)
        {
            return (null, failure.Message.Contains(location.Path, StringComparison.Ordinal) ? failure.Message : $"{location.Path}: {failure.Message}");
        }
    }

    private static string? Unusable(VaspRun run) =>
        run.IonicSteps == 0 ? "no ionic step was completed, so there is nothing to count"
        : run.Settings.Ibrion is { } ibrion and not (1 or 2 or 3) ? $"this is no relaxation (IBRION = {ibrion}); savings are counted between relaxations"
        : run.Settings is { Nsw: 0 } ? "this is no relaxation (NSW = 0); savings are counted between relaxations"
        : run.Last.Kind == VaspFileKind.Oszicar ? "there is an OSZICAR alone, which says neither where the atoms are nor what forces act; keep the OUTCAR or vasprun.xml"
        : null;

    private static ReadRun RowsOf(RunLocation location, VaspRun run, string root)
    {
        var folder = location.Folders.IsEmpty ? Path.GetDirectoryName(Path.GetFullPath(location.Path))! : location.Folders[0];
        var outputs = location.Outputs;
        var start = StartOf(run, folder, outputs[0]) ?? throw new DftException($"{location.Path}: the species or the cell of the start are not known; keep the POSCAR beside the output.");
        var fingerprint = RunFingerprint.Of(run, folder, outputs[^1]);
        var (configuration, material, host, note) = ConfigurationOf(start, location.Path);
        var record = run.ToRecord();
        var source = Path.GetRelativePath(root, location.Path);
        configuration.SourceId = source == "." ? Path.GetFileName(Path.GetFullPath(location.Path)) : source;
        return new(location.Path, material, host, note, configuration, StructureBlob.Of(start), Records.RowOf(0, record), record.Engine, fingerprint.SettingsHash, run.PartCount, IdentityOf(start, record.Engine, run.Version, fingerprint.SettingsHash));
    }

    // The POSCAR has all digits; the first positions of an output five of them.
    private static Structure? StartOf(VaspRun run, string folder, string output)
    {
        var poscar = Path.Combine(folder, "POSCAR");
        if (File.Exists(poscar))
        {
            try
            {
                using var text = File.OpenText(poscar);
                if (PoscarReader.Read(text, poscar) is var structure && (run.Atoms is not { } atoms || atoms == structure.Count)
                    && (run.FinalStructure is not { } end || end.Species.SequenceEqual(structure.Species)))
                    return structure with { Velocities = default };
            }
            catch (CrystalException)
            {
                // A spoilt POSCAR does not spoil what was run: the output has the positions too.
            }
        }

        if (run.FinalStructure is not { } last || run.Parts[0].IonicSteps == 0)
            return null;
        var first = VaspFileSniffer.KindOf(output) == VaspFileKind.Vasprun
            ? VasprunReader.Read(output, new() { KeepEveryStep = true }).Geometries
            : OutcarReader.Read(output, new() { KeepEveryStep = true }).Geometries;
        return first is [{ Lattice: { } lattice } geometry, ..] && geometry.Positions.Length == last.Count
            ? Structure.FromCartesian(lattice, last.Species, geometry.Positions)
            : null;
    }

    private static (ConfigurationRow Row, string Material, Structure? Host, string? Note) ConfigurationOf(Structure start, string path)
    {
        try
        {
            var finding = DefectFinder.Find(null, start);
            var moved = finding.Distances.Where(distance => !double.IsNaN(distance)).DefaultIfEmpty().Max();
            var note = moved <= IdealDistanceA ? null
                : string.Create(CultureInfo.InvariantCulture, $"{path}: the start is not the unrelaxed defect: an atom lies {moved:0.00} Å from its site; it is stored as the raw arm all the same.");
            return (Configurations.RowOf(finding.Configuration), finding.Host.Name, finding.Host.Cell, note);
        }
        catch (CrystalException complaint)
        {
            return (Unknown(start), UnknownHost, null, $"{path}: stored with an unknown host, since its defects cannot be told: {complaint.Message}");
        }
    }

    private static ConfigurationRow Unknown(Structure start) => new()
    {
        CanonicalHash = HashOf(start),
        Descriptor = $"unknown: {string.Concat(start.CountByElement().Select(pair => $"{pair.Element.Symbol}{pair.Count}"))}",
        Atoms = start.Count,
        DensityClass = DensityClasses.Low,
        Multiplicity = 1,
        Markers = new string('0', start.Count),
        Sites = $"0{(start.Count > 1 ? $"-{start.Count - 1}" : "")}",
        Defects = "[]",
        Structure = StructureBlob.Of(start),
    };

    private static CampaignRow Campaign(DefiNetContext context, string name, string folder)
    {
        if (context.Campaigns.SingleOrDefault(row => row.Name == name) is { } existing)
            return existing;
        var campaign = new CampaignRow { Name = name, Definition = $"{Heading}\n# Folder: {Path.GetFullPath(folder).ReplaceLineEndings(" ")}\n", State = "new" };
        context.Campaigns.Add(campaign);
        context.SaveChanges();
        return campaign;
    }

    private static (HashSet<ReadRun> Stored, HashSet<ReadRun> Updated) Store(DefiNetContext context, long campaign, List<ReadRun> read, List<string> refused, CancellationToken cancellation)
    {
        var (stored, updated) = (new HashSet<ReadRun>(), new HashSet<ReadRun>());
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        var firsts = FirstsOf(context, campaign);
        var materials = new Dictionary<string, long>(StringComparer.Ordinal);
        context.Database.ExecuteSql($"INSERT INTO cluster (name, state) VALUES ({Cluster}, 'active') ON CONFLICT (name) DO NOTHING");
        var cluster = context.Clusters.AsNoTracking().Single(row => row.Name == Cluster).Id;
        foreach (var chunk in read.Chunk(Chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            context.ChangeTracker.Clear();
            foreach (var run in chunk)
            {
                var token = TokenOf(campaign, run.Identity);
                if (!tokens.TryAdd(token, run.Path))
                {
                    refused.Add($"{run.Path}: the same start with the same settings as {tokens[token]}; a run is stored once.");
                    continue;
                }

                if (context.Runs.AsNoTracking().Where(row => row.Token == token).Select(row => new { row.Id, Record = row.Record! }).SingleOrDefault() is { } known)
                {
                    if (Update(context, known.Id, known.Record, run))
                        updated.Add(run);
                    continue;
                }

                Add(context, campaign, cluster, MaterialOf(context, run, materials), token, firsts, run);
                stored.Add(run);
            }

            context.SaveChanges();
        }

        return (stored, updated);
    }

    private static void Add(DefiNetContext context, long campaign, long cluster, long material, string token, Dictionary<(long, string), ConfigurationRow> firsts, ReadRun run)
    {
        var configuration = run.Configuration;
        (configuration.CampaignId, configuration.MaterialId) = (campaign, material);
        if (!firsts.TryAdd((material, configuration.CanonicalHash), configuration))
        {
            var first = firsts[(material, configuration.CanonicalHash)];
            if (first.Id == 0)
                configuration.TwinOf = first;
            else
                configuration.TwinOfId = first.Id;
        }

        var start = new StartRow { Configuration = configuration, Relaxer = RelaxerFactory.Raw, Structure = run.Start, Gate = Gate.Passed };
        configuration.Starts.Add(start);
        var row = RunLedger.Import(start, cluster, run.Engine, run.SettingsHash, token, run.Path, run.Parts);
        row.Record = run.Record;
        context.Configurations.Add(configuration);
        context.Runs.Add(row);
    }

    // A run that has gone on since it was imported has another record.
    private static bool Update(DefiNetContext context, long id, IonicRecordRow known, ReadRun run)
    {
        if (known is not null && known.IonicSteps == run.Record.IonicSteps && known.IonicStepsBegun == run.Record.IonicStepsBegun && known.Finished == run.Record.Finished && known.Converged == run.Record.Converged && known.EnergyEv == run.Record.EnergyEv)
            return false;
        if (known is not null)
            context.Records.Where(record => record.Id == known.Id).ExecuteDelete();
        run.Record.RunId = id;
        context.Records.Add(run.Record);
        return true;
    }

    private static Dictionary<(long Material, string Hash), ConfigurationRow> FirstsOf(DefiNetContext context, long campaign) =>
        context.Configurations.AsNoTracking().Where(row => row.CampaignId == campaign && row.TwinOfId == null)
            .Select(row => new { row.Id, row.MaterialId, row.CanonicalHash })
            .AsEnumerable()
            .ToDictionary(
                row => (row.MaterialId, row.CanonicalHash),
                row => new ConfigurationRow { Id = row.Id, CanonicalHash = row.CanonicalHash, Descriptor = "", DensityClass = "", Markers = "", Sites = "", Defects = "", Structure = [] });

    private static long MaterialOf(DefiNetContext context, ReadRun run, Dictionary<string, long> known)
    {
        if (known.TryGetValue(run.Material, out var id))
            return id;
        var material = context.MaterialNamed(run.Material);
        if (material.Host is null && run.Host is { } host)
        {
            material.Host = StructureBlob.Of(host);
            context.Entry(material).State = EntityState.Modified;
        }

        return known[run.Material] = material.Id;
    }

    private static string IdentityOf(Structure start, string engine, string? version, string settingsHash) => $"{HashOf(start)} {engine} {version} {settingsHash}";

    private static string TokenOf(long campaign, string identity) =>
        $"imp-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{campaign} {identity}"))))[..20]}";

    // Four digits, wrapped into the cell: what is left of a start in every kind of output.
    private static string HashOf(Structure structure)
    {
        var text = new StringBuilder();
        foreach (var vector in (Vector3[])[structure.Lattice.A, structure.Lattice.B, structure.Lattice.C])
            text.Append(CultureInfo.InvariantCulture, $"{Math.Round(vector.X, 3) + 0.0} {Math.Round(vector.Y, 3) + 0.0} {Math.Round(vector.Z, 3) + 0.0}\n");
        for (var atom = 0; atom < structure.Count; atom++)
        {
            var position = structure.Fractional[atom];
            text.Append(CultureInfo.InvariantCulture, $"{structure.Species[atom].Symbol} {Rounded(position.X)} {Rounded(position.Y)} {Rounded(position.Z)}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        static double Rounded(double coordinate)
        {
            var rounded = Math.Round(coordinate - Math.Floor(coordinate), 4);
            return rounded >= 1 ? 0 : rounded;
        }
    }

    private sealed record ReadRun(
        string Path, string Material, Structure? Host, string? Note, ConfigurationRow Configuration, byte[] Start, IonicRecordRow Record, string Engine, string SettingsHash, int Parts, string Identity)
    {
        // Each run is itself alone.
        public bool Equals(ReadRun? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
