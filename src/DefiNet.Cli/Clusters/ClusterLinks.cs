using DefiNet.Campaigns.Running.Clusters;
using DefiNet.Clusters;
using DefiNet.Clusters.Definitions;

namespace DefiNet.Cli.Clusters;

/// <summary>Clusters by name, as campaigns and runs ask for them.</summary>
internal static class ClusterLinks
{
    private static readonly string Folder = Path.Combine("config", "clusters");

    /// <summary>The cluster that <c>config/clusters/NAME.yaml</c> describes, in the current folder or one above it; also a path of such a file.</summary>
    /// <exception cref="ClusterException">There is none, or the description cannot be right.</exception>
    public static ClusterLink Open(string name) => ClusterLink.Of(ClusterFile.Read(FileOf(name)));

    private static string FileOf(string name)
    {
        if (Path.GetFileName(name) != name || name.EndsWith(".yaml", StringComparison.Ordinal))
            return name;
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, Folder, $"{name}.yaml") is var path && File.Exists(path))
                return path;
        throw new ClusterException($"There is no cluster '{name}': {Path.Combine(Folder, $"{name}.yaml")} is neither here nor in a folder above; 'definet cluster add' makes one, from {Folder}/examples.");
    }
}
