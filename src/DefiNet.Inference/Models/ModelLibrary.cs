using System.Collections.Immutable;
using DefiNet.Crystals;
using DefiNet.Inference.Checkpoints;
using DefiNet.Inference.DefectNets;

namespace DefiNet.Inference.Models;

/// <summary>The models that came with the program and those that its user added. Safe to use from several threads.</summary>
public sealed class ModelLibrary
{
    /// <summary>Environment variable that names the folder of the user's own models.</summary>
    public const string UserFolderVariable = "DEFINET_MODELS";

    private const string DefectNetArchitecture = "DefiNet";
    private const string DefectNetRelaxer = "definet";

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
        if (File.Exists(nameOrPath))
        {
            var described = Describe(nameOrPath, Path.GetFileNameWithoutExtension(nameOrPath), new DefectNetSettings());
            return all.FirstOrDefault(entry => entry.Sha256 == described.Sha256) ?? described; // a copy of a known one: its description holds
        }

        if (HasDescription(nameOrPath))
            return ModelDescription.Read(nameOrPath, shipped: false);
        var names = all.Count == 0 ? "there are none yet" : string.Join(", ", all.Select(entry => entry.Name));
        throw new ModelException($"There is no model '{nameOrPath}'; name one of the library ({names}) or a .pt file.");
    }

    /// <summary>The model that a relaxer takes when none is named: the shipped one.</summary>
    /// <exception cref="ModelException">No model serves that relaxer.</exception>
    public ModelEntry DefaultOf(string relaxer) =>
        List().FirstOrDefault(entry => entry.Relaxer == relaxer)
        ?? throw new ModelException($"No model of the library serves the relaxer '{relaxer}'; add one with: definet model add PATH.");

    /// <summary>Copies a file of weights into the user's folder, after reading it, and describes it there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Its name in the library; null for the file's own.</param>
    /// <param name="settings">What it was trained with; null for the defaults.</param>
    /// <exception cref="ModelException">The name is taken or cannot be one.</exception>
    /// <exception cref="CheckpointException">The file holds no known weights.</exception>
    public ModelEntry Add(string path, string? name = null, DefectNetSettings? settings = null)
    {
        name ??= Path.GetFileNameWithoutExtension(path);
        if (!ModelDescription.IsName(name))
            throw new ModelException($"'{name}' cannot name a model; names are made of letters, digits, dots, dashes and underscores.");
        var entry = Describe(path, name, settings ?? new DefectNetSettings());
        if (List().Any(known => known.Name == name))
            throw new ModelException($"The library has a model '{name}' already; give another name with --name.");

        var folder = Path.Combine(UserFolder, name);
        var making = folder + ".new";
        Directory.CreateDirectory(making);
        entry = entry with { Path = Path.Combine(making, name + ".pt") };
        File.Copy(path, entry.Path, overwrite: true);
        ModelDescription.Write(making, entry);
        Directory.Move(making, folder);
        return entry with { Path = Path.Combine(folder, name + ".pt") };
    }

    /// <summary>Reads the weights of a model and makes the net.</summary>
    /// <exception cref="ModelException">The file is not the one described, or the model is of another kind.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static DefectNet LoadDefectNet(ModelEntry entry)
    {
        if (entry.Architecture != DefectNetArchitecture)
            throw new ModelException($"The model '{entry.Name}' is a {entry.Architecture}; a {DefectNetArchitecture} is needed.");
        var net = DefectNet.Load(entry.Path, entry.Settings);
        if (net.Sha256 != entry.Sha256)
            throw new ModelException($"{entry.Path}: the file's SHA-256 is {net.Sha256}, its description says {entry.Sha256}; the file was changed, fetch it again.");
        return net;
    }

    private static ModelEntry Describe(string path, string name, DefectNetSettings settings)
    {
        var net = DefectNet.Load(path, settings);
        return new ModelEntry
        {
            Name = name,
            Relaxer = DefectNetRelaxer,
            Architecture = DefectNetArchitecture,
            Path = path,
            Sha256 = net.Sha256,
            Parameters = net.Parameters,
            Sizes = ImmutableSortedDictionary.CreateRange(
                [KeyValuePair.Create("hidden_channels", net.Channels), new("num_elements", net.ElementLimit), new("num_layers", net.Layers), new("num_rbf", net.RadialFunctions)]),
            Settings = net.Settings,
            Elements = [],
        };
    }

    private static IEnumerable<ModelEntry> Folder(string? folder, bool shipped) =>
        folder is null || !Directory.Exists(folder)
            ? []
            : Directory.EnumerateDirectories(folder)
                .Where(model => HasDescription(model) && !model.EndsWith(".new", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(model => ModelDescription.Read(model, shipped));

    private static bool HasDescription(string folder) => File.Exists(Path.Combine(folder, ModelDescription.FileName));
}
