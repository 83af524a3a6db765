namespace DefiNet.Crystals.Tests;

/// <summary>Files of the checkout that a test reads.</summary>
internal static class RepositoryFiles
{
    /// <summary>The checkout's root: the nearest folder above the program that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file below the root.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DefiNet.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No folder above the test program holds DefiNet.sln.");
    }
}
