namespace DefiNet.Clusters.Hosts;

/// <summary>Paths on a host: absolute, or from the home folder with <c>~/</c>.</summary>
public static class RemotePath
{
    private const int MaxCharacters = 4000;

    /// <summary>Refuses what is not a plain path.</summary>
    /// <exception cref="ClusterException">The path is relative, too long, or holds <c>..</c> or a control character.</exception>
    public static void Check(string path)
    {
        if (!(path.StartsWith('/') || path == "~" || path.StartsWith("~/", StringComparison.Ordinal)))
            throw new ClusterException($"'{ShellWord.Shown(path)}' is no path on a host; it must begin with / or ~/.");
        if (path.Length > MaxCharacters)
            throw new ClusterException($"'{ShellWord.Shown(path)}…' has {path.Length} characters; a path has at most {MaxCharacters}.");
        if (path.Any(char.IsControl))
            throw new ClusterException($"'{ShellWord.Shown(path)}' holds a control character such as a newline; give a path without.");
        if (path.Split('/').Contains(".."))
            throw new ClusterException($"'{path}' holds '..'; give the path itself.");
    }

    /// <summary>A path below a folder.</summary>
    public static string Join(string folder, string name) => folder.EndsWith('/') ? folder + name : $"{folder}/{name}";
}
