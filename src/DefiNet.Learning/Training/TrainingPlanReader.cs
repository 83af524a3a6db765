using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects.Recipes;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Nets.DefectNets;
using DefiNet.Learning.Nets.DistanceNets;

namespace DefiNet.Learning.Training;

/// <summary>Reads a plan of a training from YAML.</summary>
public static class TrainingPlanReader
{
    internal const string Kind = "training plan";

    /// <summary>Reads a file. Places of data stay as they are written.</summary>
    /// <exception cref="CrystalException">A field is wrong; the message names file, line and field.</exception>
    /// <exception cref="LearningException">There is no such file.</exception>
    public static TrainingPlan ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new LearningException($"{path}: there is no such file; name the YAML of a training, such as config/training/definet-64x4.yaml.");
        if (new FileInfo(path).Length > YamlText.MaxLength)
            throw new LearningException($"{path}: the file is longer than {YamlText.MaxLength} bytes; this is no plan of a training.");
        return Read(File.ReadAllText(path), path);
    }

    /// <summary>Reads a text called <paramref name="name"/>.</summary>
    /// <exception cref="CrystalException">A field is wrong; the message names file, line and field.</exception>
    public static TrainingPlan Read(string text, string name)
    {
        var fields = new RecipeFields(YamlText.Parse(text, name, Kind), name, ["name", "net", "graph", "data", "splits", "leakage", "vary", "loss", "training"], Kind);
        var kind = KindOf(fields, name);
        var plan = new TrainingPlan
        {
            Name = NameOf(fields),
            Kind = kind,
            Data = [.. RecipeFields.Items(fields.Require("data", "data: [{2dmd: high_density_defects}]")).Select(item => Data(item, name, kind))],
            Net = kind == NetKind.DefiNet ? DefectNet(fields, name) : new(),
            DistanceNet = kind == NetKind.DeepRelax ? DistanceNet(fields, name) : null,
            Graph = Graph(fields, name, kind),
            Splits = Splits(fields, name),
            DropsLeaks = fields.Find("leakage") is { } leakage && Word(fields, leakage, "leakage", "report", "drop") == "drop",
            Variation = Variation(fields, name),
        };
        if (kind is NetKind.M3GNet or NetKind.Chgnet && fields.Find("vary") is { } vary)
            throw fields.Bad(vary, "'vary' is for the starts of nets that move atoms; leave it out");
        if (fields.Find("training") is { } training)
            plan = Training(new(training, name, TrainingFields, Kind), plan);
        if (kind is NetKind.M3GNet or NetKind.Chgnet)
            return plan with { Potential = PotentialFields.Read(fields, name, plan) };
        return fields.Find("loss") is { } loss ? throw fields.Bad(loss, "'loss' is for potentials; what is lowered for other nets is fixed") : plan;
    }

    /// <summary>What a plan trains.</summary>
    private static NetKind KindOf(RecipeFields top, string name)
    {
        if (top.Find("net") is not { } net)
            return NetKind.DefiNet;
        var fields = new RecipeFields(net, name, [KindField, .. DefectNetFields, .. DistanceNetFields, .. PotentialFields.M3GNet, .. PotentialFields.Chgnet], Kind);
        return fields.Find(KindField) is not { } kind ? NetKind.DefiNet : Word(fields, kind, KindField, "definet", "deeprelax", "m3gnet", "chgnet") switch
        {
            "definet" => NetKind.DefiNet,
            "deeprelax" => NetKind.DeepRelax,
            "m3gnet" => NetKind.M3GNet,
            _ => NetKind.Chgnet,
        };
    }

    internal const string KindField = "kind";

    private const string LargestForceField = "largest_force_eV_per_A";

    private static readonly string[] DefectNetFields = ["channels", "layers", "radial_functions", "radial_cutoff_A", "defect_aware_messages", "defect_aware_moves"];

    private static readonly string[] DistanceNetFields = ["channels", "layers", "radial_functions", "place_functions", "radial_cutoff_A", "learns_uncertainty", "search"];

    private static readonly string[] TrainingFields =
    [
        "begin_from", "seed", "steps", "batch", "batch_atoms", "learning_rate", "schedule", "warm_up_steps", "lowest_learning_rate", "plateau_factor", "plateau_patience",
        "weight_decay", "gradient_norm", "average", "validate_every", "checkpoint_every", "early_stop", "workers", "device", "precision",
    ];

    private static string NameOf(RecipeFields fields)
    {
        var node = fields.Require("name", "name: definet-64x4");
        var name = fields.Text(node, "name");
        return name.Length <= 100 && name[0] is not ('.' or '-') && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
            ? name
            : throw fields.Bad(node, $"'name' is '{RecipeFields.Shown(name)}'; names are made of letters, digits, dots, dashes and underscores");
    }

    private static DataChoice Data(YamlNode item, string name, NetKind net)
    {
        var fields = new RecipeFields(item, name, ["2dmd", "extxyz", "campaign", "runs", "materials", "density", "license", "repeat", LargestForceField], Kind);
        DataKind? kind = null;
        var place = "";
        foreach (var (field, one) in new[] { ("2dmd", DataKind.Published), ("extxyz", DataKind.ExtendedXyz), ("campaign", DataKind.Campaign), ("runs", DataKind.Runs) })
            if (fields.Find(field) is { } node)
            {
                if (kind is not null)
                    throw fields.Bad(node, $"'{field}' stands beside another place of data; each entry of 'data' has one");
                (kind, place) = (one, fields.Text(node, field));
            }

        if (kind is null)
            throw fields.Bad(item, "an entry of 'data' names no place; write 2dmd: FOLDER, extxyz: FILE, campaign: NAME or runs: FOLDER");
        var isPotential = net is NetKind.M3GNet or NetKind.Chgnet;
        if (kind == (isPotential ? DataKind.Published : DataKind.Runs))
            throw fields.Bad(item, isPotential ? "a potential learns from ionic steps, which 2DMD does not hold; write runs: FOLDER, campaign: NAME or extxyz: FILE" : "a net that moves atoms learns from pairs; write 2dmd: FOLDER, extxyz: FILE or campaign: NAME");
        if (!isPotential && fields.Find(LargestForceField) is { } limit)
            throw fields.Bad(limit, $"'{LargestForceField}' leaves ionic steps out, and goes with potentials; leave it out here");
        if (kind != DataKind.Published && (fields.Find("materials") ?? fields.Find("density")) is { } choice)
            throw fields.Bad(choice, "'materials' and 'density' choose from 2DMD; leave them out here");
        ImmutableArray<string> materials = fields.Find("materials") is { } listed ? [.. RecipeFields.Items(listed).Select(one => fields.Text(one, "materials"))] : [];
        return new(
            kind.Value, place, materials,
            fields.Find("density") is { } density ? Word(fields, density, "density", "high", "low") == "high" ? DefectDensity.High : DefectDensity.Low : null,
            fields.Find("license") is { } license ? fields.Text(license, "license") : null)
        {
            Repeat = Whole(fields, "repeat", 1, 1000, 1),
            LargestForce = Number(fields, LargestForceField, 0.01, 1e6, double.PositiveInfinity),
        };
    }

    private static DefectNetSizes DefectNet(RecipeFields top, string name)
    {
        var sizes = new DefectNetSizes();
        if (top.Find("net") is not { } net)
            return sizes;
        var fields = new RecipeFields(net, name, [KindField, .. DefectNetFields], Kind);
        sizes = sizes with
        {
            Channels = Whole(fields, "channels", 2, 4096, sizes.Channels),
            Layers = Whole(fields, "layers", 1, 64, sizes.Layers),
            RadialFunctions = Whole(fields, "radial_functions", 2, 4096, sizes.RadialFunctions),
            RadialCutoff = Number(fields, "radial_cutoff_A", 1, 1000, sizes.RadialCutoff),
            DefectAwareMessages = Truth(fields, "defect_aware_messages", true),
            DefectAwareMoves = Truth(fields, "defect_aware_moves", true),
        };
        return sizes.Channels % 2 == 0 ? sizes : throw fields.Bad(fields.Find("channels")!, $"'channels' is {sizes.Channels}; it must be even");
    }

    private static DistanceNetSizes DistanceNet(RecipeFields top, string name)
    {
        var sizes = new DistanceNetSizes { Channels = 64 };
        var fields = new RecipeFields(top.Find("net")!, name, [KindField, .. DistanceNetFields], Kind);
        sizes = sizes with
        {
            Channels = Whole(fields, "channels", 2, 4096, sizes.Channels),
            Layers = Whole(fields, "layers", 1, 64, sizes.Layers),
            RadialFunctions = Whole(fields, "radial_functions", 2, 4096, sizes.RadialFunctions),
            PlaceFunctions = Whole(fields, "place_functions", 2, 4096, sizes.PlaceFunctions),
            RadialCutoff = Number(fields, "radial_cutoff_A", 1, 1000, sizes.RadialCutoff),
            LearnsUncertainty = Truth(fields, "learns_uncertainty", sizes.LearnsUncertainty),
            Search = fields.Find("search") is { } search && Word(fields, search, "search", "least_squares", "descent") == "descent" ? PositionSearch.Descent : PositionSearch.LeastSquares,
        };
        foreach (var (field, size) in new[] { ("channels", sizes.Channels), ("place_functions", sizes.PlaceFunctions) })
            if (size % 2 != 0)
                throw fields.Bad(fields.Find(field)!, $"'{field}' is {size}; it must be even");
        return sizes;
    }

    private static DefectNetSettings Graph(RecipeFields top, string name, NetKind kind)
    {
        var settings = new DefectNetSettings();
        if (kind == NetKind.DeepRelax)
            settings = settings with { MaxNeighbours = new DistanceNetSettings().MaxNeighbours };
        if (kind is NetKind.M3GNet or NetKind.Chgnet && top.Find("graph") is { } cutoffs)
            throw top.Bad(cutoffs, "'graph' is for nets that move atoms; the cutoffs of a potential are sizes of its net");
        if (top.Find("graph") is { } graph)
        {
            var fields = new RecipeFields(graph, name, kind == NetKind.DeepRelax ? ["cutoff_A", "max_neighbours"] : ["cutoff_A", "max_neighbours", "self_edges"], Kind);
            settings = settings with
            {
                EdgeCutoff = Number(fields, "cutoff_A", 0.5, 100, settings.EdgeCutoff),
                MaxNeighbours = Whole(fields, "max_neighbours", 1, 10_000, settings.MaxNeighbours),
                SelfEdges = fields.Find("self_edges") is { } edges && Word(fields, edges, "self_edges", "none", "rounding") == "rounding" ? SelfEdges.Rounding : SelfEdges.None,
            };
        }

        return settings;
    }

    private static SplitRule Splits(RecipeFields top, string name)
    {
        if (top.Find("splits") is not { } splits)
            return new();
        var fields = new RecipeFields(splits, name, ["seed", "validation", "test", "ignore_given"], Kind);
        var rule = new SplitRule
        {
            Seed = (ulong)Whole(fields, "seed", 0, int.MaxValue, 1),
            Validation = Number(fields, "validation", 0, 0.9, 0.1),
            Test = Number(fields, "test", 0, 0.9, 0.1),
            IgnoresGiven = Truth(fields, "ignore_given", false),
        };
        return rule.Validation + rule.Test <= 0.9 ? rule : throw fields.Bad(splits, "validation and test take more than nine tenths together; training needs the rest");
    }

    private static StartVariation Variation(RecipeFields top, string name)
    {
        if (top.Find("vary") is not { } vary)
            return new();
        var fields = new RecipeFields(vary, name, ["share", "noise_A", "way"], Kind);
        return new() { Share = Number(fields, "share", 0, 1, 1), Noise = Number(fields, "noise_A", 0, 1, 0), Way = Number(fields, "way", 0, 1, 0) };
    }

    private static TrainingPlan Training(RecipeFields fields, TrainingPlan plan)
    {
        var (rate, schedule) = (plan.Rate, plan.Schedule);
        var isReduced = fields.Find("precision") is { } precision && Word(fields, precision, "precision", "full", "bfloat16") == "bfloat16";
        if (isReduced && plan.Kind is (NetKind.DefiNet or NetKind.DeepRelax) && (fields.Find("device") is not { } place || fields.Text(place, "device") == "cpu"))
            throw fields.Bad(fields.Find("precision")!, "the managed gradients of 'device: cpu' are in full precision; bfloat16 needs device: torch or cuda");
        return plan with
        {
            BeginFrom = fields.Find("begin_from") is { } from ? fields.Text(from, "begin_from") : null,
            Seed = (ulong)Whole(fields, "seed", 0, int.MaxValue, 1),
            Steps = Whole(fields, "steps", 1, 100_000_000, (int)plan.Steps),
            Batch = Whole(fields, "batch", 1, 10_000, plan.Batch),
            BatchAtoms = fields.Find("batch_atoms") is null ? null : Whole(fields, "batch_atoms", 1, 100_000_000, 1),
            Rate = rate = Number(fields, "learning_rate", 1e-12, 10, rate),
            Schedule = schedule with
            {
                OnPlateaus = fields.Find("schedule") is { } kind && Word(fields, kind, "schedule", "cosine", "plateau") == "plateau",
                WarmUpSteps = Whole(fields, "warm_up_steps", 0, 10_000_000, schedule.WarmUpSteps),
                Lowest = Number(fields, "lowest_learning_rate", 0, rate, Math.Min(rate, schedule.Lowest)),
                PlateauFactor = Number(fields, "plateau_factor", 0.01, 0.99, schedule.PlateauFactor),
                PlateauPatience = Whole(fields, "plateau_patience", 1, 10_000, schedule.PlateauPatience),
            },
            Decay = Number(fields, "weight_decay", 0, 10, plan.Decay),
            GradientNorm = Number(fields, "gradient_norm", 1e-6, 1e12, plan.GradientNorm),
            Average = Number(fields, "average", 0, 0.999999, plan.Average),
            ValidateEvery = Whole(fields, "validate_every", 1, 10_000_000, plan.ValidateEvery),
            CheckpointEvery = Whole(fields, "checkpoint_every", 1, 10_000_000, plan.CheckpointEvery),
            EarlyStop = Whole(fields, "early_stop", 0, 10_000, plan.EarlyStop),
            Workers = Whole(fields, "workers", 1, 1024, plan.Workers),
            Device = fields.Find("device") is { } device ? Word(fields, device, "device", "cpu", "torch", "cuda") : plan.Device,
            IsReduced = isReduced,
        };
    }

    internal static int Whole(RecipeFields fields, string field, int least, int most, int absent) => fields.Find(field) is { } node ? fields.Whole(node, field, least, most) : absent;

    internal static double Number(RecipeFields fields, string field, double least, double most, double absent) => fields.Find(field) is { } node ? fields.Number(node, field, least, most) : absent;

    private static bool Truth(RecipeFields fields, string field, bool absent) => fields.Find(field) is { } node ? Word(fields, node, field, "true", "false") == "true" : absent;

    internal static string Word(RecipeFields fields, YamlNode node, string field, params ReadOnlySpan<string> known)
    {
        var word = fields.Text(node, field);
        return known.Contains(word) ? word : throw fields.Bad(node, $"'{field}' is '{RecipeFields.Shown(word)}'; it must be {string.Join(" or ", known!)}");
    }
}
