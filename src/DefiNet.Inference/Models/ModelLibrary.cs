using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;
using DefiNet.Inference.DistanceNets;
using DefiNet.Inference.Potentials;

namespace DefiNet.Inference.Models;

/// <summary>The models that came with the program and those that its user added. Safe to use from several threads.</summary>
public sealed class ModelLibrary
{
    /// <summary>Environment variable that names the folder of the user's own models.</summary>
    public const string UserFolderVariable = "DEFINET_MODELS";

    private const string FolderOfWeights = "weights";
    private const string FolderOfTrained = "model"; // below that of a training

    private readonly string? _shippedFolder;

    /// <summary>Makes a library of two folders; each model is a subfolder with a <c>model.json</c>.</summary>
    /// <param name="shippedFolder">Models that came with the program; null or absent for none.</param>
    /// <param name="userFolder">The user's own; made when the first is added.</param>
    public ModelLibrary(string? shippedFolder, string userFolder) => (_shippedFolder, UserFolder) = (shippedFolder, userFolder);

    /// <summary>Folder of the user's own models.</summary>
    public string UserFolder { get; }

    /// <summary>The library of this program: <c>models</c> of what ships with it, and the user's folder (<c>DEFINET_MODELS</c>, or <c>definet/models</c> in the user's local application data).</summary>
    public static ModelLibrary OfThisProgram()
    {
        var user = Environment.GetEnvironmentVariable(UserFolderVariable) is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "definet", "models");
        return new(ShippedFiles.PathOf("models"), user);
    }

    /// <summary>All models, shipped ones first, by name.</summary>
    /// <exception cref="ModelException">A description cannot be read.</exception>
    public IReadOnlyList<ModelEntry> List() => [.. Folder(_shippedFolder, shipped: true), .. Folder(UserFolder, shipped: false)];

    /// <summary>The model of that name or at that path.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    /// <exception cref="CheckpointException">The path is a file that holds no known weights.</exception>
    public ModelEntry Find(string nameOrPath)
    {
        var all = List();
        var found = all.FirstOrDefault(entry => entry.Name == nameOrPath);
        if (found is not null)
            return found;
        if (HasDescription(nameOrPath) && !PotentialLoader.IsFolder(nameOrPath))
            return ModelDescription.Read(nameOrPath, shipped: false);
        if (File.Exists(nameOrPath) || PotentialLoader.IsFolder(nameOrPath))
        {
            var described = Describe(nameOrPath, NameFor(nameOrPath), new DefectNetSettings());
            return all.FirstOrDefault(entry => entry.Sha256 == described.Sha256) ?? described; // a copy of a known one: its description holds
        }

        if (Directory.Exists(nameOrPath))
            throw new ModelException(Path.Combine(nameOrPath, FolderOfTrained) is var below && HasDescription(below)
                ? $"{nameOrPath}: the folder holds no {ModelDescription.FileName}; name {below}, which does."
                : $"{nameOrPath}: the folder holds no {ModelDescription.FileName}, so it is no model; one has it beside its weights, as 'definet model train' writes both.");
        var names = all.Count == 0 ? "there are none yet" : string.Join(", ", all.Select(entry => entry.Name));
        throw new ModelException($"There is no model '{nameOrPath}'; name one of the library ({names}), a file of weights, or the folder of a model.");
    }

    /// <summary>The model that a relaxer takes when none is named: the one whose description says <c>"default": true</c>, a shipped one before the user's; where none says so the first.</summary>
    /// <exception cref="ModelException">No model serves that relaxer.</exception>
    public ModelEntry DefaultOf(string relaxer) =>
        List().Where(entry => entry.Relaxer == relaxer).OrderBy(entry => entry.IsDefault ? 0 : 1).FirstOrDefault() // keeps the order of equals
        ?? throw new ModelException($"No model of the library serves the relaxer '{relaxer}'; add one with: definet model add PATH.");

    /// <summary>Copies a file of weights, the folder of a matgl potential, or a folder with weights and description as a training writes it, into the user's folder, after reading it, and describes it there.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="name">Its name in the library; null for its own.</param>
    /// <param name="settings">What a DefiNet was trained with, where no description says it; null for the defaults.</param>
    /// <exception cref="ModelException">The name is taken or cannot be one.</exception>
    /// <exception cref="CheckpointException">The file holds no known weights.</exception>
    public ModelEntry Add(string path, string? name = null, DefectNetSettings? settings = null)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new ModelException("The path of the model is empty; name a file of weights, or the folder of a matgl potential.");
        var described = HasDescription(path) && !PotentialLoader.IsFolder(path) ? Checked(ModelDescription.Read(path, shipped: false)) : null;
        name ??= described?.Name ?? NameFor(path);
        if (!ModelDescription.IsName(name))
            throw new ModelException($"'{name}' cannot name a model; names are made of letters, digits, dots, dashes and underscores.");
        var entry = described is null ? Describe(path, name, settings ?? new DefectNetSettings()) : described with { Name = name, IsDefault = false };
        if (List().Any(known => known.Name == name))
            throw new ModelException($"The library has a model '{name}' already; give another name with --name.");

        var folder = Path.Combine(UserFolder, name);
        var making = folder + ".new";
        try
        {
            var weights = Copy(entry, name, making);
            Directory.Move(making, folder);
            return entry with { Path = Path.Combine(folder, weights), CardPath = entry.CardPath is null ? null : Path.Combine(folder, ModelDescription.CardFile) };
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The model cannot be written to {folder}: {cause.Message.TrimEnd('.')}; {UserFolderVariable} names another folder for models.", cause);
        }
    }

    /// <summary>Reads the weights of a DefiNet and makes the net.</summary>
    /// <exception cref="ModelException">The file is not the one described, or the model is of another kind.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static DefectNet LoadDefectNet(ModelEntry entry)
    {
        Demand(entry, entry.Architecture == ModelArchitecture.DefiNet, "a " + ModelArchitecture.DefiNet);
        var net = DefectNet.Load(entry.Path, entry.Settings);
        CheckIdentity(entry, net.Sha256);
        if (net.LeftOut != entry.LeftOut)
            throw new ModelException($"{entry.Path}: the weights leave out {Parts(net.LeftOut)}, the description {Parts(entry.LeftOut)}; 'left_out' in {ModelDescription.FileName} must say what the weights lack.");
        return net;
    }

    private static string Parts(DefectNetParts parts) => parts == DefectNetParts.None ? "nothing" : string.Join(" and ", ModelDescription.NamesOf(parts));

    /// <summary>Reads the weights of a DeepRelax and makes the net.</summary>
    /// <exception cref="ModelException">The file is not the one described, or the model is of another kind.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static DistanceNet LoadDistanceNet(ModelEntry entry)
    {
        Demand(entry, entry.Architecture == ModelArchitecture.DeepRelax, "a " + ModelArchitecture.DeepRelax);
        var net = DistanceNet.Load(entry.Path, entry.DistanceSettings);
        CheckIdentity(entry, net.Sha256);
        return net;
    }

    /// <summary>Reads the weights of a potential.</summary>
    /// <exception cref="ModelException">The file is not the one described, or the model is of another kind.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static IPotentialModel LoadPotential(ModelEntry entry)
    {
        Demand(entry, ModelArchitecture.IsPotential(entry.Architecture), $"a potential ({ModelArchitecture.M3GNet} or {ModelArchitecture.Chgnet})");
        var potential = PotentialLoader.Load(entry.Path);
        CheckIdentity(entry, potential.Sha256);
        return potential;
    }

    private static void Demand(ModelEntry entry, bool right, string wanted)
    {
        if (!right)
            throw new ModelException($"The model '{entry.Name}' is {entry.Architecture}; {wanted} is needed.");
    }

    /// <summary>Refuses a file that is not the one described.</summary>
    internal static void CheckIdentity(ModelEntry entry, string sha256)
    {
        if (sha256 != entry.Sha256)
            throw new ModelException($"{entry.Path}: the file's SHA-256 is {sha256}, its description says {entry.Sha256}; the file was changed, fetch it again.");
    }

    // Copies weights and description into a folder; the name of the copy of the weights in it.
    private static string Copy(ModelEntry entry, string name, string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true); // left by one that was interrupted
        Directory.CreateDirectory(folder);
        var files = PotentialLoader.FilesOf(entry.Path);
        var weights = files.Count == 1 ? name + (entry.Path.EndsWith(SafetensorsReader.Ending, StringComparison.Ordinal) ? SafetensorsReader.Ending : ".pt") : FolderOfWeights;
        var target = Path.Combine(folder, weights);
        if (files.Count == 1)
            File.Copy(files[0], target);
        else
        {
            Directory.CreateDirectory(target);
            foreach (var file in files)
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        ModelDescription.Write(folder, entry with { Path = target });
        if (entry.CardPath is { } card)
            File.Copy(card, Path.Combine(folder, ModelDescription.CardFile));
        return weights;
    }

    // Its weights are there and the ones that it was written with.
    private static ModelEntry Checked(ModelEntry entry)
    {
        if (entry.Architecture == ModelArchitecture.DefiNet)
            LoadDefectNet(entry);
        else if (entry.Architecture == ModelArchitecture.DeepRelax)
            LoadDistanceNet(entry);
        else
            LoadPotential(entry);
        return entry;
    }

    private static string NameFor(string path)
    {
        if (Path.GetFileName(path) is "state.pt" or "state.safetensors" or "model.json" && PotentialLoader.FilesOf(path).Count > 1)
            path = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        foreach (var ending in (ReadOnlySpan<string>)[".pth.tar", ".pt", ".pth", ".ckpt", SafetensorsReader.Ending])
            if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return name[..^ending.Length];
        return name;
    }

    // What the file is shows in what it holds.
    private static ModelEntry Describe(string path, string name, DefectNetSettings settings)
    {
        if (PotentialLoader.FilesOf(path).Count > 1)
            return Describe(PotentialLoader.Load(path), name);
        var checkpoint = Checkpoint.Load(path);
        if (PotentialLoader.Recognises(checkpoint))
            return Describe(PotentialLoader.Of(checkpoint, path), name);
        return DistanceNet.IsOne(checkpoint) ? Describe(DistanceNet.Load(checkpoint), name) : Describe(DefectNet.Load(checkpoint, settings), name);
    }

    private static ModelEntry Describe(IPotentialModel potential, string name)
    {
        var architecture = potential.Architecture == "m3gnet" ? ModelArchitecture.M3GNet : ModelArchitecture.Chgnet;
        return new ModelEntry
        {
            Name = name,
            Relaxer = ModelArchitecture.RelaxerOf(architecture),
            Architecture = architecture,
            Path = PotentialLoader.RootOf(potential.Path),
            Sha256 = potential.Sha256,
            Parameters = potential.Parameters,
            Sizes = ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("num_elements", potential.Elements.Length)]),
            Cutoff = potential.Cutoff,
            Elements = potential.Elements,
        };
    }

    private static ModelEntry Describe(DistanceNet net, string name) => new()
    {
        Name = name,
        Relaxer = ModelArchitecture.RelaxerOf(ModelArchitecture.DeepRelax),
        Architecture = ModelArchitecture.DeepRelax,
        Path = net.Path,
        Sha256 = net.Sha256,
        Parameters = net.Parameters,
        Sizes = ImmutableSortedDictionary.CreateRange(
            [KeyValuePair.Create("d_model", net.PlaceFunctions), new("hidden_channels", net.Channels), new("num_elements", net.HighestElement), new("num_layers", net.Layers), new("num_rbf", net.RadialFunctions)]),
        Cutoff = net.Settings.EdgeCutoff,
        DistanceSettings = net.Settings,
        Elements = [],
    };

    private static ModelEntry Describe(DefectNet net, string name) => new()
    {
        Name = name,
        Relaxer = ModelArchitecture.RelaxerOf(ModelArchitecture.DefiNet),
        Architecture = ModelArchitecture.DefiNet,
        Path = net.Path,
        Sha256 = net.Sha256,
        Parameters = net.Parameters,
        Sizes = ImmutableSortedDictionary.CreateRange(
            [KeyValuePair.Create("hidden_channels", net.Channels), new("num_elements", net.ElementLimit), new("num_layers", net.Layers), new("num_rbf", net.RadialFunctions)]),
        Cutoff = net.Settings.EdgeCutoff,
        Settings = net.Settings,
        LeftOut = net.LeftOut,
        Elements = [],
    };

    private static IEnumerable<ModelEntry> Folder(string? folder, bool shipped) =>
        folder is null || !Directory.Exists(folder)
            ? []
            : Directory.EnumerateDirectories(folder)
                .Where(model => HasDescription(model) && !model.EndsWith(".new", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(model => ModelDescription.Read(model, shipped));

    private static bool HasDescription(string folder) => File.Exists(Path.Combine(folder, ModelDescription.FileName));
}
