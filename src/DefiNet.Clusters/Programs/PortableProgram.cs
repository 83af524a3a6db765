namespace DefiNet.Clusters.Programs;

/// <summary>The folder here with a definet that needs nothing on the machine it runs on.</summary>
public static class PortableProgram
{
    /// <summary>Name of the program in that folder.</summary>
    public const string Name = "definet";

    private const string Runtime = "libcoreclr.so";

    /// <summary>The folder that was named, or that <c>build/publish-for-clusters</c> made, or this program's own.</summary>
    /// <param name="named">A folder that a person named; null when none did.</param>
    /// <param name="home">Folder that DefiNet was unpacked to.</param>
    /// <exception cref="ClusterException">There is none.</exception>
    public static string FolderOf(string? named, string home)
    {
        string[] folders = named is not null ? [named] : [AppContext.BaseDirectory, Path.Combine(home, "artifacts", "definet-for-clusters")];
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, Name)) && File.Exists(Path.Combine(folder, Runtime)) && Directory.Exists(Path.Combine(folder, "config", "recipes")))
            ?? throw new ClusterException($"No definet that brings its own runtime is in {string.Join(" or ", folders)}; make one with: bash build/publish-for-clusters");
    }
}
