namespace DefiNet.Clusters.Definitions;

/// <summary>Where the definitions of clusters lie: the folder that DEFINET_CLUSTERS names, else <c>config/clusters</c> here, then <c>~/.config/definet/clusters</c>.</summary>
public static class ClusterFolder
{
    /// <summary>Environment variable that names the folder.</summary>
    public const string Variable = "DEFINET_CLUSTERS";

    private const string Here = "config/clusters";

    /// <summary>Folders that are looked through, the first before the second.</summary>
    public static IReadOnlyList<string> Folders =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? [named]
            : [Here, Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? ".", ".config", "definet", "clusters")];

    /// <summary>The definition of a cluster.</summary>
    /// <exception cref="ClusterException">There is none of this name, or it cannot be right.</exception>
    public static ClusterDefinition Find(string name) =>
        TryPath(name) is { } path
            ? ClusterFile.Read(path)
            : throw new ClusterException($"There is no cluster '{Hosts.ShellWord.Shown(name)}'; {(Names() is { Count: > 0 } names ? $"known are {string.Join(", ", names)}" : $"make one with: definet cluster add {Hosts.ShellWord.Shown(name)} --scheduler slurm --host HOST --folder FOLDER")}.");

    /// <summary>Files of all clusters, by name.</summary>
    public static IReadOnlyList<(string Name, string Path)> Files() =>
        [.. Folders.Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*.yaml")).Select(path => (Path.GetFileNameWithoutExtension(path), path)).DistinctBy(file => file.Item1).OrderBy(file => file.Item1, StringComparer.Ordinal)];

    /// <summary>Writes the definition of a new cluster, with comments for what may be added.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="ClusterException">There is one of this name, or the definition cannot be right.</exception>
    public static string Add(string name, string text)
    {
        ClusterFile.Parse(text, name + ".yaml", name);
        if (TryPath(name) is { } there)
            throw new ClusterException($"{there}: there is a cluster '{name}' already; change that file, or choose another name.");
        var folder = Folders.FirstOrDefault(Directory.Exists) ?? Folders[^1];
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".yaml");
        using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew));
        file.Write(text);
        return path;
    }

    private static IReadOnlyList<string> Names() => [.. Files().Select(file => file.Name)];

    private static string? TryPath(string name) => Files().FirstOrDefault(file => file.Name == name).Path;
}
