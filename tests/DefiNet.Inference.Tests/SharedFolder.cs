using Xunit;

namespace DefiNet.Inference.Tests;

/// <summary>The folder of reference data beside the checkout; tests that need it are skipped where it is absent.</summary>
public static class SharedFolder
{
    public static string PathOf(params string[] parts)
    {
        var root = Find();
        if (root is null)
            Assert.Skip("the folder 'shared' with the reference data is not beside the checkout");
        var path = Path.Combine([root, .. parts]);
        if (!Path.Exists(path))
            Assert.Skip($"'{Path.Combine(parts)}' is not in the folder 'shared'");
        return path;
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DefiNet.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run below the repository.");
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("DEFINET_SHARED") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(RepositoryRoot()).Parent; folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "shared", "DESIGN.md")))
                return Path.Combine(folder.FullName, "shared");
        return null;
    }
}
